"""The life of a solution, written out by hand: who may take which step from which state."""

from types import SimpleNamespace

import pytest

from openlab.kit.policy import ANONYMOUS, Actor
from openlab.solutions import policies  # noqa: F401  # defines the permissions that the table asks for
from openlab.solutions.states import LIFECYCLE, SolutionStatus

FIRM, OTHER_FIRM, CITY, ALLIANCE = 1, 2, 3, 4


def actor(organisation, kind, *roles):
    return Actor(7, "사람", {organisation: frozenset(roles)}, {organisation: kind}, organisation)


ROLES = {
    "nobody": ANONYMOUS,
    "firm member": actor(FIRM, "COMPANY", "MEMBER"),
    "firm manager": actor(FIRM, "COMPANY", "MANAGER"),
    "firm evaluator": actor(FIRM, "COMPANY", "EVALUATOR"),
    "other firm": actor(OTHER_FIRM, "COMPANY", "MEMBER", "MANAGER"),
    "official": actor(CITY, "MUNICIPALITY", "OFFICER", "MANAGER", "APPROVER"),
    "curator": actor(ALLIANCE, "ALLIANCE", "CURATOR"),
    "curator of the firm": Actor(
        8,
        "둘 다",
        {FIRM: frozenset({"MEMBER"}), ALLIANCE: frozenset({"CURATOR"})},
        {FIRM: "COMPANY", ALLIANCE: "ALLIANCE"},
        FIRM,
    ),
}
FIRM_STEPS = {
    ("DRAFT", "submit", "SUBMITTED"),
    ("DRAFT", "retire", "RETIRED"),
    ("SUBMITTED", "recall", "DRAFT"),
    ("SUBMITTED", "retire", "RETIRED"),
    ("CHANGES_REQUESTED", "submit", "SUBMITTED"),
    ("CHANGES_REQUESTED", "retire", "RETIRED"),
    ("LISTED", "resubmit", "SUBMITTED"),
    ("LISTED", "retire", "RETIRED"),
    ("SUSPENDED", "retire", "RETIRED"),
}
CURATOR_STEPS = {
    ("SUBMITTED", "list", "LISTED"),
    ("SUBMITTED", "request_changes", "CHANGES_REQUESTED"),
    ("LISTED", "suspend", "SUSPENDED"),
    ("SUSPENDED", "restore", "LISTED"),
}
MAY = {
    "nobody": set(),
    "firm member": FIRM_STEPS,
    "firm manager": FIRM_STEPS,
    "firm evaluator": set(),
    "other firm": set(),
    "official": set(),
    "curator": CURATOR_STEPS,
    "curator of the firm": FIRM_STEPS,  # nobody reviews their own
}


@pytest.mark.parametrize("role", ROLES)
def test_each_role_may_take_exactly_the_steps_written_here(role):
    taken = set()
    for state in SolutionStatus:
        solution = SimpleNamespace(status=state, organisation_id=FIRM)
        taken |= {(state.value, row.action, row.target.value) for row in LIFECYCLE.allowed(solution, ROLES[role])}
    assert taken == MAY[role]


def test_the_table_has_no_step_beyond_those_of_firms_and_curators():
    rows = {(row.source.value, row.action, row.target.value) for row in LIFECYCLE.transitions}
    assert rows == FIRM_STEPS | CURATOR_STEPS


def test_refusals_need_a_reason_and_nothing_else_does():
    assert {row.action for row in LIFECYCLE.transitions if row.needs_reason} == {"request_changes", "suspend"}


def test_a_retired_solution_stays_retired():
    assert LIFECYCLE.rows_from(SolutionStatus.RETIRED) == ()
