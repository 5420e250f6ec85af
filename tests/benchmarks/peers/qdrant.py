"""qdrant's local mode, which needs no server."""

import warnings

import numpy as np
from qdrant_client import QdrantClient, models

from openlab.matching.encoder import Matrix
from tests.benchmarks.peers import Fields, Stock

NAME = "items"


class Qdrant:
    """Vectors and payloads in memory, compared one by one."""

    settings = "in memory, exact, payload filter"

    def fill(self, stock: Stock) -> None:
        warnings.simplefilter("ignore")  # it advises a server from 20,000 points on
        self._client = QdrantClient(":memory:")
        vectors = models.VectorParams(size=stock.rows.shape[1], distance=models.Distance.DOT)
        self._client.create_collection(NAME, vectors_config=vectors)
        payload = [{"field": field} for field in stock.fields.tolist()]
        self._client.upload_collection(NAME, vectors=stock.rows, payload=payload, ids=range(len(stock.rows)))

    def near(self, vector: Matrix, text: str, k: int) -> Fields:
        return self._found(vector, k, None)

    def within(self, vector: Matrix, text: str, field: int, k: int) -> Fields:
        wanted = models.FieldCondition(key="field", match=models.MatchValue(value=field))
        return self._found(vector, k, models.Filter(must=[wanted]))

    def close(self) -> None:
        self._client.close()

    def _found(self, vector: Matrix, k: int, wanted: models.Filter | None) -> Fields:
        answer = self._client.query_points(NAME, query=vector, query_filter=wanted, limit=k, with_payload=False)
        return np.asarray([point.id for point in answer.points], np.int64)
