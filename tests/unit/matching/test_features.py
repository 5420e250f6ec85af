import pytest

from openlab.matching.scoring.features import NEUTRAL, Verdict, compare, feasible
from openlab.matching.text import document_from_need, document_from_solution, query_document
from tests.unit.matching.records import need, solution


def features(need_values=None, solution_values=None):
    asker = document_from_need(need(**(need_values or {})))
    item = document_from_solution(solution(**(solution_values or {})))
    return {one.name: one for one in compare(asker, item)}


def test_budget_below_the_lowest_price_does_not_fit_and_blocks():
    budget = features({"budget_max": 50_000_000})["budget"]
    assert (budget.verdict, budget.blocks) == (Verdict.DOES_NOT_FIT, True)
    assert (budget.fact.id, budget.fact.params) == ("budget.short", {"have": 50_000_000, "need": 60_000_000})


def test_budget_at_the_lowest_price_fits():
    budget = features({"budget_max": 60_000_000})["budget"]
    assert (budget.verdict, budget.fact.id) == (Verdict.FITS, "budget.enough")
    assert budget.value < features({"budget_max": 300_000_000})["budget"].value == 1.0


@pytest.mark.parametrize(
    ("codes", "nationwide", "verdict", "message"),
    [
        ([], True, Verdict.FITS, "region.nationwide"),
        (["41000"], False, Verdict.FITS, "region.served"),
        (["26000"], False, Verdict.DOES_NOT_FIT, "region.not_served"),
        ([], False, Verdict.UNKNOWN, "region.unknown"),
    ],
)
def test_region_compares_provinces(codes, nationwide, verdict, message):
    region = features(None, {"region_codes": codes, "nationwide": nationwide})["region"]
    assert (region.verdict, region.fact.id) == (verdict, message)


def test_region_of_a_province_that_was_merged_is_still_served():
    region = features({"region_code": "46110"}, {"region_codes": ["29000"], "nationwide": False})["region"]
    assert region.verdict is Verdict.FITS


def test_region_of_a_foreign_need_is_unknown_and_blocks_nothing():
    region = features({"region_code": ""}, {"region_codes": ["26000"], "nationwide": False})["region"]
    assert (region.verdict, region.value, region.blocks) == (Verdict.UNKNOWN, NEUTRAL, False)


@pytest.mark.parametrize(
    ("code", "value"), [("SAFETY.FLOOD", 1.0), ("SAFETY.FIRE", 0.8), ("SAFETY", 0.8), ("TRANSPORT.PARKING", 0.0)]
)
def test_category_values_fall_from_same_to_field_to_other(code, value):
    assert features(None, {"category": code})["category"].value == value


def test_maturity_below_what_is_asked_blocks():
    assert features({"min_trl": 9})["maturity"].blocks
    assert features({"min_trl": 8})["maturity"].verdict is Verdict.FITS


def test_period_shorter_than_delivery_asks_for_a_check_without_blocking():
    period = features({"period_months": 3})["period"]
    assert (period.verdict, period.blocks) == (Verdict.CHECK, False)
    assert features({"period_months": 4})["period"].verdict is Verdict.FITS


def test_certifications_name_what_is_missing():
    certificates = features({"required_certifications": ["GS", "CSAP"]}, {"certifications": ["GS"]})["certifications"]
    assert (certificates.verdict, certificates.value) == (Verdict.CHECK, 0.5)
    assert certificates.fact.params == {"codes": ("CSAP",)}


@pytest.mark.parametrize(
    ("connects", "verdict"), [(True, Verdict.FITS), (False, Verdict.CHECK), (None, Verdict.UNKNOWN)]
)
def test_data_hub_counts_only_when_asked_for(connects, verdict):
    assert features({"needs_data_hub": True}, {"data_hub": connects})["data_hub"].verdict is verdict
    assert features({}, {"data_hub": connects})["data_hub"].verdict is Verdict.UNKNOWN


def test_evidence_grows_with_references_up_to_five():
    values = [features(None, {"references": [{}] * count})["evidence"].value for count in (0, 2, 5, 9)]
    assert values == [0.0, 0.4, 1.0, 1.0]


def test_compare_is_the_same_from_both_sides_and_empty_for_a_typed_text():
    one, other = document_from_need(need()), document_from_solution(solution())
    assert compare(one, other) == compare(other, one)
    assert compare(query_document("침수"), other) == ()


def test_compare_of_two_needs_speaks_only_of_their_category():
    pair = compare(document_from_need(need()), document_from_need(need(id="N2", category="SAFETY.FIRE")))
    assert [one.name for one in pair] == ["category"]


def test_feasible_turns_false_with_one_broken_limit():
    asker = document_from_need(need(min_trl=9))
    assert not feasible(compare(asker, document_from_solution(solution())))
    assert feasible(compare(document_from_need(need()), document_from_solution(solution())))
