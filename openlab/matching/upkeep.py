"""What the worker does for the index: snapshots when enough has changed, and folders that no model needs removed."""

import shutil
from typing import Any

from flask import current_app

from openlab.extensions import db
from openlab.jobs.queries import is_waiting
from openlab.jobs.service import enqueue, handles
from openlab.kit.db import rollback, transaction
from openlab.matching.live import LiveIndex

COMPACT = "matching.compact"


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
    for folder in {path for place in used for path in place.parent.iterdir()} - used:
        shutil.rmtree(folder, ignore_errors=True)


def look_after() -> None:
    """Let a snapshot be written when it is worth its while; the worker asks each minute."""
    index = live_index()
    index.refresh()
    if index.is_due() and not is_waiting(COMPACT):
        with transaction(db.session):
            enqueue(COMPACT)
