"""Every read of votes and of the offices they fill."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from openlab.committees.votes import policies as _rules  # noqa: F401  # defines the permissions asked for below
from openlab.committees.votes.models import OfficeTerm, Vote, VoteVoter
from openlab.committees.votes.states import VoteStatus
from openlab.extensions import db
from openlab.identity.orgs.policies import is_curator
from openlab.identity.orgs.states import Role
from openlab.kit import clock
from openlab.kit.errors import NotFoundError
from openlab.kit.policy import Actor, is_system, policies


def list_votes(actor: Actor) -> Sequence[Vote]:
    """Return the votes an actor may know of: those that are open first, then the newest."""
    wanted = select(Vote)
    if not (is_system(actor) or is_curator(actor)):
        wanted = wanted.where(Vote.status.in_([VoteStatus.OPEN, VoteStatus.CLOSED]))
    return db.session.scalars(wanted.order_by(Vote.status != VoteStatus.OPEN, Vote.id.desc()).limit(200)).all()


def get_vote(actor: Actor, vote_id: int) -> Vote:
    """Return a vote with its options and voters, or raise NotFoundError where it must stay unknown."""
    wanted = select(Vote).options(selectinload(Vote.options), selectinload(Vote.voters)).where(Vote.id == vote_id)
    found = db.session.scalar(wanted)
    if found is None or not policies.allows(actor, "committees:vote:read", found):
        raise NotFoundError(kind="vote")
    return found


def places_of(actor: Actor, vote: Vote) -> list[VoteVoter]:
    """Return the places on the list of voters for which an actor speaks."""
    return [place for place in vote.voters if actor.has_role(place.organisation_id, Role.MANAGER)]


def get_place(vote: Vote, organisation_id: int) -> VoteVoter:
    """Return an organisation's place on the list of voters, or raise NotFoundError."""
    found = next((place for place in vote.voters if place.organisation_id == organisation_id), None)
    if found is None:
        raise NotFoundError(kind="voter")
    return found


def turnout(vote: Vote) -> tuple[int, int]:
    """Return how many organisations have voted, and how many may."""
    voted = func.count().filter(VoteVoter.has_voted.is_(True))
    row = db.session.execute(select(voted, func.count()).where(VoteVoter.vote_id == vote.id)).one()
    return row[0], row[1]


def terms(*, past: bool = False) -> Sequence[OfficeTerm]:
    """Return who holds or will hold an office, or those who held one; by office and beginning."""
    last = func.coalesce(OfficeTerm.ended_on, OfficeTerm.until_on)
    wanted = select(OfficeTerm).where(last < clock.today() if past else last >= clock.today())
    return db.session.scalars(wanted.order_by(OfficeTerm.office, OfficeTerm.from_on.desc(), OfficeTerm.id)).all()


def get_term(term_id: int) -> OfficeTerm:
    """Return a time in office, or raise NotFoundError."""
    found = db.session.get(OfficeTerm, term_id)
    if found is None:
        raise NotFoundError(kind="office")
    return found


def open_votes_of(actor: Actor) -> Sequence[Vote]:
    """Return the open votes in which an organisation that the actor manages has not voted yet."""
    mine = [org for org in actor.organisation_ids if actor.has_role(org, Role.MANAGER)]
    wanted = select(Vote).join(VoteVoter, VoteVoter.vote_id == Vote.id).where(
        Vote.status == VoteStatus.OPEN, Vote.closes_at > clock.now(), VoteVoter.organisation_id.in_(mine),
        VoteVoter.has_voted.is_(False),
    )  # fmt: skip
    return db.session.scalars(wanted.distinct().order_by(Vote.closes_at)).all()
