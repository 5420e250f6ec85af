"""Reads of opinions."""

from collections.abc import Sequence

from sqlalchemy import func, or_, select

from openlab.extensions import db
from openlab.kit.policy import Actor
from openlab.matching.feedback.models import MatchFeedback, MatchPlace
from openlab.matching.feedback.shown import Asked
from openlab.matching.feedback.states import Origin
from openlab.matching.text import Side


def given_by(actor: Actor, asked: Asked, side: Side) -> dict[int, MatchFeedback]:
    """Return what somebody said of the answers to one question, by item id."""
    mine = (MatchFeedback.user_id == actor.user_id, MatchFeedback.side == side)
    wanted = select(MatchFeedback).where(
        *mine, MatchFeedback.origin == asked.origin, MatchFeedback.origin_key == asked.key
    )
    return {one.item_id: one for one in db.session.scalars(wanted)}


def find_feedback(actor: Actor, asked: Asked, side: Side, item_id: int) -> MatchFeedback | None:
    """Return what somebody said of one pair."""
    return given_by(actor, asked, side).get(item_id)


def all_feedback() -> Sequence[MatchFeedback]:
    """Return every opinion, oldest first."""
    return db.session.scalars(select(MatchFeedback).order_by(MatchFeedback.id)).all()


def recent(limit: int = 20) -> Sequence[MatchFeedback]:
    """Return the last opinions that came with a reason or a few words, newest first."""
    told = or_(MatchFeedback.why.is_not(None), MatchFeedback.note != "")
    return db.session.scalars(
        select(MatchFeedback)
        .where(told)
        .order_by(MatchFeedback.updated_at.desc(), MatchFeedback.id.desc())
        .limit(limit)
    ).all()


def places(origin: Origin) -> dict[int, tuple[int, int]]:
    """Return how often each place of a kind of list was shown and opened, by rank."""
    sums = (func.sum(MatchPlace.shown), func.sum(MatchPlace.opened))
    rows = db.session.execute(
        select(MatchPlace.rank, *sums).where(MatchPlace.origin == origin).group_by(MatchPlace.rank)
    )
    return {rank: (int(shown), int(opened)) for rank, shown, opened in rows}
