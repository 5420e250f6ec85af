"""Keep the market's index in step: events note changes in their own transaction, a job stores vectors after it.

Texts are encoded outside any transaction, since a large model takes its time and nobody who writes may wait for it.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import Any

from flask import current_app
from sqlalchemy import Table, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from openlab.extensions import db
from openlab.jobs.service import enqueue, handles
from openlab.kit import clock
from openlab.kit.db import rollback, transaction
from openlab.matching.encoder import EncoderError, Matrix
from openlab.matching.market.careful import CarefulEncoder
from openlab.matching.market.encoders import Encoders, kept_settings
from openlab.matching.models import MatchClock, MatchEntry, MatchModel, MatchVector
from openlab.matching.queries import model_in, sequences_of, stored_hashes
from openlab.matching.states import ModelState
from openlab.matching.text import (
    TEXT_VERSION,
    Document,
    Side,
    content_hash,
    document_from_need,
    document_from_solution,
)
from openlab.needs.queries import needs_by_id, open_need_ids
from openlab.needs.states import OPEN
from openlab.solutions.queries import listed_ids, solutions_by_id
from openlab.solutions.states import SolutionStatus

EMBED = "matching.embed"
BATCH = 200  # things loaded and encoded at a time
_gathered: ContextVar[dict[Side, list[int]] | None] = ContextVar("gathered", default=None)


def encoders() -> Encoders:
    """Return the encoders of this application."""
    found: Encoders = current_app.extensions["openlab.encoders"]
    return found


def note_change(side: Side, item_id: int, *, live: bool) -> None:
    """Say, within the present transaction, that a thing entered, changed in or left the market."""
    if _mark(side, item_id, live=live) and live:
        waiting = _gathered.get()
        if waiting is None:
            enqueue(EMBED, side=side.value, ids=[item_id])
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
                enqueue(EMBED, side=side.value, ids=ids)
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


def embed_items(side: Side, ids: Sequence[int], encoder: CarefulEncoder) -> int:
    """Encode what has no vector of this model and store it; return how many texts were new.

    A model that fails raises EncoderError.  It opens transactions of its own: one that reads, none while the model
    works, a short one that writes.  What changed in between keeps no mark and comes again with its own job.
    """
    rollback(db.session)
    sequences = sequences_of(side, ids)
    hashes = {int(one.id): (content_hash(one), one.main_text) for one in documents_of(side, ids)}
    known = stored_hashes([digest for digest, _ in hashes.values()], encoder.model_id)
    texts = {digest: text for digest, text in hashes.values() if digest not in known}
    rollback(db.session)
    rows = encoder.encode_to_keep(list(texts.values())) if texts else ()
    with transaction(db.session):
        _store(dict(zip(texts, rows, strict=True)), encoder.model_id)
        for item_id, (digest, _text) in hashes.items():
            _read(side, item_id, sequences.get(item_id), digest)
        for item_id in set(ids) & set(sequences) - set(hashes):
            _mark(side, item_id, live=False)  # the entry says it is in the market, the thing itself says it is not
    return len(texts)


def models_in_use() -> list[CarefulEncoder]:
    """Return the encoders whose vectors are wanted now: of the active model, and of one that is being prepared."""
    active, preparing = model_in(ModelState.ACTIVE), model_in(ModelState.PREPARING)
    wanted = [encoders().of(active)]
    if preparing is not None:
        wanted.append(encoders().of(preparing))
    return wanted


def ensure_active() -> None:
    """Make the configured model the active one when there is none yet, in a transaction of its own."""
    if model_in(ModelState.ACTIVE) is not None or not encoders().configured.works:
        return
    with transaction(db.session):
        if model_in(ModelState.ACTIVE) is None:
            row = new_model(encoders().configured, ModelState.ACTIVE)
            row.finished_at = clock.now()
            tick(generation=True)


def new_model(encoder: CarefulEncoder, state: ModelState) -> MatchModel:
    """Write down a model that is used from now on."""
    row = MatchModel(
        model_id=encoder.model_id,
        name=encoder.choice.name,
        settings=kept_settings(encoder.choice),
        dimension=encoder.dimension,
        state=state,
        done=0,
        total=0,
        started_at=clock.now(),
    )
    db.session.add(row)
    db.session.flush()
    return row


def catch_up() -> Iterator[tuple[int, int]]:
    """Bring entries and vectors in line with needs and solutions; yields (done, total) at once and after each batch.

    Safe to run at any time and as often as one likes: it changes only what differs.  Each batch is a transaction of
    its own, so others can write in between and what is done stays done when the work is stopped.
    """
    wanted = {Side.NEEDS: list(open_need_ids()), Side.SOLUTIONS: list(listed_ids())}
    total, done = sum(map(len, wanted.values())), 0
    yield done, total
    ensure_active()
    for side, ids in wanted.items():
        with transaction(db.session):
            _retire_missing(side, set(ids))
        for start in range(0, len(ids), BATCH):
            batch = ids[start : start + BATCH]
            with transaction(db.session):
                _enter(side, batch)
            for encoder in models_in_use():
                embed_items(side, batch, encoder)
            done += len(batch)
            yield done, total


@handles(EMBED, outside=True)
def embed(payload: dict[str, Any]) -> None:
    """Store the vectors of some things; what a failing model leaves is taken up when it works again."""
    ensure_active()
    side, ids = Side(payload["side"]), payload["ids"]
    for start in range(0, len(ids), BATCH):
        for encoder in models_in_use():
            with suppress(EncoderError):
                embed_items(side, ids[start : start + BATCH], encoder)


def tick(*, generation: bool = False) -> int:
    """Count a change, or with `generation` another model, in the present transaction; return the new sequence."""
    moved = {"sequence": MatchClock.sequence + 1, "generation": MatchClock.generation + int(generation)}
    ticked = db.session.execute(
        update(MatchClock).where(MatchClock.id == 1).values(moved).returning(MatchClock.sequence)
    ).scalar()
    if ticked is not None:
        return int(ticked)
    db.session.add(MatchClock(id=1, sequence=1, generation=int(generation), weights=0))
    db.session.flush()
    return 1


def point_to_weights(number: int) -> None:
    """Name the version of the weights in use in the present transaction; 0 is the documented one."""
    moved = update(MatchClock).where(MatchClock.id == 1).values(weights=number).returning(MatchClock.id)
    if db.session.execute(moved).scalar() is None:
        db.session.add(MatchClock(id=1, sequence=0, generation=0, weights=number))
        db.session.flush()


def _mark(side: Side, item_id: int, *, live: bool) -> bool:
    """Number a change of a thing; return whether there was anything to number."""
    entry = db.session.get(MatchEntry, (side, item_id))
    if entry is None and not live:
        return False
    sequence = tick()
    if entry is None:
        db.session.add(MatchEntry(side=side, item_id=item_id, sequence=sequence, live=live))
    else:
        entry.sequence, entry.live, entry.content_hash, entry.text_version = sequence, live, None, None
    db.session.flush()
    return True


def _read(side: Side, item_id: int, sequence: int | None, digest: str) -> None:
    """Mark which text of a thing was encoded, unless the thing has changed since."""
    unchanged = (MatchEntry.side == side, MatchEntry.item_id == item_id, MatchEntry.sequence == sequence)
    db.session.execute(
        update(MatchEntry).where(*unchanged).values(content_hash=digest, text_version=TEXT_VERSION),
        execution_options={"synchronize_session": False},
    )


def _store(rows: Mapping[str, Matrix], model_id: str) -> None:
    """Insert vectors; those that another process stored meanwhile stay as they are."""
    if not rows:
        return
    values = [
        {"content_hash": digest, "model_id": model_id, "vector": row.astype("<f4").tobytes()}
        for digest, row in rows.items()
    ]
    db.session.execute(_insert_new(MatchVector.__table__), values)  # type: ignore[arg-type]


def _insert_new(table: Table) -> Any:
    name = db.session.get_bind().dialect.name
    if name == "sqlite":
        return sqlite.insert(table).on_conflict_do_nothing()
    return postgresql.insert(table).on_conflict_do_nothing() if name == "postgresql" else insert(table)


def _enter(side: Side, ids: Sequence[int]) -> None:
    known = set(
        db.session.scalars(
            select(MatchEntry.item_id).where(MatchEntry.side == side, MatchEntry.item_id.in_(ids), MatchEntry.live)
        )
    )
    for item_id in ids:
        if item_id not in known:
            _mark(side, item_id, live=True)


def _retire_missing(side: Side, wanted: set[int]) -> None:
    live = db.session.scalars(select(MatchEntry.item_id).where(MatchEntry.side == side, MatchEntry.live)).all()
    for item_id in live:
        if item_id not in wanted:
            _mark(side, item_id, live=False)
