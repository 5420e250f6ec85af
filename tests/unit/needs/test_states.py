"""Which step of a need's life is open to whom, held against a table written by hand."""

from itertools import product
from types import SimpleNamespace

import pytest

from openlab.kit.errors import DomainError, ForbiddenError, LoginRequiredError
from openlab.kit.lifecycle import ReasonRequiredError, UnknownTransitionError
from openlab.kit.policy import ANONYMOUS, SYSTEM, Actor
from openlab.needs import policies as _rules  # noqa: F401  # defines the permissions of the table
from openlab.needs.labels import ACTION_LABELS, STATUS_LABELS
from openlab.needs.states import EDITABLE, LIFECYCLE, OPEN, PUBLIC, NeedStatus

CITY, OTHER_CITY, FIRM, ALLIANCE = 1, 2, 3, 4


def person(organisation: int, kind: str, *roles: str) -> Actor:
    return Actor(7, "김담당", {organisation: frozenset(roles)}, {organisation: kind}, organisation)


ROLES = {
    "nobody": ANONYMOUS,
    "officer": person(CITY, "MUNICIPALITY", "OFFICER"),
    "approver": person(CITY, "MUNICIPALITY", "APPROVER"),
    "manager": person(CITY, "MUNICIPALITY", "MANAGER"),
    "mayor": person(CITY, "MUNICIPALITY", "APPROVER", "INSPECTOR"),
    "auditor": person(CITY, "MUNICIPALITY", "AUDITOR"),
    "contract officer": person(CITY, "MUNICIPALITY", "CONTRACT_OFFICER"),
    "officer elsewhere": person(OTHER_CITY, "MUNICIPALITY", "OFFICER", "APPROVER", "MANAGER"),
    "firm": person(FIRM, "COMPANY", "MEMBER", "MANAGER"),
    "curator": person(ALLIANCE, "ALLIANCE", "CURATOR", "MANAGER"),
}
# state → action → (where it leads, who may)
WRITERS, DECIDERS = {"officer", "manager"}, {"approver", "mayor"}
EXPECTED = {
    "DRAFT": {"submit": ("IN_REVIEW", WRITERS), "withdraw": ("WITHDRAWN", WRITERS)},
    "IN_REVIEW": {"approve": ("APPROVED", DECIDERS), "return": ("DRAFT", DECIDERS)},
    "APPROVED": {"publish": ("PUBLISHED", DECIDERS)},
    "PUBLISHED": {
        "sound_market": ("RFI", WRITERS),
        "call": ("CALLING", WRITERS),
        "agree": ("AGREED", WRITERS),
        "withdraw": ("WITHDRAWN", WRITERS),
        "expire": ("EXPIRED", WRITERS),
    },
    "RFI": {"close_sounding": ("PUBLISHED", WRITERS), "call": ("CALLING", WRITERS)},
    "CALLING": {"call_failed": ("PUBLISHED", WRITERS), "agree": ("AGREED", WRITERS)},
    "AGREED": {"agreement_failed": ("PUBLISHED", WRITERS), "solve": ("SOLVED", WRITERS)},
    "SOLVED": {},
    "WITHDRAWN": {},
    "EXPIRED": {"republish": ("PUBLISHED", WRITERS)},
}
REASONED = {
    ("IN_REVIEW", "return"),
    ("CALLING", "call_failed"),
    ("AGREED", "agreement_failed"),
    ("PUBLISHED", "withdraw"),
}
ACTIONS = sorted({action for row in EXPECTED.values() for action in row})


def need_in(state: str) -> SimpleNamespace:
    return SimpleNamespace(status=NeedStatus(state), organisation_id=CITY)


@pytest.mark.parametrize(("state", "action", "role"), list(product(EXPECTED, ACTIONS, ROLES)))
def test_step_goes_where_the_table_says_for_those_it_names_and_is_refused_to_all_others(state, action, role):
    need, actor = need_in(state), ROLES[role]
    target, allowed = EXPECTED[state].get(action, (state, set()))

    if role in allowed:
        change = LIFECYCLE.advance(need, action, actor, "까닭이 있어서")
        assert (change.source, change.target, need.status) == (state, target, target)
        return
    refusal = LoginRequiredError if role == "nobody" else ForbiddenError
    with pytest.raises(refusal if action in EXPECTED[state] else UnknownTransitionError):
        LIFECYCLE.advance(need, action, actor, "까닭이 있어서")
    assert need.status == state


@pytest.mark.parametrize(("state", "role"), list(product(EXPECTED, ROLES)))
def test_buttons_are_the_steps_the_table_names_for_the_role(state, role):
    shown = {row.action for row in LIFECYCLE.allowed(need_in(state), ROLES[role])}

    assert shown == {action for action, (_target, allowed) in EXPECTED[state].items() if role in allowed}


@pytest.mark.parametrize(("state", "action"), [(state, action) for state, row in EXPECTED.items() for action in row])
@pytest.mark.parametrize("reason", ["", "   \n"])
def test_step_back_needs_a_reason_and_no_other_does(state, action, reason):
    need = need_in(state)

    if (state, action) in REASONED:
        with pytest.raises(ReasonRequiredError):
            LIFECYCLE.advance(need, action, SYSTEM, reason)
        assert need.status == state
    else:
        assert LIFECYCLE.advance(need, action, SYSTEM, reason).reason == ""


def test_program_itself_may_take_every_step_that_the_state_knows():
    for state, row in EXPECTED.items():
        assert {step.action for step in LIFECYCLE.allowed(need_in(state), SYSTEM)} == set(row)


def test_every_state_can_be_reached_from_a_draft():
    reached, waiting = set(), [LIFECYCLE.initial]
    while waiting:
        state = waiting.pop()
        reached.add(state)
        waiting += [row.target for row in LIFECYCLE.rows_from(state) if row.target not in reached]

    assert reached == set(NeedStatus)


def test_open_needs_are_public_and_drafts_are_neither():
    assert set(OPEN) < set(PUBLIC)
    assert not set(EDITABLE) & set(PUBLIC)
    assert {state for state in EXPECTED if NeedStatus(state) not in PUBLIC} == {
        "DRAFT", "IN_REVIEW", "APPROVED", "WITHDRAWN"}  # fmt: skip


def test_every_state_and_action_has_a_label():
    assert set(STATUS_LABELS) == set(NeedStatus)
    assert set(ACTION_LABELS) == set(ACTIONS)


def test_unknown_action_is_a_refusal_the_caller_understands():
    with pytest.raises(DomainError) as caught:
        LIFECYCLE.advance(need_in("DRAFT"), "fly", ROLES["manager"])

    assert caught.value.status == 409
