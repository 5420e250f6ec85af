"""pgvector in the embedded PostgreSQL: one statement finds, filters and sorts."""

from contextlib import ExitStack

import numpy as np
import psycopg
from pgvector.psycopg import register_vector

from openlab.matching.encoder import Matrix
from tests.benchmarks.peers import Fields, Stock
from tests.databases import postgres

NEAREST = "SELECT id FROM item ORDER BY vector <#> %s LIMIT %s"
NEAREST_WITHIN = "SELECT id FROM item WHERE field = %s ORDER BY vector <#> %s LIMIT %s"


class Pgvector:
    """An HNSW index with iterative scans, which the makers advise for filters, beside an index on the field."""

    settings = "HNSW m 16, ef_construction 64, ef_search 100, iterative scan"

    def fill(self, stock: Stock) -> None:
        self._held = ExitStack()
        cluster = self._held.enter_context(postgres())
        address = cluster.url(cluster.create()).replace("+psycopg", "")
        self._connection = self._held.enter_context(psycopg.connect(address, autocommit=True))
        run = self._connection.execute
        run("CREATE EXTENSION vector")
        register_vector(self._connection)
        run(f"CREATE TABLE item (id int PRIMARY KEY, field int, vector vector({stock.rows.shape[1]}))")
        with self._connection.cursor().copy("COPY item FROM STDIN WITH (FORMAT BINARY)") as copy:
            copy.set_types(["int4", "int4", "vector"])
            for number, (field, row) in enumerate(zip(stock.fields.tolist(), stock.rows, strict=True)):
                copy.write_row([number, field, row])
        run("SET maintenance_work_mem = '1GB'")
        run("SET max_parallel_maintenance_workers = 0")  # their shared memory is small in a container
        run("CREATE INDEX ON item USING hnsw (vector vector_ip_ops)")
        run("CREATE INDEX ON item (field)")
        run("ANALYZE item")
        run("SET hnsw.ef_search = 100")
        run("SET hnsw.iterative_scan = relaxed_order")

    def near(self, vector: Matrix, text: str, k: int) -> Fields:
        return self._rows(NEAREST, (vector, k))

    def within(self, vector: Matrix, text: str, field: int, k: int) -> Fields:
        return self._rows(NEAREST_WITHIN, (field, vector, k))

    def close(self) -> None:
        self._held.close()

    def _rows(self, statement: str, values: tuple[object, ...]) -> Fields:
        found = self._connection.execute(statement, values).fetchall()
        return np.asarray([row for (row,) in found], np.int64)
