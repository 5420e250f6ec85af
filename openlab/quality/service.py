"""Versions of the weights: learn one from opinions, compare, adopt, and go back."""

from typing import Any

from openlab.audit import service as audit
from openlab.extensions import db
from openlab.i18n import gettext as _
from openlab.kit import clock
from openlab.kit.errors import ConflictError
from openlab.kit.policy import Actor, policies
from openlab.kit.text import clean_block
from openlab.matching.feedback.queries import all_feedback, places
from openlab.matching.market.sync import point_to_weights
from openlab.matching.models import MatchAdoption, MatchWeights
from openlab.matching.queries import newest, weights_of
from openlab.matching.scoring.weights import Weights, as_data, from_data
from openlab.quality import policies as _rules  # noqa: F401  # defines the permissions asked for below
from openlab.quality.examples import ASKER, Example, attention, examples, right_order
from openlab.quality.fitting import SideFit, fit
from openlab.quality.queries import adoption_in_force, get_version

NOTE_LIMIT = 500  # characters


def learn(actor: Actor, note: str = "") -> MatchWeights:
    """Make a version of the weights from the opinions given so far; nothing is ranked by it before it is adopted."""
    policies.require(actor, "quality:weights:change")
    number = newest().weights
    found = examples(all_feedback())
    learned = [one for one in found if not one.held_out]
    views = {origin: attention(places(origin)) for origin in ASKER}
    weights, fits = fit(learned, _joined(list(views.values())), weights_of(number))
    row = MatchWeights(
        weights=as_data(weights),
        how=_how(learned, found, fits, number),
        figures={},
        note=_cut(note),
        made_by=_person(actor),
        made_at=clock.now(),
    )
    db.session.add(row)
    db.session.flush()
    row.figures = {"held_out": held_out_figures(weights, found)}
    audit.record(actor, "weights.learned", row, examples=len(learned))
    return row


def held_out_figures(weights: Weights, found: list[Example] | None = None) -> dict[str, Any]:
    """Return how well weights order the opinions that nobody learned from."""
    kept = [one for one in (examples(all_feedback()) if found is None else found) if one.held_out]
    share, pairs = right_order(kept, weights)
    return {"right_order": share, "pairs": pairs, "examples": len(kept)}


def adopt(actor: Actor, number: int, note: str = "") -> MatchAdoption:
    """Let every process rank by a version from its next question on; 0 names the documented weights."""
    policies.require(actor, "quality:weights:change")
    if number == newest().weights:
        raise ConflictError(_("이미 쓰고 있는 가중치입니다."))
    if number:
        from_data(f"v{number}", get_version(number).weights)
    row = MatchAdoption(weights_id=number or None, adopted_by=_person(actor), adopted_at=clock.now(), note=_cut(note))
    db.session.add(row)
    db.session.flush()
    point_to_weights(number)
    audit.record(actor, "weights.adopted", row, weights=number)
    return row


def roll_back(actor: Actor) -> int:
    """Take the last adoption back and return the version that is in use again; 0 is the documented one."""
    policies.require(actor, "quality:weights:change")
    last = adoption_in_force()
    if last is None:
        raise ConflictError(_("되돌릴 것이 없습니다. 처음 가중치를 쓰고 있습니다."))
    last.undone_at = clock.now()
    db.session.flush()
    before = adoption_in_force()
    number = (before.weights_id or 0) if before else 0
    point_to_weights(number)
    audit.record(actor, "weights.rolled_back", last, weights=number)
    return number


def require_reader(actor: Actor) -> None:
    """Raise unless the actor may see, and have measured, how good matching is."""
    policies.require(actor, "quality:report:read")


def _joined(curves: list[list[float]]) -> list[float]:
    """Return the mean attention of both kinds of list."""
    return [sum(values) / len(values) for values in zip(*curves, strict=True)]


def _how(learned: list[Example], found: list[Example], fits: dict[Any, SideFit], base: int) -> dict[str, Any]:
    return {
        "base": base,
        "examples": len(learned),
        "held_out": len(found) - len(learned),
        "sides": {
            side.value: {
                "count": one.count,
                "fits": one.fits,
                "people": one.people,
                "coefficients": {name: round(value, 4) for name, value in one.coefficients.items()},
            }
            for side, one in fits.items()
        },
    }


def _cut(note: str) -> str:
    return clean_block(note)[:NOTE_LIMIT]


def _person(actor: Actor) -> int | None:
    return actor.user_id or None  # the command line is nobody
