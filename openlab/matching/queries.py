"""Reads of the market's changes and of stored vectors."""

from collections.abc import Sequence

import numpy as np
from sqlalchemy import func, select

from openlab.extensions import db
from openlab.matching.encoder import Matrix
from openlab.matching.models import MatchClock, MatchEntry, MatchVector
from openlab.matching.text import Side

CHUNK = 500  # ids in one IN list


def newest_sequence() -> int:
    """Return the number of the last change: the one cheap query that every match begins with."""
    return db.session.scalar(select(MatchClock.sequence).where(MatchClock.id == 1)) or 0


def changes_since(sequence: int) -> Sequence[tuple[Side, int, bool, int]]:
    """Return (side, item id, live, sequence) of everything that changed after a number, oldest first."""
    wanted = select(MatchEntry.side, MatchEntry.item_id, MatchEntry.live, MatchEntry.sequence)
    rows = db.session.execute(wanted.where(MatchEntry.sequence > sequence).order_by(MatchEntry.sequence))
    return [(side, item_id, live, number) for side, item_id, live, number in rows]


def stored_vectors(hashes: Sequence[str], model_id: str) -> dict[str, Matrix]:
    """Return the float32 vectors of one model by content hash, as far as they are stored."""
    found: dict[str, Matrix] = {}
    for start in range(0, len(hashes), CHUNK):
        wanted = select(MatchVector.content_hash, MatchVector.vector).where(
            MatchVector.model_id == model_id, MatchVector.content_hash.in_(hashes[start : start + CHUNK])
        )
        found.update((digest, np.frombuffer(blob, dtype="<f4")) for digest, blob in db.session.execute(wanted))
    return found


def live_ids(side: Side) -> Sequence[int]:
    """Return the ids of one side that are in the market."""
    return db.session.scalars(
        select(MatchEntry.item_id).where(MatchEntry.side == side, MatchEntry.live).order_by(MatchEntry.item_id)
    ).all()


def count_vectors(model_id: str) -> int:
    """Count the stored vectors of a model."""
    return db.session.scalar(select(func.count()).select_from(MatchVector).where(MatchVector.model_id == model_id)) or 0
