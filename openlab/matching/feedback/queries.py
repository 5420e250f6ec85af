"""Reads of opinions."""

from collections.abc import Sequence

from sqlalchemy import func, select

from openlab.extensions import db
from openlab.kit.policy import Actor
from openlab.matching.feedback.models import MatchFeedback
from openlab.matching.feedback.shown import Asked
from openlab.matching.feedback.states import Opinion, Origin
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


def opinions_of(origin: Origin, key: str) -> dict[Opinion, int]:
    """Count the opinions on the answers to one question."""
    wanted = select(MatchFeedback.opinion, func.count()).where(
        MatchFeedback.origin == origin, MatchFeedback.origin_key == key
    )
    rows = db.session.execute(wanted.group_by(MatchFeedback.opinion))
    return {opinion: count for opinion, count in rows}  # noqa: C416
