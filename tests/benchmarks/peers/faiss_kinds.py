"""FAISS as its wiki advises: flat, inverted lists (16 √n at most, here 4 √n), and a graph of 32 links."""

import os
from typing import Any

import faiss
import numpy as np

from openlab.matching.encoder import Matrix
from tests.benchmarks.peers import Fields, Stock


class _Index:
    """One FAISS index; a field is a bitmap that was made beforehand."""

    settings = ""
    factory = ""

    def fill(self, stock: Stock) -> None:
        faiss.omp_set_num_threads(os.cpu_count() or 1)
        self._index: Any = faiss.index_factory(
            stock.rows.shape[1], self.kind(len(stock.rows)), faiss.METRIC_INNER_PRODUCT
        )
        self.prepare()
        self._index.train(stock.rows[:: max(1, len(stock.rows) // 200_000)])
        self._index.add(stock.rows)
        self._bits = {
            int(field): np.packbits(stock.fields == field, bitorder="little") for field in np.unique(stock.fields)
        }
        self._selectors = {
            field: faiss.IDSelectorBitmap(len(stock.rows), faiss.swig_ptr(bits)) for field, bits in self._bits.items()
        }
        faiss.omp_set_num_threads(1)

    def kind(self, count: int) -> str:
        return self.factory

    def prepare(self) -> None:
        """Set what is set before filling."""

    def parameters(self, **how: Any) -> Any:
        return faiss.SearchParameters(**how)

    def near(self, vector: Matrix, text: str, k: int) -> Fields:
        return self._found(vector, k, self.parameters())

    def within(self, vector: Matrix, text: str, field: int, k: int) -> Fields:
        return self._found(vector, k, self.parameters(sel=self._selectors[field]))

    def close(self) -> None:
        """Nothing outlives the process."""

    def _found(self, vector: Matrix, k: int, parameters: Any) -> Fields:
        _, found = self._index.search(vector[None], k, params=parameters)
        return found[0][found[0] >= 0]


class Flat(_Index):
    """Every row is compared."""

    settings = "IndexFlatIP, bitmap selector"
    factory = "Flat"


class Lists(_Index):
    """Inverted lists."""

    settings = "4 √n lists, nprobe 32, bitmap selector"

    def kind(self, count: int) -> str:
        return f"IVF{int(4 * count**0.5)},Flat"

    def parameters(self, **how: Any) -> Any:
        return faiss.SearchParametersIVF(nprobe=32, **how)


class Graph(_Index):
    """A navigable graph."""

    settings = "M 32, efConstruction 100, efSearch 100, bitmap selector"
    factory = "HNSW32"

    def prepare(self) -> None:
        self._index.hnsw.efConstruction = 100

    def parameters(self, **how: Any) -> Any:
        return faiss.SearchParametersHNSW(efSearch=100, **how)
