"""chromadb in memory."""

import chromadb
import numpy as np
from chromadb.config import Settings

from openlab.matching.encoder import Matrix
from tests.benchmarks.peers import Fields, Stock

BATCH = 5_000


class Chroma:
    """A collection as it comes, with inner products."""

    settings = "defaults (HNSW M 16, ef 100), where filter"

    def fill(self, stock: Stock) -> None:
        client = chromadb.EphemeralClient(Settings(anonymized_telemetry=False))
        self._items = client.create_collection("items", metadata={"hnsw:space": "ip"}, embedding_function=None)
        for begin in range(0, len(stock.rows), BATCH):
            numbers = range(begin, min(begin + BATCH, len(stock.rows)))
            self._items.add(
                ids=[str(number) for number in numbers],
                embeddings=stock.rows[begin : begin + BATCH],
                metadatas=[{"field": int(stock.fields[number])} for number in numbers],
            )

    def near(self, vector: Matrix, text: str, k: int) -> Fields:
        return _rows(self._items.query(query_embeddings=vector[None], n_results=k, include=[]))

    def within(self, vector: Matrix, text: str, field: int, k: int) -> Fields:
        where = {"field": field}
        return _rows(self._items.query(query_embeddings=vector[None], n_results=k, where=where, include=[]))

    def close(self) -> None:
        """Nothing outlives the process."""


def _rows(answer: chromadb.QueryResult) -> Fields:
    return np.asarray([int(number) for number in answer["ids"][0]], np.int64)
