"""Who may do what with a committee; what belongs to one (a meeting, minutes, a task) names it as `committee`."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from openlab.committees.states import RUNNERS, Visibility
from openlab.identity.orgs.policies import is_curator
from openlab.kit.policy import Actor, any_of, policies, signed_in


@dataclass(frozen=True, slots=True)
class Reading:
    """A committee, and which of the asker's organisations are members of the alliance now."""

    committee: Any
    member_organisations: Collection[int] = ()


def _committee_of(thing: Any) -> Any:
    return getattr(thing, "committee", thing)


def is_public(_actor: Actor, reading: Any) -> bool:
    """Say whether everybody may read the committee."""
    return bool(reading.committee.visibility == Visibility.PUBLIC)


def belongs_to_alliance(actor: Actor, reading: Any) -> bool:
    """Say whether the committee shows itself to the alliance and the actor belongs to a member."""
    shown = reading.committee.visibility == Visibility.ALLIANCE
    return shown and any(actor.belongs_to(org) for org in reading.member_organisations)


def holds_seat(actor: Actor, thing: Any) -> bool:
    """Say whether the actor sits on the committee now."""
    return _committee_of(thing).seat_of(actor.user_id) is not None


def runs(actor: Actor, thing: Any) -> bool:
    """Say whether the actor is chair or secretary of a committee that has not ended."""
    committee = _committee_of(thing)
    seat = committee.seat_of(actor.user_id)
    return committee.ended_at is None and seat is not None and seat.role in RUNNERS


def _chairs(actor: Actor, thing: Any) -> bool:
    seat = _committee_of(thing).chair
    return seat is not None and seat.user_id == actor.user_id


def _is_given(actor: Actor, task: Any) -> bool:
    return actor.user_id is not None and task.assignee_id == actor.user_id and holds_seat(actor, task)


policies.add(
    {
        "committees:committee:read": any_of(is_public, belongs_to_alliance, holds_seat, is_curator),
        "committees:committee:found": is_curator,
        "committees:committee:run": any_of(runs, is_curator),
        "committees:committee:attend": holds_seat,
        "committees:minutes:adopt": any_of(_chairs, is_curator),
        "committees:task:finish": any_of(_is_given, runs, is_curator),
        "committees:feed:use": signed_in,
    }
)
