"""The corpus: every problem type is whole, says what it is kin to, and its views are what training expects."""

import random
import re
from collections import Counter

import numpy as np
import pytest

from openlab.matching.training.corpus import (
    Record,
    Tokens,
    every_text,
    hold_out,
    prepare,
    read_phrases,
    read_types,
    strangers,
)

FIELDS = {
    "ADMIN", "TR", "HEALTH_WELFARE", "ENV_ENERGY_WATER", "CRIME_DISASTER", "FACILITY", "EDUCATION",
    "CULTURE_TOURISM_SPORTS", "LOGISTICS", "LABOR_EMPLOYMENT", "HOUSING", "OTHER",
}  # fmt: skip
TYPES = read_types()
CODES = {one["type_id"] for one in TYPES}


def tokenize(texts: list[str]) -> list[Tokens]:
    return [np.arange(1 + len(text) % 7, dtype=np.int64) for text in texts]


def texts_of(one: Record) -> list[Record]:
    return [text for kind in ("needs", "solutions", "near_misses") for text in one[kind]]


def test_there_are_at_least_nine_hundred_problem_types():
    assert len(TYPES) >= 900


def test_codes_and_titles_are_given_once():
    for key in ("type_id", "type_ko", "type_en"):
        assert [value for value, number in Counter(one[key] for one in TYPES).items() if number > 1] == []


def test_every_type_is_whole():
    short = [
        one["type_id"]
        for one in TYPES
        if one["field"] not in FIELDS
        or len(one["needs"]) < 4
        or len(one["solutions"]) < 5
        or len(one["queries"]) < 5
        or len(one["near_misses"]) < 2
        or not any(text["lang"] == "en" for text in one["needs"])
        or not any(text["lang"] == "en" for text in one["solutions"])
        or not all(text["approach"] for text in one["solutions"])
        or not all(text["why"] for text in one["near_misses"])
    ]

    assert short == []


def test_texts_are_in_the_language_they_say():
    wrong = [
        (one["type_id"], text["text"][:40])
        for one in TYPES
        for text in texts_of(one)
        if (len(re.findall("[가-힣]", text["text"])) >= 15) != (text["lang"] == "ko")
    ]

    assert wrong == []


def test_no_text_is_written_twice():
    seen = Counter(text["text"] for one in TYPES for text in texts_of(one))

    assert [text for text, number in seen.items() if number > 1] == []


def test_kin_and_served_types_exist():
    named = {code for one in TYPES for code in one.get("kin", ())}
    named |= {code for one in TYPES for text in one["solutions"] for code in text.get("serves", ())}

    assert named - CODES == set()


def test_kin_are_no_strangers_in_either_direction():
    records = [TYPES[0] | {"kin": [TYPES[1]["type_id"]]}, TYPES[1] | {"kin": []}, TYPES[2] | {"kin": []}]

    strange = strangers(prepare(records, tokenize, seed=0))

    assert not strange[0, 1]
    assert not strange[1, 0]
    assert strange[0, 2]


def test_a_third_of_every_area_is_held_out_and_nothing_is_in_both():
    learnt, measured = hold_out(TYPES)

    assert len(learnt) + len(measured) == len(TYPES)
    assert {one["type_id"] for one in learnt} & {one["type_id"] for one in measured} == set()
    assert 0.3 < len(measured) / len(TYPES) < 0.34


def test_every_text_counts_for_the_vocabulary():
    texts = every_text(TYPES[:1], [["빗물", "rain"]])

    assert {"빗물", "rain", TYPES[0]["type_ko"], TYPES[0]["needs"][0]["text"]} <= set(texts)


@pytest.mark.parametrize("headed", [0.0, 1.0])
def test_a_headed_guise_is_longer_than_the_plain_one(headed: float):
    def lengths(texts: list[str]) -> list[Tokens]:
        return [np.arange(len(text), dtype=np.int64) for text in texts]

    need = prepare(TYPES[:1], lengths, seed=0)[0].needs[0]
    picked = need.pick(random.Random(0), shortened=0.0, headed=headed)

    assert (len(picked) > len(TYPES[0]["needs"][0]["text"])) is bool(headed)


def test_phrases_say_one_thing_in_at_least_two_ways():
    assert [line for line in read_phrases() if len(line) < 2 or not all(line)] == []
