"""A coarse index of lists in FAISS, kept as one flat array of bytes, which may be memory-mapped and shared."""

from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from openlab.matching.encoder import Matrix
from openlab.matching.packed import Rows
from openlab.matching.shelves.columns import Mask

faiss.omp_set_num_threads(1)  # many small searches at once: threads within one of them only wait for each other
_parameters: Any = faiss.SearchParametersIVF  # the stubs know no keyword arguments
_reader: Any = getattr(faiss, "ZeroCopyIOReader")  # noqa: B009 - nor this

TRAINED_ON = 64  # rows a list
PROBED, PROBED_LARGE = 32, 64  # lists read for a question, and of this many lists or more
LARGE = 4_096
PROBED_FILTERED = 512  # where a filter leaves few rows in each
REFINED = 1.5  # so many times more rows are proposed than wanted,
PROPOSED = 300  # and no fewer than these


def built_lists(vectors: NDArray[np.floating]) -> NDArray[np.uint8]:
    """Return the bytes of an index over unit rows."""
    count, dimension = vectors.shape
    lists = list_count(count)
    index: Any = faiss.index_factory(dimension, f"IVF{lists},RaBitQ", faiss.METRIC_INNER_PRODUCT)
    chosen = np.linspace(0, count - 1, min(count, TRAINED_ON * lists)).astype(np.int64)
    index.train(np.ascontiguousarray(vectors[chosen], np.float32))
    for begin in range(0, count, 50_000):
        index.add(np.ascontiguousarray(vectors[begin : begin + 50_000], np.float32))
    data: NDArray[np.uint8] = faiss.serialize_index(index)
    return data


def list_count(count: int) -> int:
    """Return into how many lists rows are laid."""
    return int(2 ** round(np.log2(4 * np.sqrt(count))))


class FaissLists:
    """An index over bytes that `built_lists` made; the bytes are read in place."""

    def __init__(self, data: NDArray[np.uint8]) -> None:
        self._data = data  # must outlive the index, which looks into it
        self._index: Any = faiss.read_index(_reader(faiss.swig_ptr(data), data.nbytes))

    def propose(self, vector: Matrix, k: int, allowed: Mask | None) -> Rows:
        """Return some times k rows near a vector, within `allowed` when given."""
        params = _parameters(nprobe=PROBED if self._index.nlist < LARGE else PROBED_LARGE)
        if allowed is not None:
            bits = np.packbits(allowed, bitorder="little")  # must outlive the search, which looks into it
            passing = faiss.IDSelectorBitmap(len(bits), faiss.swig_ptr(bits))
            params = _parameters(nprobe=PROBED_FILTERED, sel=passing)
        query = np.ascontiguousarray(vector, np.float32).reshape(1, -1)
        _, found = self._index.search(
            query, min(max(int(REFINED * k), PROPOSED), int(self._index.ntotal)), params=params
        )
        return np.asarray(found[0][found[0] >= 0], np.int64)
