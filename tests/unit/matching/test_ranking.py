import random

import numpy as np
import pytest

from openlab.matching.packed import hashes_of
from openlab.matching.scoring.features import compare
from openlab.matching.scoring.pairs import compare_columns
from openlab.matching.scoring.ranking import Fit, Thresholds, fit_of, in_order, score_parts, total
from openlab.matching.scoring.weights import WISHES, Weights
from openlab.matching.shelves.columns import FactColumns
from openlab.matching.text import Side, document_from_need, document_from_solution
from tests.unit.matching.records import need, solution

LIMITS = Thresholds(very_good=0.5, good=0.3)
TEXT = {"meaning": np.asarray([0.4], np.float32), "words": np.asarray([0.1], np.float32)}


def documents(need_values=None, solution_values=None):
    return document_from_need(need(**(need_values or {}))), document_from_solution(solution(**(solution_values or {})))


def features(need_values=None, solution_values=None):
    return compare(*documents(need_values, solution_values))


def scored(need_values=None, solution_values=None, *, asker=Side.NEEDS, text=None, weights=None):
    pair = documents(need_values, solution_values)
    mine, theirs = pair if asker is Side.NEEDS else pair[::-1]
    facts = compare_columns(FactColumns.of(mine), asker, FactColumns.of(theirs), asker.other)
    return score_parts(text or TEXT, facts, asker, weights or Weights())


def test_wishes_of_each_side_add_up_to_one():
    assert [sum(shares.values()) for shares in WISHES.values()] == pytest.approx([1.0, 1.0])


def test_score_is_the_harmonic_mean_of_both_one_way_scores():
    facts = features({"budget_max": 100_000_000}, {"references": []})
    parts = scored({"budget_max": 100_000_000}, {"references": []})
    ways = [
        0.85 * 0.5 + 0.15 * sum(wishes[feature.name] * feature.value for feature in facts if feature.name in wishes)
        for wishes in WISHES.values()
    ]
    assert ways[0] != pytest.approx(ways[1])
    assert total(parts)[0] == pytest.approx(2 * ways[0] * ways[1] / sum(ways))
    assert parts["balance"][0] < 0
    assert {"meaning", "words", "category", "region", "budget", "balance"} <= parts.keys()


def test_score_of_a_pair_is_the_same_whoever_asks():
    assert total(scored()) == pytest.approx(total(scored(asker=Side.SOLUTIONS)))


def test_score_of_a_typed_text_is_its_text_score():
    parts = score_parts(TEXT, None, None, Weights())
    assert {name: value.tolist() for name, value in parts.items()} == {
        name: pytest.approx(value.tolist()) for name, value in TEXT.items()
    }


def test_score_of_nothing_in_common_is_zero_and_divides_by_nothing():
    nothing = {"meaning": np.zeros(1, np.float32), "words": np.zeros(1, np.float32)}
    empty = {side: {"budget": 1.0} for side in Side}
    assert total(scored({"budget_max": 1}, text=nothing, weights=Weights(wishes=empty)))[0] == 0


def test_score_follows_the_weights():
    light = total(scored(weights=Weights("text only", text_share=1.0)))
    assert light[0] == pytest.approx(0.5)


def test_order_puts_every_feasible_pair_before_infeasible_ones_and_hides_none():
    scores, feasible = np.asarray([0.9, 0.1, 0.8]), np.asarray([False, True, True])
    assert in_order(scores, feasible, "N1", hashes_of("abc")).tolist() == [2, 1, 0]


def test_order_of_ties_does_not_depend_on_arrival_and_differs_between_askers():
    tied = [f"S{number}" for number in range(30)]

    def order(items, asker):
        places = in_order(np.full(30, 0.5), np.ones(30, np.bool_), asker, hashes_of(items))
        return [items[place] for place in places]

    first = order(tied, "N1")
    assert order(random.Random(1).sample(tied, len(tied)), "N1") == first
    assert order(tied, "N2") != first
    assert first != sorted(first)


@pytest.mark.parametrize(
    ("text_score", "need_values", "word"),
    [
        (0.6, {}, Fit.VERY_GOOD),
        (0.4, {}, Fit.GOOD),
        (0.2, {}, Fit.CHECK),
        (0.6, {"period_months": 1}, Fit.GOOD),
        (0.6, {"budget_max": 1}, Fit.CHECK),
    ],
)
def test_fit_word_follows_text_and_verdicts(text_score, need_values, word):
    assert fit_of(text_score, features(need_values), LIMITS) is word
