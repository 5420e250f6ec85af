"""Vectors in pgvector for tests: a PostgreSQL database of their own, filled as the worker fills it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from huey import MemoryHuey
from sqlalchemy import insert

from openlab.app import create_app
from openlab.config import Settings
from openlab.extensions import db
from openlab.kit import clock
from openlab.kit.db import transaction
from openlab.matching.market import mirror
from openlab.matching.models import MatchEntry, MatchModel, MatchVector
from openlab.matching.queries import model_in
from openlab.matching.shelves.shelf import Ids
from openlab.matching.states import ModelState
from openlab.matching.text import Side
from tests.databases import Cluster


@contextmanager
def mirrored(cluster: Cluster, home: Path, rows) -> Iterator[mirror.PgvectorLists]:
    """Store rows as the vectors of solutions, mirror them, and give what proposes from them."""
    name = cluster.create(template="openlab_template")
    settings = Settings(home=home, database_url=cluster.url(name), secret_key="x" * 40)
    app = create_app(settings, queue=MemoryHuey(immediate=True))
    with app.app_context():
        with transaction(db.session):
            _store(rows)
        model = model_in(ModelState.ACTIVE)
        assert mirror.fill(model) == len(rows)
        assert mirror.is_whole(model)
        ids = Ids.build([str(number + 1) for number in range(len(rows))])
        yield mirror.PgvectorLists(mirror.table_of(model), Side.SOLUTIONS, ids)
        db.session.remove()
        db.engine.dispose()
    cluster.drop(name)


def _store(rows) -> None:
    model = MatchModel(model_id="rows@1", settings={}, dimension=rows.shape[1], state=ModelState.ACTIVE,
                       started_at=clock.now())  # fmt: skip
    db.session.add(model)
    hashes = [f"{number:064d}" for number in range(len(rows))]
    entries = [{"side": Side.SOLUTIONS, "item_id": number + 1, "sequence": number + 1, "live": True,
                "content_hash": digest, "text_version": 1} for number, digest in enumerate(hashes)]  # fmt: skip
    vectors = [{"content_hash": digest, "model_id": "rows@1", "vector": row.astype("<f4").tobytes()}
               for digest, row in zip(hashes, np.asarray(rows), strict=True)]  # fmt: skip
    db.session.execute(insert(MatchEntry), entries)
    db.session.execute(insert(MatchVector), vectors)
