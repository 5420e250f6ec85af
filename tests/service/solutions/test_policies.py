"""One rule, two uses: what a permission allows is what the list filter shows."""

import pytest
from sqlalchemy import select

from openlab.identity.orgs.states import OrganisationKind, Role
from openlab.kit.policy import ANONYMOUS, SYSTEM, policies
from openlab.solutions.models import Solution
from openlab.solutions.queries import find_solution, visible_to
from openlab.solutions.states import SolutionStatus
from tests.builders import make_actor, make_curator, make_firm_member, make_official, make_organisation, make_solution

READS = {  # the states of somebody else's solution that each kind of reader may read
    "nobody": {"LISTED"},
    "official": {"LISTED"},
    "other firm": {"LISTED"},
    "curator": {"SUBMITTED", "CHANGES_REQUESTED", "LISTED", "SUSPENDED", "RETIRED"},
    "own firm": {"DRAFT", "SUBMITTED", "CHANGES_REQUESTED", "LISTED", "SUSPENDED", "RETIRED"},
    "system": {"DRAFT", "SUBMITTED", "CHANGES_REQUESTED", "LISTED", "SUSPENDED", "RETIRED"},
}


@pytest.fixture
def market(session):
    firm = make_organisation(OrganisationKind.COMPANY)
    for status in SolutionStatus:
        make_solution(firm, status=status.value)
    readers = {
        "nobody": ANONYMOUS,
        "official": make_official(),
        "other firm": make_firm_member(),
        "curator": make_curator(),
        "own firm": make_actor(firm, Role.MEMBER),
        "system": SYSTEM,
    }
    return session, readers


@pytest.mark.parametrize("who", READS)
def test_each_reader_sees_exactly_the_states_written_here(market, who):
    session, readers = market
    seen = session.scalars(select(Solution).where(visible_to(readers[who])))
    assert {solution.status.value for solution in seen} == READS[who]


@pytest.mark.parametrize("who", READS)
def test_the_filter_and_the_permission_agree_on_every_solution(market, who):
    session, readers = market
    shown = set(session.scalars(select(Solution.id).where(visible_to(readers[who]))))
    allowed = {
        number
        for number in session.scalars(select(Solution.id))
        if policies.allows(readers[who], "solutions:solution:read", find_solution(number))
    }
    assert shown == allowed


@pytest.mark.parametrize("status", SolutionStatus)
def test_firms_edit_drafts_and_listed_ones_and_nothing_in_between(session, status):
    solution = make_solution(status=status.value)
    member = make_actor(find_solution(solution.id).organisation, Role.MEMBER)
    expected = status.value in {"DRAFT", "CHANGES_REQUESTED", "LISTED"}
    assert policies.allows(member, "solutions:solution:edit", solution) is expected
    assert not policies.allows(make_curator(), "solutions:solution:edit", solution)
