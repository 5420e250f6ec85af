"""Reads of meetings."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from openlab.committees.models import Committee, CommitteeSeat, Meeting
from openlab.committees.queries import may_see
from openlab.extensions import db
from openlab.kit import clock
from openlab.kit.errors import NotFoundError
from openlab.kit.policy import Actor, policies

FEED_PAST = timedelta(days=90)


def find_meeting(meeting_id: int) -> Meeting | None:
    """Return a meeting with its minutes, who comes, and its committee."""
    wanted = select(Meeting).options(
        joinedload(Meeting.committee).selectinload(Committee.seats),
        joinedload(Meeting.minutes),
        selectinload(Meeting.attendance),
    )
    return db.session.scalar(wanted.where(Meeting.id == meeting_id))


def get_meeting(actor: Actor, meeting_id: int) -> Meeting:
    """Return a meeting of a committee the actor may read, or raise NotFoundError."""
    found = find_meeting(meeting_id)
    if found is None or not may_see(actor, found.committee):
        raise NotFoundError(kind="meeting")
    return found


def may_read(actor: Actor, meeting_id: int) -> bool:
    """Say whether an actor may read the meeting of an id; asked by the files attached to it."""
    found = find_meeting(meeting_id)
    return found is not None and may_see(actor, found.committee)


def may_edit(actor: Actor, meeting_id: int) -> bool:
    """Say whether an actor runs the committee of a meeting; asked by the files attached to it."""
    found = find_meeting(meeting_id)
    return found is not None and policies.allows(actor, "committees:committee:run", found)


def meetings_of(committee: Committee, limit: int = 100) -> Sequence[Meeting]:
    """Return the meetings of a committee, the latest first."""
    wanted = select(Meeting).options(joinedload(Meeting.minutes)).where(Meeting.committee_id == committee.id)
    return db.session.scalars(wanted.order_by(Meeting.starts_at.desc(), Meeting.id.desc()).limit(limit)).all()


def meetings_for(user_id: int) -> Sequence[Meeting]:
    """Return the meetings that somebody's calendar shows: of committees they sit on now, none older than 90 days."""
    seated = select(CommitteeSeat.committee_id).where(
        CommitteeSeat.user_id == user_id, CommitteeSeat.ended_at.is_(None)
    )
    wanted = select(Meeting).options(joinedload(Meeting.committee)).where(Meeting.committee_id.in_(seated))
    wanted = wanted.where(Meeting.ends_at > clock.now() - FEED_PAST)
    return db.session.scalars(wanted.order_by(Meeting.starts_at, Meeting.id)).all()


def coming_meetings(user_id: int) -> Sequence[Meeting]:
    """Return the meetings somebody may still go to, the next first."""
    now = clock.now()
    return [meeting for meeting in meetings_for(user_id) if meeting.ends_at > now and meeting.cancelled_at is None]
