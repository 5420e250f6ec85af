"""txtai with the same vectors, dense alone and with its own words beside."""

from typing import Any

import numpy as np
from txtai import Embeddings

from openlab.matching.encoder import Matrix
from tests.benchmarks.peers import Fields, Stock


class Dense:
    """Its default FAISS index, with texts and fields in SQLite."""

    settings = "defaults, content on, SQL filter"
    hybrid = False

    def fill(self, stock: Stock) -> None:
        self._rows, self._asked = stock.rows, stock.rows[:1]
        self._filling = 0

        def vectors(texts: list[str]) -> Matrix:  # it takes functions for what they are, and calls all else first
            return self._vectors(texts)

        self._index = Embeddings(
            {
                "method": "external",
                "transform": vectors,
                "content": True,
                "hybrid": self.hybrid,
                "indexids": False,
            }
        )
        texts = zip(stock.texts, stock.fields.tolist(), strict=True)
        self._index.index((number, {"text": text, "field": field}, None) for number, (text, field) in enumerate(texts))
        self._filling = -1

    def near(self, vector: Matrix, text: str, k: int) -> Fields:
        return self._found("SELECT id FROM txtai WHERE similar(:asked, :many)", vector, text, k, {})

    def within(self, vector: Matrix, text: str, field: int, k: int) -> Fields:
        statement = "SELECT id FROM txtai WHERE similar(:asked, :many) AND field = :field"
        return self._found(statement, vector, text, k, {"field": field})

    def close(self) -> None:
        self._index.close()

    def _found(self, statement: str, vector: Matrix, text: str, k: int, values: dict[str, Any]) -> Fields:
        self._asked = vector[None]
        many = 10 * k if values else k  # it filters what was found, ten times as many by default
        found = self._index.search(statement, limit=k, parameters={"asked": text, "many": many, **values})
        return np.asarray([int(row["id"]) for row in found], np.int64)

    def _vectors(self, texts: list[str]) -> Matrix:
        """Stand in for its model: the rows of the market in order while it fills, then the asker's vector."""
        if self._filling < 0:
            return self._asked
        begin, self._filling = self._filling, self._filling + len(texts)
        return self._rows[begin : self._filling]


class Hybrid(Dense):
    """Its BM25 beside the vectors, equally weighed."""

    settings = "hybrid defaults (BM25 beside vectors), content on, SQL filter"
    hybrid = True
