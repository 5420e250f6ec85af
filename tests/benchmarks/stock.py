"""An installation that holds a whole market: its rows in the database, and the index as a worker would have left it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from huey import MemoryHuey
from sqlalchemy import insert, update

from openlab.app import create_app
from openlab.config import Settings
from openlab.extensions import db
from openlab.kit import clock
from openlab.kit.db import transaction
from openlab.matching.market.live import LiveIndex
from openlab.matching.market.sync import ensure_active
from openlab.matching.models import MatchClock, MatchEntry
from openlab.matching.queries import model_in
from openlab.matching.shelves.shelf import Ids, Shelf
from openlab.matching.states import ModelState
from openlab.matching.text import Document, Side
from openlab.solutions.models import Solution, SolutionCertification, SolutionRegion
from openlab.solutions.states import SolutionStatus
from tests.benchmarks.sizes import shelf_of
from tests.server import prepare

BATCH = 2_000


def stock(home: Path, size: int) -> None:
    """Fill an installation with a market of solutions."""
    organisation = prepare(home)
    app = create_app(Settings.from_env({"OPENLAB_HOME": str(home)}), queue=MemoryHuey(immediate=False))
    with app.app_context():
        ensure_active()
        shelf = shelf_of(Side.SOLUTIONS, size)
        for begin in range(0, size, BATCH):
            numbers = range(begin, min(begin + BATCH, size))
            _store([shelf.document(number, Side.SOLUTIONS) for number in numbers], begin + 1, organisation)
        with transaction(db.session):
            db.session.execute(update(MatchClock).values(sequence=size))
        _index(app.extensions["openlab.matching"], shelf, size)
        db.session.remove()
        db.engine.dispose()


def _index(live: LiveIndex, shelf: Shelf, size: int) -> None:
    """Write the snapshot that all workers map."""
    model = model_in(ModelState.ACTIVE)
    if model is None:
        raise RuntimeError("the model does not load")
    replica = live.replica_of(model)
    replica.engine.put(Side.SOLUTIONS, replace(shelf, ids=Ids.build([str(number + 1) for number in range(size)])))
    replica.sequence, replica.ready = size, True
    if not replica.write(replica.frozen()):
        raise RuntimeError("the snapshot was not written")


def _store(documents: list[Document], first: int, organisation: int) -> None:
    numbered = list(enumerate(documents, first))
    entries = [{"side": Side.SOLUTIONS, "item_id": number, "sequence": number, "live": True} for number, _ in numbered]
    regions = [
        {"solution_id": number, "sido_code": code}
        for number, one in numbered
        for code in sorted({f"{region[:2]}000" for region in one.facts.regions})
    ]
    held = [{"solution_id": number, "code": code} for number, one in numbered for code in one.facts.certifications]
    with transaction(db.session):
        db.session.execute(insert(Solution), [_row(number, one, organisation) for number, one in numbered])
        for table, rows in ((SolutionRegion, regions), (SolutionCertification, held), (MatchEntry, entries)):
            db.session.execute(insert(table), rows)


def _row(number: int, document: Document, organisation: int) -> dict[str, Any]:
    now, facts = clock.now(), document.facts
    return {
        "id": number,
        "organisation_id": organisation,
        "status": SolutionStatus.LISTED,
        "lang": document.lang,
        "title": document.title,
        "translation": {},
        "summary": " ".join(_of(document, "summary"))[:300],
        "description": " ".join(_of(document, "description")),
        "category": facts.category,
        "keywords": list(document.keywords),
        "trl": facts.trl,
        "price_min": facts.price_min,
        "price_max": None if facts.price_min is None else facts.price_max,
        "delivery_weeks": facts.weeks,
        "nationwide": facts.nationwide,
        "references_count": facts.evidence or 0,
        "data_hub": bool(facts.data_hub),
        "created_at": now,
        "updated_at": now,
        "listed_at": now,
    }


def _of(document: Document, field: str) -> Iterator[str]:
    return (passage.text for passage in document.passages if passage.field == field)
