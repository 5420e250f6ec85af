"""The demonstration's content: complete, consistent, bilingual, and recognisable as made up."""

import re

import pytest

from openlab import regions
from openlab.demo import content
from openlab.identity.orgs.states import ROLES_OF, OrganisationKind, SizeClass
from openlab.needs.exchange import parse_need
from openlab.needs.states import NeedStatus
from openlab.solutions.exchange import parse_solution
from openlab.solutions.states import SolutionStatus

NEEDS = {row["id"]: row for row in content.needs()}
SOLUTIONS = {row["id"]: row for row in content.solutions()}
ORGANISATIONS = {row["id"]: row for row in content.organisations()}
HANGUL = re.compile(r"[가-힣]")


def english_texts(value):
    """Yield every text that claims to be English, however deep it lies."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name.endswith("_en") and isinstance(inner, str):
                yield inner
            else:
                yield from english_texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from english_texts(inner)


def test_content_has_the_promised_numbers():
    kinds = [row["kind"] for row in ORGANISATIONS.values()]
    assert (len(NEEDS), len(SOLUTIONS)) == (30, 60)
    assert (kinds.count("COMPANY"), kinds.count("MUNICIPALITY"), kinds.count("ALLIANCE")) == (50, 29, 1)


@pytest.mark.parametrize("row", NEEDS.values(), ids=NEEDS)
def test_need_reads_without_a_complaint_and_in_both_languages(row):
    parsed = parse_need(row)
    assert (parsed.errors, parsed.warnings) == ((), ())
    need = parsed.record
    assert need.lang == "ko"
    assert {"title", "problem", "desired_outcome", "testbed_offer", "data_offer"} <= set(need.translation)
    assert need.region_code
    assert need.status in set(NeedStatus)
    assert len(need.kpis) == 3
    assert all(tag["reason"] and tag["reason_en"] for tag in need.policy_tags)
    assert ORGANISATIONS[need.organisation]["kind"] == "MUNICIPALITY"


@pytest.mark.parametrize("row", SOLUTIONS.values(), ids=SOLUTIONS)
def test_solution_reads_without_a_complaint_and_in_both_languages(row):
    parsed = parse_solution(row)
    assert (parsed.errors, parsed.warnings) == ((), ())
    solution = parsed.record
    assert solution.lang == "ko"
    assert {"title", "summary", "description", "price_basis"} == set(solution.translation)
    assert solution.nationwide or solution.region_codes
    assert solution.status in set(SolutionStatus)
    assert solution.price_min <= solution.price_max
    assert ORGANISATIONS[solution.firm]["size_class"] == solution.size_class


def test_english_texts_have_no_korean_left():
    everything = [*NEEDS.values(), *SOLUTIONS.values(), *ORGANISATIONS.values(), *content.people()]
    texts = [text for row in everything for text in english_texts(row)]
    assert len(texts) > 600
    assert [text for text in texts if HANGUL.search(text)] == []


def check_digit(number):
    weights = (1, 3, 7, 1, 3, 7, 1, 3, 5)
    total = sum(int(digit) * weight for digit, weight in zip(number, weights, strict=False)) + int(number[8]) * 5 // 10
    return str(-total % 10)


def test_firms_are_recognisably_made_up():
    firms = [row for row in ORGANISATIONS.values() if row["kind"] == "COMPANY"]
    numbers = [firm["business_number"] for firm in firms]
    assert len(set(numbers)) == len(firms)
    assert all(re.fullmatch(r"000\d{7}", number) and number[9] == check_digit(number) for number in numbers)
    assert all(firm["name"].lstrip("㈜").startswith("가상") and "(fictional)" in firm["name_en"] for firm in firms)
    assert all(firm["website"].endswith(".example") and firm["size_class"] in set(SizeClass) for firm in firms)


def test_organisations_stand_in_known_regions():
    assert all(regions.parse_region(row["region"]) for row in ORGANISATIONS.values())


def test_people_hold_roles_that_their_organisation_gives():
    for person in content.people():
        organisation = ORGANISATIONS[person["organisation"]]
        assert person["email"].endswith(".example")
        assert set(person["roles"]) <= {role.value for role in ROLES_OF[OrganisationKind(organisation["kind"])]}
    assert len({person["email"] for person in content.people()}) == len(content.people()) == 81


def test_three_people_are_the_one_click_roles():
    roles = {person["demo_role"]: ORGANISATIONS[person["organisation"]]["name"]
             for person in content.people() if person["demo_role"]}  # fmt: skip
    assert roles == {
        "official": "경기도 과천시",
        "firm": "㈜가상다온길",
        "alliance": "스마트시티 융합 얼라이언스(시연)",
    }


def test_judgements_are_the_same_from_either_side():
    ours, theirs = content.judgements("needs"), content.judgements("solutions")
    assert len(ours) == 339
    assert {(j.query_id, j.item_id, j.grade) for j in ours} == {(j.item_id, j.query_id, j.grade) for j in theirs}
    assert {j.query_id for j in ours} == set(NEEDS)
    assert {j.item_id for j in ours} <= set(SOLUTIONS)


def test_wishes_of_needs_do_not_shut_out_what_was_judged_to_help():
    for judgement in content.judgements("needs"):
        need, solution = NEEDS[judgement.query_id], SOLUTIONS[judgement.item_id]
        if judgement.grade >= 2:
            assert set(need["required_certifications"]) <= set(solution["certifications"])
            assert solution["data_hub"] or not need["needs_data_hub"]
