"""Reads of votes, and the lists of organisations a vote can be put to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from openlab.extensions import db
from openlab.i18n import lazy_gettext as _l
from openlab.kit.errors import NotFoundError
from openlab.membership.models import Membership, MembershipBallot, MembershipVoice
from openlab.membership.queries import active_members
from openlab.membership.states import BallotStatus, Choice

ALL = "ALL"


@dataclass(frozen=True, slots=True)
class Electorate:
    """A list of organisations that may be asked: its code, its name, and who stands on it today."""

    code: str
    label: Any
    organisation_ids: Callable[[], Sequence[int]]


def _everybody() -> Sequence[int]:
    return [member.organisation_id for member in active_members()]


# Other features (committees) offer their lists here, so that this one need not know them.
_sources: list[Callable[[], Sequence[Electorate]]] = []


def register_electorates(source: Callable[[], Sequence[Electorate]]) -> None:
    """Offer further lists to vote by; naming a source twice is once."""
    if source not in _sources:
        _sources.append(source)


def electorates() -> list[Electorate]:
    """Return the lists a vote can be put to: all members, then what other features offer."""
    return [Electorate(ALL, _l("모든 회원"), _everybody), *(one for source in _sources for one in source())]


@dataclass(frozen=True, slots=True)
class Tally:
    """How a vote stands: voices on the list, cast, and by choice; `quorum` in percent of the list."""

    eligible: int
    yes: int
    no: int
    abstain: int
    quorum: int

    @property
    def cast(self) -> int:
        """Return how many have voted."""
        return self.yes + self.no + self.abstain

    @property
    def turnout(self) -> int:
        """Return the turnout in whole percent, rounded down, so that it never looks reached when it is not."""
        return 100 * self.cast // self.eligible if self.eligible else 0

    @property
    def outcome(self) -> BallotStatus:
        """Return how the vote would end now: abstentions count for the quorum only."""
        if self.eligible == 0 or 100 * self.cast < self.quorum * self.eligible:
            return BallotStatus.NO_QUORUM
        return BallotStatus.CARRIED if self.yes > self.no else BallotStatus.REJECTED


def tally(ballot: MembershipBallot) -> Tally:
    """Count a vote."""
    wanted = select(MembershipVoice.choice, func.count()).where(MembershipVoice.ballot_id == ballot.id)
    counts = {choice: count for choice, count in db.session.execute(wanted.group_by(MembershipVoice.choice))}  # noqa: C416  # a row is no tuple to the type checker
    by_choice = {choice: counts.get(choice, 0) for choice in Choice}
    return Tally(
        eligible=sum(counts.values()),
        yes=by_choice[Choice.YES],
        no=by_choice[Choice.NO],
        abstain=by_choice[Choice.ABSTAIN],
        quorum=ballot.quorum,
    )


def find_ballot(ballot_id: int, *, lock: bool = False) -> MembershipBallot | None:
    """Return a vote with what it is about; `lock` lets one writer at a time have it."""
    wanted = select(MembershipBallot).where(MembershipBallot.id == ballot_id)
    wanted = wanted.options(joinedload(MembershipBallot.membership).joinedload(Membership.organisation))
    if lock:
        wanted = wanted.with_for_update(of=MembershipBallot).execution_options(populate_existing=True)
    return db.session.scalar(wanted)


def get_ballot(ballot_id: int, *, lock: bool = False) -> MembershipBallot:
    """Return a vote or raise NotFoundError."""
    found = find_ballot(ballot_id, lock=lock)
    if found is None:
        raise NotFoundError(kind="ballot")
    return found


def ballots_of(membership_id: int) -> Sequence[MembershipBallot]:
    """Return the votes on an applicant, the newest first."""
    wanted = select(MembershipBallot).where(MembershipBallot.membership_id == membership_id)
    return db.session.scalars(wanted.order_by(MembershipBallot.id.desc())).all()


def voices_in(ballot_id: int, organisation_ids: Sequence[int]) -> Sequence[MembershipVoice]:
    """Return the voices that these organisations have in a vote."""
    wanted = select(MembershipVoice).options(joinedload(MembershipVoice.organisation))
    return db.session.scalars(
        wanted.where(MembershipVoice.ballot_id == ballot_id, MembershipVoice.organisation_id.in_(organisation_ids))
    ).all()


def voters(ballot_id: int) -> Sequence[MembershipVoice]:
    """Return the frozen list of a vote with the organisations, by id."""
    wanted = select(MembershipVoice).options(selectinload(MembershipVoice.organisation))
    return db.session.scalars(
        wanted.where(MembershipVoice.ballot_id == ballot_id).order_by(MembershipVoice.organisation_id)
    ).all()


def open_voices(organisation_ids: Sequence[int]) -> Sequence[tuple[MembershipBallot, MembershipVoice]]:
    """Return the votes that wait for these organisations."""
    wanted = select(MembershipBallot, MembershipVoice).join(
        MembershipVoice, MembershipVoice.ballot_id == MembershipBallot.id
    )
    wanted = wanted.options(joinedload(MembershipBallot.membership).joinedload(Membership.organisation))
    wanted = wanted.where(
        MembershipBallot.status == BallotStatus.OPEN,
        MembershipVoice.organisation_id.in_(organisation_ids),
        MembershipVoice.choice.is_(None),
    )
    return [(ballot, voice) for ballot, voice in db.session.execute(wanted.order_by(MembershipBallot.closes_on))]


def ballots_to_close(day: date) -> Sequence[int]:
    """Return the ids of the open votes whose last day was before a day."""
    wanted = select(MembershipBallot.id).where(
        MembershipBallot.status == BallotStatus.OPEN, MembershipBallot.closes_on < day
    )
    return db.session.scalars(wanted.order_by(MembershipBallot.id)).all()
