from math import log2

import pytest

from openlab.matching.judging.metrics import interval, ndcg, recall, reciprocal_rank

GRADES = {"a": 3, "b": 1, "c": 0}


def test_ndcg_of_the_ideal_order_is_one():
    assert ndcg(["a", "b", "c"], GRADES) == pytest.approx(1.0)


def test_ndcg_of_a_hand_worked_order():
    got = 1 / log2(2) + 7 / log2(4)
    assert ndcg(["b", "c", "a"], GRADES) == pytest.approx(got / (7 / log2(2) + 1 / log2(3)))


def test_ndcg_looks_no_deeper_than_asked_and_ideal_neither():
    assert ndcg(["x", "a"], GRADES, depth=1) == 0.0
    assert ndcg(["a"], GRADES, depth=1) == 1.0


def test_ndcg_without_relevant_items_is_zero():
    assert ndcg(["a"], {"a": 0}) == 0.0


def test_recall_counts_relevant_items_within_the_depth():
    assert recall(["c", "a", "x", "b"], GRADES, depth=2) == 0.5
    assert recall(["c", "a", "x", "b"], GRADES, depth=4) == 1.0
    assert recall(["a"], {}, depth=5) == 0.0


def test_reciprocal_rank_takes_the_first_relevant_item():
    assert reciprocal_rank(["c", "x", "b", "a"], GRADES) == pytest.approx(1 / 3)
    assert reciprocal_rank(["c"], GRADES) == 0.0


def test_interval_holds_the_mean_and_narrows_to_a_point_for_equal_values():
    low, high = interval([0.0, 1.0] * 50)
    assert 0.35 < low < 0.5 < high < 0.65
    assert interval([0.4] * 9) == pytest.approx((0.4, 0.4))
    assert interval([]) == (0.0, 0.0)
