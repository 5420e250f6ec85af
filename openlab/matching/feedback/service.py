"""Keep and take back what people say of matches."""

from openlab.extensions import db
from openlab.kit import clock
from openlab.kit.policy import Actor, policies
from openlab.kit.text import clean_block
from openlab.matching.feedback import policies as _rules  # noqa: F401  # defines the permission asked for below
from openlab.matching.feedback.models import MatchFeedback
from openlab.matching.feedback.queries import find_feedback
from openlab.matching.feedback.shown import Asked, Shown
from openlab.matching.feedback.states import REASONS, Opinion, Origin, Why
from openlab.matching.text import Side
from openlab.needs.queries import get_need
from openlab.solutions.queries import get_solution

NOTE_LIMIT = 500  # characters
SHOWN = ("rank", "score", "feasible", "parts", "measured", "weights", "model_id")


def give(actor: Actor, one: Shown, opinion: Opinion, why: Why | None = None, note: str = "") -> MatchFeedback:
    """Say what one thinks of a match, or change it; both things must be readable for whoever says so.

    A reason that belongs to the other opinion is dropped.
    """
    asked, side = _checked(actor, one)
    found = find_feedback(actor, asked, side, one.item_id) or MatchFeedback(
        user_id=actor.user_id,
        origin=asked.origin,
        origin_key=asked.key,
        side=side,
        item_id=one.item_id,
        created_at=clock.now(),
    )
    found.opinion, found.updated_at = opinion, clock.now()
    found.why = why if why in REASONS[opinion] else None
    found.note = clean_block(note)[:NOTE_LIMIT]
    for name in SHOWN:
        setattr(found, name, getattr(one, name))
    db.session.add(found)
    db.session.flush()
    return found


def take_back(actor: Actor, one: Shown) -> None:
    """Forget what one said of a match."""
    asked, side = _checked(actor, one)
    found = find_feedback(actor, asked, side, one.item_id)
    if found is not None:
        db.session.delete(found)
        db.session.flush()


def _checked(actor: Actor, one: Shown) -> tuple[Asked, Side]:
    policies.require(actor, "matching:feedback:give")
    asked, side = Asked(Origin(one.origin), one.key), Side(one.side)
    _require_readable(actor, side, one.item_id)
    if asked.origin is not Origin.TEXT:
        _require_readable(actor, side.other, asked.item_id)
    return asked, side


def _require_readable(actor: Actor, side: Side, item_id: int) -> None:
    get = get_need if side is Side.NEEDS else get_solution
    get(actor, item_id)
