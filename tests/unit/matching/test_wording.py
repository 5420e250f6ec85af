"""Every fact the engine can state has a sentence in Korean and in English."""

from dataclasses import replace
from itertools import product

import pytest

from openlab.i18n import use_locale
from openlab.kit.text import has_hangul
from openlab.matching.engine import Engine
from openlab.matching.scoring import features
from openlab.matching.scoring.features import Message, Verdict
from openlab.matching.scoring.ranking import Fit
from openlab.matching.text import Facts, Side, document_from_need, document_from_solution
from openlab.matching.wording import CHIP_ORDER, CHIP_STATES, FACTS, LEVELS, PART_LABELS, fact, highlight, tell
from tests.unit.matching.records import need, solution
from tests.unit.matching.toy import ToyEncoder

# One set of values for every fact that either side can state, missing ones included.
NEEDS = {
    "category": ("", "TRANSPORT", "TRANSPORT.PARKING", "HOUSING"),
    "regions": ((), ("41290",)),
    "budget_max": (None, 10, 100_000_000, 10**9),
    "trl": (None, 1, 9),
    "months": (None, 1, 24),
    "certifications": ((), ("GS_CERT",), ("GS_CERT", "ISMS_P")),
    "data_hub": (False, True),
}
SOLUTIONS = {
    "category": ("", "TRANSPORT.PARKING", "TRANSPORT"),
    "regions": ((), ("41000",), ("11000", "26000")),
    "nationwide": (False, True),
    "price_min": (None, 50_000_000),
    "price_max": (None, 200_000_000),
    "trl": (None, 5),
    "weeks": (None, 10),
    "certifications": ((), ("GS_CERT",)),
    "data_hub": (None, False, True),
    "evidence": (None, 0, 3, 40),
    "size_class": ("", "LARGE", "SME"),
}


def stated(values):
    """Return facts that state one thing each, and one that states the last of everything."""
    plain = Facts()
    single = [replace(plain, **{name: value}) for name, options in values.items() for value in options]
    return [plain, *single, replace(plain, **{name: options[-1] for name, options in values.items()})]


MESSAGES = {
    (feature.fact.id, tuple(feature.fact.params.items())): feature
    for compare in features.FEATURES
    for asker, item in product(stated(NEEDS), stated(SOLUTIONS))
    for feature in (compare(asker, item),)
}
IDS = {feature.fact.id for feature in MESSAGES.values()}


def test_facts_above_make_the_engine_say_everything_it_can():
    assert set(FACTS) <= IDS
    assert {one.split(".")[0] for one in IDS} == {compare.__name__ for compare in features.FEATURES}


def test_everything_but_what_is_unknown_has_a_sentence():
    assert {one for one in IDS if not one.endswith(".unknown")} == set(FACTS)


@pytest.mark.parametrize("feature", MESSAGES.values(), ids=lambda feature: feature.fact.id)
def test_fact_is_said_in_both_languages_and_unknown_ones_are_silent(feature):
    with use_locale("ko"):
        korean = fact(feature.fact)
    with use_locale("en"):
        english = fact(feature.fact)

    if feature.verdict is Verdict.UNKNOWN:
        assert korean == english == ""
    else:
        assert korean
        assert english
        assert not has_hangul(english)
        assert "%(" not in korean + english


def test_every_part_and_fact_on_a_chip_has_a_label_in_both_languages():
    assert set(CHIP_ORDER) <= {compare.__name__ for compare in features.FEATURES} <= set(PART_LABELS)
    with use_locale("en"):
        assert not [label for label in PART_LABELS.values() if has_hangul(str(label))]


def test_every_fit_and_known_verdict_can_be_drawn():
    assert set(LEVELS) == set(Fit)
    assert set(CHIP_STATES) == set(Verdict) - {Verdict.UNKNOWN}


@pytest.fixture(scope="module")
def match():
    """Return a function that gives a match with some of its values changed."""
    engine = Engine(ToyEncoder())
    engine.upsert([document_from_solution(solution())])
    (found,) = engine.match(document_from_need(need()), Side.SOLUTIONS)
    return lambda **values: replace(found, features=(), **values)


def test_match_that_breaks_a_limit_says_so_whatever_its_score(match):
    assert tell(match(feasible=False, fit=Fit.VERY_GOOD)).level == "fails"
    assert tell(match(feasible=True, fit=Fit.VERY_GOOD)).level == "high"


def test_shares_of_the_parts_tell_the_score_and_nothing_counts_as_nothing(match):
    told = tell(match(score=0.5, parts={"meaning": 0.4, "words": 0.1, "category": 0.0}))

    assert [(part["points"], part["share"]) for part in told.parts] == [("40.0", "80%"), ("10.0", "20%")]
    assert told.score == 50.0
    assert tell(match(score=0.0, parts={"meaning": 0.3, "balance": -0.3})).parts[0]["share"] == "0%"


@pytest.mark.parametrize(
    ("sentence", "words", "pieces"),
    [
        ("물이 찬다", [], [("물이 찬다", False)]),
        ("물이 찬다", ["물"], [("물", True), ("이 찬다", False)]),
        ("A.B a.b", ["a.b"], [("A.B", True), (" ", False), ("a.b", True)]),
        ("주차장 주차", ["주차", "주차장"], [("주차장", True), (" ", False), ("주차", True)]),
        ("(가) [나]", ["[나]", "(가)"], [("(가)", True), (" ", False), ("[나]", True)]),
        ("", ["물"], []),
    ],
)
def test_highlight_cuts_a_sentence_at_the_words_that_met(sentence, words, pieces):
    assert highlight(sentence, words) == pieces


def test_message_nobody_knows_is_silent():
    assert fact(Message("weather.fine")) == ""
