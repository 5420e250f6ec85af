"""Vectors mirrored into pgvector: with PostgreSQL, several machines let the database propose what is near.

`match_vector` stays the truth.  Each model has a table of its own here, filled by the worker; a table that is missing
or behind is not asked, and the lists of the snapshot propose instead.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import structlog
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from openlab.extensions import db
from openlab.kit.db import rollback, transaction
from openlab.matching.encoder import Matrix
from openlab.matching.models import MatchModel
from openlab.matching.packed import Rows
from openlab.matching.shelves.columns import Mask
from openlab.matching.shelves.shelf import Ids
from openlab.matching.text import Side

log = structlog.get_logger()
BATCH = 1_000  # vectors written in one transaction
LARGEST = 4_000  # dimensions that pgvector can index in half precision
SCANNED = 200  # candidates that the graph keeps while it is searched
REFINED, PROPOSED = 2, 300  # so many times more rows are proposed than wanted, and no fewer than these


class PgvectorLists:
    """Proposes rows of a shelf from the table of a model; the rows themselves decide."""

    def __init__(self, table: str, side: Side, ids: Ids) -> None:
        self._table, self._side, self._ids = table, side, ids

    def propose(self, vector: Matrix, k: int, allowed: Mask | None) -> Rows:
        """Return some times k rows near a unit vector, within `allowed` when given."""
        asked: dict[str, Any] = {"side": self._side.value, "vector": _written(vector), "k": max(REFINED * k, PROPOSED)}
        within = ""
        if allowed is not None:
            within = "AND item_id = ANY(:ids)"
            asked["ids"] = [int(self._ids.texts.text(row)) for row in np.flatnonzero(allowed).tolist()]
        db.session.execute(text(f"SET LOCAL hnsw.ef_search = {SCANNED}"))
        db.session.execute(text("SET LOCAL hnsw.iterative_scan = strict_order"))
        found = db.session.scalars(
            text(f"SELECT item_id FROM {self._table} WHERE side = :side {within} "  # noqa: S608 - our own table name
                 "ORDER BY vector <#> CAST(:vector AS halfvec) LIMIT :k"), asked)  # fmt: skip
        return self._ids.rows(str(item_id) for item_id in found)


def table_of(model: MatchModel) -> str:
    """Return the name of a model's table."""
    return f"match_pgvector_{model.id}"


def is_whole(model: MatchModel) -> bool:
    """Say whether a model's table is there and holds everything that is in the market."""
    if db.session.get_bind().dialect.name != "postgresql":
        return False
    if db.session.scalar(text("SELECT to_regclass(:name)"), {"name": table_of(model)}) is None:
        return False
    return not _lacking(model, 1)


def fill(model: MatchModel) -> int:
    """Bring a model's table in line with its vectors, in transactions of its own; return how many were written."""
    table, dimension, written = table_of(model), model.dimension, 0
    if dimension > LARGEST or not _made(table, dimension):
        return 0
    while rows := _lacking(model, BATCH):
        values = [
            {"side": side, "id": item_id, "hash": digest, "vector": _written(np.frombuffer(blob, dtype="<f4"))}
            for side, item_id, digest, blob in rows
        ]
        with transaction(db.session):
            db.session.execute(
                text(f"INSERT INTO {table} VALUES (:side, :id, :hash, CAST(:vector AS halfvec)) "  # noqa: S608
                     "ON CONFLICT (side, item_id) DO UPDATE "
                     "SET content_hash = excluded.content_hash, vector = excluded.vector"), values)  # fmt: skip
        written += len(rows)
    with transaction(db.session):
        db.session.execute(
            text(f"DELETE FROM {table} t WHERE NOT EXISTS (SELECT 1 FROM match_entry e "  # noqa: S608
                 "WHERE e.side = t.side AND e.item_id = t.item_id AND e.live)"))  # fmt: skip
    return written


def drop_others(kept: Sequence[MatchModel]) -> None:
    """Remove the tables of models that are neither active nor prepared, in a transaction of its own."""
    names = {table_of(model) for model in kept}
    found = set(db.session.scalars(text("SELECT tablename FROM pg_tables WHERE tablename LIKE 'match_pgvector_%'")))
    rollback(db.session)
    for name in found - names:
        with transaction(db.session):
            db.session.execute(text(f"DROP TABLE IF EXISTS {name}"))


def _made(table: str, dimension: int) -> bool:
    rollback(db.session)
    columns = f"side varchar(32), item_id bigint, content_hash varchar(64), vector halfvec({dimension})"
    made = ["CREATE EXTENSION IF NOT EXISTS vector",
            f"CREATE TABLE IF NOT EXISTS {table} ({columns}, PRIMARY KEY (side, item_id))",
            *(f"CREATE INDEX IF NOT EXISTS {table}_{side} ON {table} USING hnsw (vector halfvec_ip_ops) "
              f"WHERE side = '{side}'" for side in Side)]  # fmt: skip
    try:
        with transaction(db.session):
            for statement in made:
                db.session.execute(text(statement))
    except DBAPIError as error:  # no right to make the extension, or no such extension
        log.error("pgvector cannot be used", why=str(error.orig).strip().splitlines()[0])
        return False
    return True


def _lacking(model: MatchModel, limit: int) -> Sequence[tuple[str, int, str, bytes]]:
    rows = db.session.execute(
        text("SELECT e.side, e.item_id, e.content_hash, v.vector FROM match_entry e "  # noqa: S608
             "JOIN match_vector v ON v.content_hash = e.content_hash AND v.model_id = :model "
             f"LEFT JOIN {table_of(model)} t ON t.side = e.side AND t.item_id = e.item_id "
             "WHERE e.live AND t.content_hash IS DISTINCT FROM e.content_hash LIMIT :limit"),
        {"model": model.model_id, "limit": limit})  # fmt: skip
    return [(side, item_id, digest, blob) for side, item_id, digest, blob in rows]


def _written(vector: Matrix) -> str:
    return "[" + ",".join(f"{value:.6g}" for value in vector.tolist()) + "]"
