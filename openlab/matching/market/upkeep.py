"""What the worker does for the index: snapshots when enough has changed, and folders that no model needs removed."""

import shutil
from time import monotonic
from typing import Any

from flask import current_app

from openlab.extensions import db
from openlab.jobs.queries import is_waiting
from openlab.jobs.service import enqueue, handles
from openlab.kit.db import rollback, transaction
from openlab.matching.market import mirror
from openlab.matching.market.live import LiveIndex
from openlab.matching.queries import model_in
from openlab.matching.states import ModelState

COMPACT = "matching.compact"
PROVE_EACH = 3600.0  # seconds


def live_index() -> LiveIndex:
    """Return the index of this process."""
    index: LiveIndex = current_app.extensions["openlab.matching"]
    return index


@handles(COMPACT, outside=True)
def compact(_payload: dict[str, Any]) -> None:
    """Write a snapshot, and remove those of models and databases that are gone."""
    index = live_index()
    index.compact()
    used = index.folders_in_use()
    rollback(db.session)
    for folder in {path for place in used if place.parent.is_dir() for path in place.parent.iterdir()} - used:
        shutil.rmtree(folder, ignore_errors=True)


def look_after() -> None:
    """Let a snapshot be written when it is worth its while; the worker asks each minute.

    Now and then the snapshots are read whole: what is set aside then, every process lets go of.
    """
    index = live_index()
    index.refresh()
    if index.is_due() and not is_waiting(COMPACT):
        with transaction(db.session):
            enqueue(COMPACT)
    fill_mirror()
    if _proving.is_due():
        index.check()


def fill_mirror() -> None:
    """Bring pgvector's tables in line with the vectors, when the settings ask for them."""
    if current_app.extensions["openlab.settings"].vectors != "pgvector":
        return
    models = [model for state in (ModelState.ACTIVE, ModelState.PREPARING) if (model := model_in(state))]
    for model in models:
        mirror.fill(model)
    mirror.drop_others(models)


class _Now:
    """Says once in so many seconds that something should be done."""

    def __init__(self, seconds: float) -> None:
        self._seconds, self._last = seconds, monotonic()

    def is_due(self) -> bool:
        if monotonic() - self._last < self._seconds:
            return False
        self._last = monotonic()
        return True


_proving = _Now(PROVE_EACH)
