"""Every read of committees, their seats, tasks and calendar addresses."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, exists, false, or_, select, true
from sqlalchemy.orm import selectinload

from openlab.committees.models import CalendarFeed, Committee, CommitteeSeat, CommitteeTask
from openlab.committees.policies import Reading
from openlab.committees.states import TaskStatus, Visibility
from openlab.extensions import db
from openlab.identity.orgs.policies import is_curator
from openlab.kit.errors import NotFoundError
from openlab.kit.ids import token_digest
from openlab.kit.policy import Actor, is_system, policies
from openlab.membership.queries import is_member


def member_organisations(actor: Actor) -> frozenset[int]:
    """Return which of the actor's organisations are members of the alliance in good standing."""
    return frozenset(org for org in actor.organisation_ids if is_member(org))


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the rows an actor may read; mirrors the permission `committees:committee:read`."""
    if is_system(actor) or is_curator(actor):
        return true()
    seated = exists().where(
        CommitteeSeat.committee_id == Committee.id,
        CommitteeSeat.user_id == actor.user_id,
        CommitteeSeat.ended_at.is_(None),
    )
    inside = Committee.visibility == Visibility.ALLIANCE if member_organisations(actor) else false()
    return or_(Committee.visibility == Visibility.PUBLIC, inside, seated if actor.user_id else false())


def may_see(actor: Actor, committee: Committee) -> bool:
    """Say whether an actor may read a committee and what belongs to it."""
    return policies.allows(actor, "committees:committee:read", Reading(committee, member_organisations(actor)))


def find_committee(committee_id: int) -> Committee | None:
    """Return a committee with its seats."""
    wanted = select(Committee).options(selectinload(Committee.seats)).where(Committee.id == committee_id)
    return db.session.scalar(wanted)


def get_committee(actor: Actor, committee_id: int) -> Committee:
    """Return a committee the actor may read; one that must stay unknown is not found."""
    found = find_committee(committee_id)
    if found is None or not may_see(actor, found):
        raise NotFoundError(kind="committee")
    return found


def may_read(actor: Actor, committee_id: int) -> bool:
    """Say whether an actor may read the committee of an id; asked by the files attached to it."""
    found = find_committee(committee_id)
    return found is not None and may_see(actor, found)


def may_edit(actor: Actor, committee_id: int) -> bool:
    """Say whether an actor runs the committee of an id; asked by the files attached to it."""
    found = find_committee(committee_id)
    return found is not None and policies.allows(actor, "committees:committee:run", found)


def list_committees(actor: Actor) -> Sequence[Committee]:
    """Return the committees the actor may read, those that work first, then by name."""
    wanted = select(Committee).options(selectinload(Committee.seats)).where(visible_to(actor))
    return db.session.scalars(wanted.order_by(Committee.ended_at.is_not(None), Committee.name, Committee.id)).all()


def get_seat(committee: Committee, seat_id: int) -> CommitteeSeat:
    """Return a seat that somebody holds on a committee now, or raise NotFoundError."""
    found = next((seat for seat in committee.sitting if seat.id == seat_id), None)
    if found is None:
        raise NotFoundError(kind="seat")
    return found


def tasks_of(committee: Committee) -> Sequence[CommitteeTask]:
    """Return the tasks of a committee: the open ones by their day, then what is done, the newest first."""
    wanted = select(CommitteeTask).where(CommitteeTask.committee_id == committee.id)
    order = (CommitteeTask.status != TaskStatus.OPEN, CommitteeTask.due_on, CommitteeTask.id)
    return db.session.scalars(wanted.order_by(*order).limit(200)).all()


def get_task(actor: Actor, task_id: int) -> CommitteeTask:
    """Return a task of a committee the actor may read, or raise NotFoundError."""
    found = db.session.get(CommitteeTask, task_id)
    if found is None or not may_see(actor, found.committee):
        raise NotFoundError(kind="task")
    return found


def find_feed(user_id: int) -> CalendarFeed | None:
    """Return the calendar address of a person."""
    return db.session.get(CalendarFeed, user_id)


def get_feed(token: str) -> CalendarFeed:
    """Return the calendar address with a secret, or raise NotFoundError; a closed account has none."""
    found = db.session.scalar(select(CalendarFeed).where(CalendarFeed.digest == token_digest(token)))
    if found is None or not found.user.active:
        raise NotFoundError(kind="calendar")
    return found
