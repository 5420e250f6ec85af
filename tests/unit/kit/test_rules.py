"""The three tables that rules are made of: policies, lifecycles, events."""

from dataclasses import dataclass
from enum import StrEnum
from types import SimpleNamespace

import pytest

from openlab.kit.errors import ForbiddenError, LoginRequiredError
from openlab.kit.events import Event, EventBus
from openlab.kit.lifecycle import Lifecycle, ReasonRequiredError, Transition, UnknownTransitionError
from openlab.kit.policy import ANONYMOUS, SYSTEM, Actor, PolicyTable, all_of, any_of, anyone, is_system, signed_in

PERSON = Actor(7, "김담당", {1: frozenset({"OFFICER"}), 2: frozenset({"MEMBER"})}, {1: "MUNICIPALITY", 2: "COMPANY"}, 1)


class Light(StrEnum):
    RED = "RED"
    GREEN = "GREEN"


@dataclass(frozen=True, slots=True)
class Rang(Event):
    times: int


@dataclass(frozen=True, slots=True)
class RangTwice(Rang):
    pass


@pytest.fixture
def table():
    table = PolicyTable()
    table.add({"light:go": signed_in, "light:never": lambda _actor, _thing: False})
    return table


@pytest.fixture
def lights():
    go, stop = Transition("go", Light.RED, Light.GREEN, "light:go"), Transition(
        "stop", Light.GREEN, Light.RED, "light:never", needs_reason=True)  # fmt: skip
    return Lifecycle("light", Light.RED, [go, stop])


def test_actor_answers_from_the_roles_of_each_organisation():
    assert PERSON.has_role(1, "OFFICER", "APPROVER")
    assert not PERSON.has_role(2, "OFFICER")
    assert not PERSON.has_role(None, "OFFICER")
    assert PERSON.organisations_of_kind("COMPANY") == (2,)
    assert not ANONYMOUS.belongs_to(None)


def test_person_without_roles_whose_number_is_zero_is_the_system_and_nobody_else():
    assert is_system(SYSTEM)
    assert not any(map(is_system, (ANONYMOUS, PERSON, Actor(7))))


def test_combined_predicates_ask_all_or_any():
    assert any_of(signed_in, anyone)(ANONYMOUS)
    assert not all_of(signed_in, anyone)(ANONYMOUS)


def test_permission_defined_twice_differently_is_refused(table):
    table.add({"light:go": signed_in})
    with pytest.raises(ValueError, match="twice"):
        table.add({"light:go": anyone})


def test_unknown_permission_is_a_mistake_of_the_program(table):
    with pytest.raises(KeyError):
        table.allows(PERSON, "light:unheard-of")


def test_refusal_asks_strangers_to_sign_in_and_tells_members_no(table):
    with pytest.raises(LoginRequiredError):
        table.require(ANONYMOUS, "light:go")
    with pytest.raises(ForbiddenError):
        table.require(PERSON, "light:never")
    table.require(SYSTEM, "light:never")


def test_step_changes_the_status_and_tells_from_where(lights, table):
    thing = SimpleNamespace(status=Light.RED)

    change = lights.advance(thing, "go", PERSON, table=table)

    assert (thing.status, change.source, change.target) == (Light.GREEN, Light.RED, Light.GREEN)


def test_step_that_the_state_does_not_know_is_a_conflict(lights, table):
    with pytest.raises(UnknownTransitionError):
        lights.advance(SimpleNamespace(status=Light.GREEN), "go", PERSON, table=table)


def test_refused_step_leaves_the_status_alone(lights, table):
    thing = SimpleNamespace(status=Light.GREEN)
    with pytest.raises(ForbiddenError):
        lights.advance(thing, "stop", PERSON, "끝", table=table)
    with pytest.raises(ReasonRequiredError):
        lights.advance(thing, "stop", SYSTEM, "  ", table=table)
    assert thing.status is Light.GREEN


def test_buttons_are_the_steps_this_actor_may_take(lights, table):
    green, red = SimpleNamespace(status=Light.GREEN), SimpleNamespace(status=Light.RED)
    assert [row.action for row in lights.allowed(red, PERSON, table)] == ["go"]
    assert lights.allowed(green, PERSON, table) == ()
    assert lights.allowed(red, ANONYMOUS, table) == ()


def test_table_with_two_ways_for_one_action_is_refused():
    go = Transition("go", Light.RED, Light.GREEN, "light:go")
    with pytest.raises(ValueError, match="two states"):
        Lifecycle("light", Light.RED, [go, Transition("go", Light.RED, Light.RED, "light:go")])


def test_event_reaches_its_own_subscribers_once_in_order():
    bus, heard = EventBus(), []
    first, second = (
        (lambda event: heard.append(("first", event.times))),
        (lambda event: heard.append(("second", event.times))),
    )
    bus.subscribe(Rang, first)
    bus.subscribe(Rang, second)
    bus.subscribe(Rang, first)

    bus.emit(Rang(3))
    bus.emit(RangTwice(9))

    assert heard == [("first", 3), ("second", 3)]


def test_subscriber_that_fails_stops_the_change():
    bus = EventBus()
    bus.subscribe(Rang, lambda event: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        bus.emit(Rang(1))
