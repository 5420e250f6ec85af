"""hnswlib and usearch; neither filters well from Python, so both find more and drop what is of another field."""

from abc import ABC, abstractmethod

import hnswlib
import numpy as np
from usearch.index import Index

from openlab.matching.encoder import Matrix
from tests.benchmarks.peers import Fields, Stock

WIDER = 10  # times the wanted rows are asked for before those of other fields are dropped


class _Wide(ABC):
    """Filters after the search, which is the ordinary recipe where an index knows no fields."""

    fields: Fields

    @abstractmethod
    def near(self, vector: Matrix, text: str, k: int) -> Fields:
        """Return row numbers."""

    def within(self, vector: Matrix, text: str, field: int, k: int) -> Fields:
        found = self.near(vector, text, min(WIDER * k, len(self.fields)))
        return found[self.fields[found] == field][:k]

    def close(self) -> None:  # noqa: B027 - there is nothing to give back
        """Nothing outlives the process."""


class Hnswlib(_Wide):
    """The reference implementation of HNSW."""

    settings = f"M 16, ef_construction 200, ef 100, {WIDER} times as many for a filter"

    def fill(self, stock: Stock) -> None:
        self.fields = stock.fields
        self._index = hnswlib.Index(space="ip", dim=stock.rows.shape[1])
        self._index.init_index(max_elements=len(stock.rows), ef_construction=200, M=16)
        self._index.add_items(stock.rows)
        self._index.set_num_threads(1)

    def near(self, vector: Matrix, text: str, k: int) -> Fields:
        self._index.set_ef(max(100, k))
        labels, _ = self._index.knn_query(vector, k)
        return labels[0].astype(np.int64)


class Usearch(_Wide):
    """usearch as it comes."""

    settings = f"defaults (connectivity 16, expansion 128 / 64), {WIDER} times as many for a filter"

    def fill(self, stock: Stock) -> None:
        self.fields = stock.fields
        self._index = Index(ndim=stock.rows.shape[1], metric="ip")
        self._index.add(np.arange(len(stock.rows)), stock.rows)

    def near(self, vector: Matrix, text: str, k: int) -> Fields:
        return self._index.search(vector, k, threads=1).keys.astype(np.int64)
