"""lancedb on disk: compared one by one while small, by its advised index with refinement when large."""

from tempfile import TemporaryDirectory

import lancedb
import numpy as np
import pyarrow as pa

from openlab.matching.encoder import Matrix
from tests.benchmarks.peers import Fields, Stock

INDEXED_FROM = 100_000  # its guide: smaller tables need no index
BATCH = 20_000


class Lance:
    """A table with prefilters and, when large, product quantisation."""

    settings = "exact below 100k, else IVF_PQ √n lists, dim/8 parts, nprobes 20, refine 10; prefilter, bitmap index"

    def fill(self, stock: Stock) -> None:
        self._folder = TemporaryDirectory(prefix="openlab-lance-")
        count, dimension = stock.rows.shape
        kind = pa.schema([("id", pa.int64()), ("field", pa.int64()), ("vector", pa.list_(pa.float32(), dimension))])
        batches = (_batch(stock, begin, kind) for begin in range(0, count, BATCH))
        reader = pa.RecordBatchReader.from_batches(kind, batches)
        self._table = lancedb.connect(self._folder.name).create_table("items", reader)
        self._indexed = count >= INDEXED_FROM
        if self._indexed:
            self._table.create_index(
                metric="dot", num_partitions=int(count**0.5), num_sub_vectors=dimension // 8, index_type="IVF_PQ"
            )
            self._table.create_scalar_index("field", index_type="BITMAP")

    def near(self, vector: Matrix, text: str, k: int) -> Fields:
        return self._found(vector, k, "")

    def within(self, vector: Matrix, text: str, field: int, k: int) -> Fields:
        return self._found(vector, k, f"field = {field}")

    def close(self) -> None:
        self._folder.cleanup()

    def _found(self, vector: Matrix, k: int, where: str) -> Fields:
        asked = self._table.search(vector).distance_type("dot").select(["id", "_distance"]).limit(k)
        if self._indexed:
            asked = asked.nprobes(20).refine_factor(10)
        if where:
            asked = asked.where(where, prefilter=True)
        return asked.to_arrow()["id"].to_numpy().astype(np.int64)


def _batch(stock: Stock, begin: int, kind: pa.Schema) -> pa.RecordBatch:
    rows = stock.rows[begin : begin + BATCH]
    vectors = pa.FixedSizeListArray.from_arrays(pa.array(rows.ravel()), rows.shape[1])
    numbers = pa.array(np.arange(begin, begin + len(rows)))
    return pa.RecordBatch.from_arrays([numbers, pa.array(stock.fields[begin : begin + BATCH]), vectors], schema=kind)
