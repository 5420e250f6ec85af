import random

import pytest

from openlab.matching.features import compare
from openlab.matching.ranking import WISHES, Fit, Thresholds, fit_of, in_order, score_pair
from openlab.matching.text import Side, document_from_need, document_from_solution
from tests.unit.matching.records import need, solution

TEXT = {"meaning": 0.4, "words": 0.1}
LIMITS = Thresholds(very_good=0.5, good=0.3)


def features(need_values=None, solution_values=None):
    return compare(
        document_from_need(need(**(need_values or {}))), document_from_solution(solution(**(solution_values or {})))
    )


def scored(item_id, meaning=0.4, **need_values):
    return score_pair(item_id, {"meaning": meaning, "words": 0.0}, features(need_values), Side.NEEDS)


def test_wishes_of_each_side_add_up_to_one():
    assert [sum(shares.values()) for shares in WISHES.values()] == pytest.approx([1.0, 1.0])


def test_score_is_the_sum_of_its_named_parts():
    one = score_pair("S1", TEXT, features(), Side.NEEDS)
    assert one.score == pytest.approx(sum(one.parts.values()), abs=1e-12)
    assert {"meaning", "words", "category", "region", "budget", "balance"} <= one.parts.keys()


def test_score_is_the_harmonic_mean_of_both_one_way_scores():
    facts = features({"budget_max": 100_000_000}, {"references": []})
    one = score_pair("S1", TEXT, facts, Side.NEEDS)
    ways = [
        0.85 * 0.5 + 0.15 * sum(wishes[feature.name] * feature.value for feature in facts if feature.name in wishes)
        for wishes in WISHES.values()
    ]
    assert ways[0] != pytest.approx(ways[1])
    assert one.score == pytest.approx(2 * ways[0] * ways[1] / sum(ways))
    assert one.parts["balance"] < 0


def test_score_of_a_pair_is_the_same_whoever_asks():
    assert score_pair("X", TEXT, features(), Side.NEEDS).score == pytest.approx(
        score_pair("X", TEXT, features(), Side.SOLUTIONS).score
    )


def test_score_of_a_typed_text_is_its_text_score():
    assert score_pair("S1", TEXT, (), None).parts == TEXT


def test_score_of_nothing_in_common_is_zero_and_divides_by_nothing():
    facts = tuple(one for one in features({"budget_max": 1}) if one.name == "budget")
    assert score_pair("S1", {"meaning": 0.0, "words": 0.0}, facts, Side.NEEDS).score == 0


def test_order_puts_every_feasible_pair_before_infeasible_ones_and_hides_none():
    listed = [scored("broken", 0.9, budget_max=1), scored("weak", 0.1), scored("strong", 0.8)]
    assert [one.id for one in in_order(listed, "N1")] == ["strong", "weak", "broken"]


def test_order_of_ties_does_not_depend_on_arrival_and_differs_between_askers():
    tied = [scored(f"S{number}") for number in range(30)]
    shuffled = random.Random(1).sample(tied, len(tied))
    first = [one.id for one in in_order(tied, "N1")]
    assert [one.id for one in in_order(shuffled, "N1")] == first
    assert [one.id for one in in_order(tied, "N2")] != first
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
