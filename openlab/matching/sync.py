"""Keep the market's index in step: events note changes in their own transaction, a job stores vectors after it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from sqlalchemy import select, update

from openlab.extensions import db
from openlab.jobs.service import enqueue, handles
from openlab.kit.db import transaction
from openlab.matching.encoder import Encoder
from openlab.matching.models import MatchClock, MatchEntry, MatchVector
from openlab.matching.queries import stored_vectors
from openlab.matching.text import Document, Side, content_hash, document_from_need, document_from_solution
from openlab.needs.queries import needs_by_id, open_need_ids
from openlab.needs.states import OPEN
from openlab.solutions.queries import listed_ids, solutions_by_id
from openlab.solutions.states import SolutionStatus

BATCH = 200  # things loaded and encoded at a time
_encoder: list[Callable[[], Encoder]] = []
_gathered: ContextVar[dict[Side, list[int]] | None] = ContextVar("gathered", default=None)


def use_encoder(get: Callable[[], Encoder]) -> None:
    """Set which encoder the jobs use."""
    _encoder[:] = [get]


def note_change(side: Side, item_id: int, *, live: bool) -> None:
    """Say, within the present transaction, that a thing entered, changed in or left the market."""
    entry = db.session.get(MatchEntry, (side, item_id))
    if entry is None and not live:
        return
    sequence = _next_sequence()
    if entry is None:
        db.session.add(MatchEntry(side=side, item_id=item_id, sequence=sequence, live=live))
    else:
        entry.sequence, entry.live = sequence, live
    db.session.flush()
    if live:
        waiting = _gathered.get()
        if waiting is None:
            enqueue("matching.embed", side=side.value, ids=[item_id])
        else:
            waiting[side].append(item_id)


@contextmanager
def gathered() -> Iterator[None]:
    """Gather the changes of a block into one job for each side, for imports."""
    token = _gathered.set({side: [] for side in Side})
    try:
        yield
        for side, ids in (_gathered.get() or {}).items():
            if ids:
                enqueue("matching.embed", side=side.value, ids=ids)
    finally:
        _gathered.reset(token)


def documents_of(side: Side, ids: Sequence[int]) -> list[Document]:
    """Return the documents of the things that are really in the market now; the others are left out."""
    if side is Side.NEEDS:
        return [document_from_need(need) for need in needs_by_id(ids).values() if need.status in OPEN]
    return [
        document_from_solution(solution)
        for solution in solutions_by_id(ids).values()
        if solution.status is SolutionStatus.LISTED
    ]


def store_vectors(documents: Sequence[Document], encoder: Encoder) -> int:
    """Encode and store what has no vector of this model yet; return how many were new."""
    by_hash = {content_hash(document): document for document in documents}
    known = stored_vectors(list(by_hash), encoder.model_id)
    fresh = [digest for digest in by_hash if digest not in known]
    if fresh:
        rows = encoder.encode_documents([by_hash[digest].main_text for digest in fresh])
        db.session.add_all(
            MatchVector(content_hash=digest, model_id=encoder.model_id, vector=row.astype("<f4").tobytes())
            for digest, row in zip(fresh, rows, strict=True)
        )
        db.session.flush()
    return len(fresh)


def catch_up() -> Iterator[tuple[int, int]]:
    """Bring entries and vectors in line with needs and solutions; yields (done, total) at once and after each batch.

    Safe to run at any time and as often as one likes: it changes only what differs.  Each batch is a transaction of
    its own, so others can write in between and what is done stays done when the work is stopped.
    """
    wanted = {Side.NEEDS: list(open_need_ids()), Side.SOLUTIONS: list(listed_ids())}
    total, done = sum(map(len, wanted.values())), 0
    yield done, total
    for side, ids in wanted.items():
        with transaction(db.session):
            _retire_missing(side, set(ids))
        for start in range(0, len(ids), BATCH):
            batch = ids[start : start + BATCH]
            with transaction(db.session):
                _enter(side, batch)
                store_vectors(documents_of(side, batch), _encoder[0]())
            done += len(batch)
            yield done, total


@handles("matching.embed")
def embed(payload: dict[str, Any]) -> None:
    """Store the vectors of some things."""
    store_vectors(documents_of(Side(payload["side"]), payload["ids"]), _encoder[0]())


def _enter(side: Side, ids: Sequence[int]) -> None:
    known = set(
        db.session.scalars(
            select(MatchEntry.item_id).where(MatchEntry.side == side, MatchEntry.item_id.in_(ids), MatchEntry.live)
        )
    )
    for item_id in ids:
        if item_id not in known:
            note_change(side, item_id, live=True)


def _retire_missing(side: Side, wanted: set[int]) -> None:
    live = db.session.scalars(select(MatchEntry.item_id).where(MatchEntry.side == side, MatchEntry.live)).all()
    for item_id in live:
        if item_id not in wanted:
            note_change(side, item_id, live=False)


def _next_sequence() -> int:
    ticked = db.session.execute(
        update(MatchClock)
        .where(MatchClock.id == 1)
        .values(sequence=MatchClock.sequence + 1)
        .returning(MatchClock.sequence)
    ).scalar()
    if ticked is not None:
        return int(ticked)
    db.session.add(MatchClock(id=1, sequence=1))
    db.session.flush()
    return 1
