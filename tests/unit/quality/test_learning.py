"""Learning weights from opinions: what counts comes out, nothing is negative, places are weighed by attention."""

import pytest

from openlab.kit.errors import ConflictError
from openlab.matching.scoring.features import compare
from openlab.matching.scoring.ranking import score_parts, total
from openlab.matching.scoring.weights import Weights, as_data, from_data
from openlab.matching.text import Side, document_from_need, document_from_solution
from openlab.quality.examples import Example, attention, right_order, scores
from openlab.quality.fitting import LEAST, LEAST_TEXT, enough, fit
from tests.unit.matching.records import need, solution

EVEN = [1.0] * 100


def example(number, fits, side=Side.NEEDS, rank=1, **measured):
    values = {"meaning": 0.5, "words": 0.0, "category": 0.5, "evidence": 0.5, **measured}
    return Example(side, f"NEED {number // 4}", number % 7, rank, fits, values)


def opinions(count, **how):
    """Return opinions that follow the text and the evidence, with every tenth against both."""
    found = []
    for number in range(count):
        fits = number % 2 == 0
        odd = number % 10 == 9
        strong = fits is not odd
        found.append(example(number, fits, meaning=0.6 if strong else 0.3, evidence=1.0 if strong else 0.0,
                             category=0.8 if number % 3 else 0.0, **how))  # fmt: skip
    return found


def test_what_people_follow_gains_and_what_they_ignore_loses():
    weights, fits = fit(opinions(400), EVEN, Weights())

    before, after = Weights().wishes[Side.NEEDS], weights.wishes[Side.NEEDS]
    assert after["evidence"] > before["evidence"]
    assert after["category"] < before["category"]
    assert after["evidence"] > after["category"]
    assert sum(after.values()) == pytest.approx(1)
    assert weights.wishes[Side.SOLUTIONS] == Weights().wishes[Side.SOLUTIONS]
    assert fits[Side.NEEDS].count == 400


def test_no_coefficient_is_negative_even_where_people_go_against_a_fact():
    found = [example(one, one % 2 == 0, meaning=0.6 if one % 2 == 0 else 0.3, category=0.0 if one % 2 == 0 else 1.0)
             for one in range(80)]  # fmt: skip
    weights, fits = fit(found, EVEN, Weights())

    assert fits[Side.NEEDS].coefficients["category"] == 0
    assert min(min(side.values()) for side in weights.wishes.values()) >= 0
    assert 0 < weights.text_share <= 1


def test_few_opinions_move_the_weights_less_than_many():
    few, many = (fit(opinions(count), EVEN, Weights())[0].wishes[Side.NEEDS]["evidence"] for count in (40, 2000))

    assert Weights().wishes[Side.NEEDS]["evidence"] < few < many


def test_the_text_keeps_at_least_half_of_the_score():
    found = [example(one, one % 2 == 0, meaning=0.51 if one % 2 == 0 else 0.5, evidence=float(one % 2 == 0))
             for one in range(4000)]  # fmt: skip

    assert fit(found, EVEN, Weights())[0].text_share == LEAST_TEXT


@pytest.mark.parametrize("found", [
    [], opinions(LEAST - 2), [example(one, True) for one in range(200)],
    [example(one * 7, one % 2 == 0) for one in range(200)],
], ids=["none", "too few", "all alike", "one person"])  # fmt: skip
def test_too_little_is_refused_in_a_sentence(found):
    assert not enough(found)
    with pytest.raises(ConflictError, match="의견이 모자랍니다"):
        fit(found, EVEN, Weights())


def test_opinions_that_go_against_the_texts_are_refused():
    found = [example(one, one % 2 == 0, meaning=0.2 if one % 2 == 0 else 0.8) for one in range(80)]

    with pytest.raises(ConflictError, match="배울 수 없습니다"):
        fit(found, EVEN, Weights())


def test_attention_falls_with_the_place_and_never_below_the_floor():
    nothing = attention({})
    counted = attention({1: (10_000, 5_000), 2: (10_000, 4_000), 3: (10_000, 4_900), 4: (10_000, 1)})

    for found in (nothing, counted):
        assert found[0] == pytest.approx(1, abs=0.1)
        assert found == sorted(found, reverse=True)
        assert min(found) >= 0.1
    assert counted[1] == pytest.approx(0.8, abs=0.05)
    assert counted[2] == counted[1]


def test_an_opinion_far_down_counts_more_than_the_same_at_the_top():
    top = opinions(200)
    mixed = [example(one, one % 2 == 0, evidence=1.0, category=float(one % 2 == 0), rank=50) for one in range(50)]
    even, weighed = (fit(top + mixed, curve, Weights())[0].wishes[Side.NEEDS]["category"]
                     for curve in (EVEN, attention({})))  # fmt: skip

    assert weighed > even


def test_scores_of_examples_are_those_of_the_ranking():
    import numpy as np

    from openlab.matching.scoring.pairs import Compared

    asker, item = document_from_need(need()), document_from_solution(solution())
    values = {one.name: one.value for one in compare(asker, item)}
    shown = Example(Side.NEEDS, "NEED 1", 1, 1, True, {"meaning": 0.4, "words": 0.1, **values})
    columns = Compared({name: np.asarray([value]) for name, value in values.items()}, {}, np.ones(1, bool))
    text = {"meaning": np.asarray([0.4]), "words": np.asarray([0.1])}

    assert scores([shown], Weights())[0] == pytest.approx(total(score_parts(text, columns, Side.NEEDS, Weights()))[0])


def test_right_order_counts_pairs_of_one_question_only():
    said = [("NEED 1", True, 0.9), ("NEED 1", False, 0.2), ("NEED 1", False, 0.9), ("NEED 2", False, 1.0)]
    found = [Example(Side.NEEDS, question, 1, 1, fits, {"meaning": text}) for question, fits, text in said]

    assert right_order(found, Weights()) == (0.75, 2)
    assert right_order(found[3:], Weights()) == (None, 0)


def test_weights_survive_the_way_through_plain_data():
    weights = Weights("v7", 0.7, {Side.NEEDS: {"category": 1.0}, Side.SOLUTIONS: {"budget": 0.5}}, 0.01)

    assert from_data("v7", as_data(weights)) == weights


@pytest.mark.parametrize("change", [{"text_share": 1.2}, {"text_share": -0.1}, {"exposure": -1},
                                    {"wishes": {"needs": {"budget": 2.0}, "solutions": {}}}])  # fmt: skip
def test_weights_that_would_turn_an_order_upside_down_are_refused(change):
    with pytest.raises(ValueError, match="shares"):
        from_data("v1", as_data(Weights()) | change)
