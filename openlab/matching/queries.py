"""Reads of the market's changes and of stored vectors."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.exc import OperationalError, ProgrammingError

from openlab.extensions import db
from openlab.kit.errors import NotFoundError
from openlab.matching.encoder import Matrix
from openlab.matching.models import MatchClock, MatchEntry, MatchModel, MatchVector, MatchWeights
from openlab.matching.scoring.weights import Weights, from_data
from openlab.matching.states import ModelState
from openlab.matching.text import TEXT_VERSION, Side

CHUNK = 500  # ids in one IN list


class Newest(NamedTuple):
    """The numbers of the last change, of the model's and of the weights in use."""

    sequence: int = 0
    generation: int = 0
    weights: int = 0


def newest() -> Newest:
    """Return the newest numbers: the one cheap query that every match begins with."""
    wanted = select(MatchClock.sequence, MatchClock.generation, MatchClock.weights).where(MatchClock.id == 1)
    row = db.session.execute(wanted).first()
    return Newest(*row) if row else Newest()


def weights_of(number: int) -> Weights:
    """Return a version of the weights, the documented ones for 0; raise NotFoundError when there is no such version."""
    if number == 0:
        return Weights()
    row = db.session.get(MatchWeights, number)
    if row is None:
        raise NotFoundError(kind="weights")
    return from_data(f"v{number}", row.weights)


def changes_since(sequence: int) -> Sequence[tuple[Side, int, bool, int]]:
    """Return (side, item id, live, sequence) of everything that changed after a number, oldest first."""
    wanted = select(MatchEntry.side, MatchEntry.item_id, MatchEntry.live, MatchEntry.sequence)
    rows = db.session.execute(wanted.where(MatchEntry.sequence > sequence).order_by(MatchEntry.sequence))
    return [(side, item_id, live, number) for side, item_id, live, number in rows]


def stored_hashes(hashes: Sequence[str], model_id: str) -> set[str]:
    """Return which texts, by content hash, have a stored vector of a model."""
    found: set[str] = set()
    for start in range(0, len(hashes), CHUNK):
        wanted = select(MatchVector.content_hash).where(
            MatchVector.model_id == model_id, MatchVector.content_hash.in_(hashes[start : start + CHUNK])
        )
        found.update(db.session.scalars(wanted))
    return found


def live_ids(side: Side) -> Sequence[int]:
    """Return the ids of one side that are in the market."""
    return db.session.scalars(
        select(MatchEntry.item_id).where(MatchEntry.side == side, MatchEntry.live).order_by(MatchEntry.item_id)
    ).all()


def vectors_of(side: Side, ids: Sequence[int], model_id: str) -> dict[int, Matrix]:
    """Return the float32 vectors that one model made of the present texts of things, as far as they are stored."""
    found: dict[int, Matrix] = {}
    for start in range(0, len(ids), CHUNK):
        wanted = (
            select(MatchEntry.item_id, MatchVector.vector)
            .join(MatchVector, MatchVector.content_hash == MatchEntry.content_hash)
            .where(MatchEntry.side == side, MatchEntry.item_id.in_(ids[start : start + CHUNK]))
            .where(MatchVector.model_id == model_id)
        )
        found.update((item_id, np.frombuffer(blob, dtype="<f4")) for item_id, blob in db.session.execute(wanted))
    return found


def sequences_of(side: Side, ids: Sequence[int]) -> dict[int, int]:
    """Return the numbers of the last changes of things that are in the market."""
    wanted = select(MatchEntry.item_id, MatchEntry.sequence).where(MatchEntry.side == side, MatchEntry.live)
    rows = db.session.execute(wanted.where(MatchEntry.item_id.in_(ids)))
    return {item_id: sequence for item_id, sequence in rows}  # noqa: C416


def lacking(model_id: str, after: int, limit: int) -> Sequence[tuple[Side, int, int]]:
    """Return (side, item id, sequence) of things whose present text has no vector of a model, after a sequence."""
    wanted = select(MatchEntry.side, MatchEntry.item_id, MatchEntry.sequence)
    wanted = wanted.where(_lacks(model_id), MatchEntry.sequence > after)
    rows = db.session.execute(wanted.order_by(MatchEntry.sequence).limit(limit))
    return [(side, item_id, sequence) for side, item_id, sequence in rows]


def count_lacking(model_id: str) -> int:
    """Count the things whose present text has no vector of a model."""
    return db.session.scalar(select(func.count()).select_from(MatchEntry).where(_lacks(model_id))) or 0


def count_live() -> int:
    """Count what is in the market, both sides together."""
    return db.session.scalar(select(func.count()).select_from(MatchEntry).where(MatchEntry.live)) or 0


def model_in(state: ModelState) -> MatchModel | None:
    """Return the active model or the one being prepared, if there is one."""
    return db.session.scalar(select(MatchModel).where(MatchModel.state == state).order_by(MatchModel.id.desc()))


def find_model(model_id: str) -> MatchModel | None:
    """Return a model that made vectors here at any time."""
    return db.session.scalar(select(MatchModel).where(MatchModel.model_id == model_id))


def knows_model(name: str) -> bool:
    """Say whether a model of this name ever made vectors here; a database without tables knows none."""
    try:
        return bool(db.session.scalar(select(exists().where(MatchModel.name == name))))
    except (OperationalError, ProgrammingError):
        return False
    finally:
        db.session.remove()


def count_vectors(model_id: str) -> int:
    """Count the stored vectors of a model."""
    return db.session.scalar(select(func.count()).select_from(MatchVector).where(MatchVector.model_id == model_id)) or 0


def _lacks(model_id: str) -> ColumnElement[bool]:
    stored = exists().where(MatchVector.content_hash == MatchEntry.content_hash, MatchVector.model_id == model_id)
    unread = or_(MatchEntry.content_hash.is_(None), MatchEntry.text_version.is_distinct_from(TEXT_VERSION))
    return and_(MatchEntry.live, or_(unread, ~stored))
