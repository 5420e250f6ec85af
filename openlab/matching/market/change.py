"""Another model takes the place of the active one: prepared in the background, then taken over in one transaction.

The pages go on with the active model meanwhile.  Every step leaves the work so that it can be taken up again.
"""

import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, cast

from sqlalchemy import Table, bindparam, delete, exists, func, select

from openlab.extensions import db
from openlab.jobs.models import OutboxJob
from openlab.jobs.queries import is_waiting
from openlab.jobs.service import enqueue, handles
from openlab.kit import clock
from openlab.kit.db import rollback, transaction
from openlab.matching.encoder import EncoderError
from openlab.matching.market.sync import BATCH, EMBED, embed_items, encoders, ensure_active, new_model, tick
from openlab.matching.market.upkeep import COMPACT, live_index
from openlab.matching.models import MatchEntry, MatchModel, MatchVector
from openlab.matching.queries import count_lacking, count_live, find_model, lacking, model_in
from openlab.matching.states import ModelState
from openlab.matching.text import Side

SLICE = 60.0  # seconds that one job works before it hands on to the next, well within its lease
FORGOTTEN_AT_ONCE = 2_000  # vectors removed in one transaction
LATE = 1_000  # things without a vector that are taken up at once
REST = timedelta(minutes=10)  # after a model failed
CHANGE, FORGET = "matching.change", "matching.forget"


def adopt() -> None:
    """Let the configured model become the active one, at once when there is none, else by a job.

    Servers and workers call it when they start, `openlab reindex` does too.  A model that cannot be loaded changes
    nothing.
    """
    wanted = encoders().configured
    if not wanted.works:
        return
    ensure_active()
    active, preparing = model_in(ModelState.ACTIVE), model_in(ModelState.PREPARING)
    if active is None or (active.model_id == wanted.model_id and preparing is None):
        return
    if preparing is not None and preparing.model_id == wanted.model_id and is_waiting(CHANGE):
        return
    with transaction(db.session):
        _begin()


def advance(seconds: float | None = None) -> Iterator[tuple[int, int]]:
    """Encode for the model that is being prepared and let it take over; yields (done, total) after each batch.

    With `seconds` it stops in between when they are over.  A model that fails raises EncoderError; its row says why.
    """
    end = None if seconds is None else time.monotonic() + seconds
    while (model := model_in(ModelState.PREPARING)) is not None:
        model_id, after = model.model_id, 0
        encoder = encoders().of(model)
        while batch := lacking(model_id, after, BATCH):
            after = batch[-1][2]
            try:
                for side in Side:
                    embed_items(side, [item_id for one, item_id, _ in batch if one is side], encoder)
            except EncoderError as error:
                _note(model_id, str(error))
                raise
            yield _note(model_id, None)
            if end is not None and time.monotonic() > end:
                return
        replica = live_index().replica_of(model)  # ready before anybody needs it
        replica.refresh()
        replica.write(replica.frozen())
        rollback(db.session)
        _take_over(model_id)


@handles(CHANGE, outside=True)
def change(_payload: dict[str, Any]) -> None:
    """Go on with the change of model for a while, and hand on to the next job when there is more to do."""
    try:
        for _progress in advance(SLICE):
            pass
    except EncoderError:
        return  # the model's row says why, and `resume` tries again
    with transaction(db.session):
        if model_in(ModelState.PREPARING) is not None:
            enqueue(CHANGE)
        elif _leftovers():
            enqueue(FORGET)
            enqueue(COMPACT)  # which also removes the old model's snapshots


@handles(FORGET, outside=True)
def forget(_payload: dict[str, Any]) -> None:
    """Remove the vectors of retired models, and those of texts that nothing in the market has any more."""
    table = cast("Table", MatchVector.__table__)
    one = (table.c.content_hash == bindparam("digest"), table.c.model_id == bindparam("model"))
    removed = FORGOTTEN_AT_ONCE
    while removed == FORGOTTEN_AT_ONCE:
        with transaction(db.session):
            found = db.session.execute(_unwanted().limit(FORGOTTEN_AT_ONCE))
            keys = [{"digest": digest, "model": model_id} for digest, model_id in found]
            if keys:
                db.session.connection().execute(delete(table).where(*one), keys)
        removed = len(keys)


def tidy() -> None:
    """Let what nobody needs be removed by a job; the worker asks for it once a day."""
    if _leftovers() and not is_waiting(FORGET):
        enqueue(FORGET)


def resume() -> None:
    """Take up again what was left: a change that lost its job, texts that could not be encoded; once a minute."""
    active, preparing = model_in(ModelState.ACTIVE), model_in(ModelState.PREPARING)
    if preparing is not None and not is_waiting(CHANGE) and not (preparing.error and _was_tried(CHANGE)):
        with transaction(db.session):
            enqueue(CHANGE)
    if active is None or is_waiting(EMBED) or not encoders().of(active).works:
        return
    if late := lacking(active.model_id, 0, LATE):
        with transaction(db.session):
            for side in Side:
                enqueue(EMBED, side=side.value, ids=[item_id for one, item_id, _ in late if one is side])


def _begin() -> None:
    """Make the configured model the one that is prepared, unless it is active already."""
    wanted, active = encoders().configured, model_in(ModelState.ACTIVE)
    for row in db.session.scalars(select(MatchModel).where(MatchModel.state == ModelState.PREPARING)):
        row.state, row.finished_at = ModelState.RETIRED, clock.now()
    db.session.flush()
    if active is not None and active.model_id == wanted.model_id:
        return
    row = find_model(wanted.model_id) or new_model(wanted, ModelState.PREPARING)
    row.state, row.error, row.started_at, row.finished_at = ModelState.PREPARING, None, clock.now(), None
    row.total = count_live()
    row.done = row.total - count_lacking(row.model_id)
    enqueue(CHANGE)


def _note(model_id: str, error: str | None) -> tuple[int, int]:
    """Write down how far a model is, in a transaction of its own; return (done, total)."""
    with transaction(db.session):
        row, total = find_model(model_id), count_live()
        done = total - count_lacking(model_id)
        if row is not None:
            row.total, row.done, row.error = total, done, error
    return done, total


def _take_over(model_id: str) -> None:
    """Make a model the active one when nothing lacks its vector; else do nothing, and the loop goes on."""
    with transaction(db.session):
        row = find_model(model_id)
        if row is None or row.state is not ModelState.PREPARING or count_lacking(model_id):
            return
        active = model_in(ModelState.ACTIVE)
        if active is not None:
            active.state, active.finished_at = ModelState.RETIRED, clock.now()
        row.total = row.done = count_live()
        row.state, row.finished_at, row.error = ModelState.ACTIVE, clock.now(), None
        tick(generation=True)


def _was_tried(kind: str) -> bool:
    lately = (OutboxJob.kind == kind, OutboxJob.created_at > clock.now() - REST)
    return bool(db.session.scalar(select(exists().where(*lately))))


def _leftovers() -> bool:
    if model_in(ModelState.ACTIVE) is None:
        return False
    return bool(db.session.scalar(select(func.count()).select_from(_unwanted().limit(1).subquery())))


def _unwanted() -> Any:
    in_use = select(MatchModel.model_id).where(MatchModel.state != ModelState.RETIRED)
    present = exists().where(MatchEntry.content_hash == MatchVector.content_hash, MatchEntry.live)
    return select(MatchVector.content_hash, MatchVector.model_id).where(MatchVector.model_id.not_in(in_use) | ~present)
