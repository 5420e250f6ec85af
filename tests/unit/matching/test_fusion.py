import numpy as np
import pytest

from openlab.matching.scoring.fusion import BEST_OF_A_LANGUAGE, join, language_lift, words_weight
from openlab.matching.shelves.index import HUB_NEIGHBOURS, hubness

COSINES = np.asarray([0.6, 0.2, -0.3], np.float32)
COVERAGE = np.asarray([0.0, 0.5, 1.0], np.float32)
NO_HUBS = np.zeros(3, np.float32)
KOREAN = np.zeros(3, np.bool_)


def test_words_weigh_more_in_a_long_query_where_coverage_is_small():
    assert words_weight("hybrid", 3) < words_weight("hybrid", 25) < words_weight("hybrid", 60)


@pytest.mark.parametrize("mode", ["hybrid", "dense", "lexical"])
def test_join_stays_between_zero_and_one(mode):
    meaning, words = join(COSINES, NO_HUBS, COVERAGE, KOREAN, mode, 40)
    total = meaning + words
    assert total.min() >= 0
    assert total.max() <= 1


def test_join_modes_leave_out_the_other_part():
    assert not join(COSINES, NO_HUBS, COVERAGE, KOREAN, "dense", 5)[1].any()
    assert not join(COSINES, NO_HUBS, COVERAGE, KOREAN, "lexical", 5)[0].any()


def test_join_takes_off_what_an_item_owes_to_being_near_to_everything():
    hubs = np.asarray([0.4, 0.0, -0.4], np.float32)
    corrected, _ = join(COSINES, hubs, COVERAGE, KOREAN, "dense", 5)
    plain, _ = join(COSINES, NO_HUBS, COVERAGE, KOREAN, "dense", 5)
    assert corrected[0] < plain[0]
    assert corrected[1] == plain[1]


def test_hubness_is_the_mean_of_the_nearest_neighbours():
    others = np.eye(HUB_NEIGHBOURS + 2, dtype=np.float32)
    item = np.linspace(0, 1, HUB_NEIGHBOURS + 2, dtype=np.float32)[None, :]
    assert hubness(item, others)[0] == pytest.approx(np.sort(item[0])[-HUB_NEIGHBOURS:].mean())


def test_hubness_is_nothing_while_the_other_side_is_too_small():
    assert not hubness(np.ones((4, 3), np.float32), np.ones((HUB_NEIGHBOURS, 3), np.float32)).any()


def test_the_language_that_lies_lower_is_lifted_and_keeps_its_order():
    meaning = np.asarray([0.8, 0.7, 0.6, 0.5, 0.4, 0.3], np.float32)
    english = np.asarray([False] * 3 + [True] * 3)
    lift = language_lift(meaning, english)
    assert not lift[:3].any()
    assert (lift[3:] > 0).all()
    assert (meaning + lift)[3] < meaning[0]


def test_a_language_with_too_few_items_is_not_lifted():
    english = np.asarray([False] * 4 + [True] * (BEST_OF_A_LANGUAGE - 1))
    assert not language_lift(np.linspace(1, 0, len(english), dtype=np.float32), english).any()
