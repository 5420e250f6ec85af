"""An exact FAISS index with our own ids: flat inner product, right up to some hundred thousand rows."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import faiss
import numpy as np

from openlab.matching.encoder import Matrix
from openlab.matching.index import Ids

faiss.omp_set_num_threads(1)  # many small searches at once: threads within one of them only wait for each other
_search_parameters: Any = faiss.SearchParameters  # likewise: the stubs know no keyword arguments


class FaissIndex:
    """`IndexIDMap2(IndexFlatIP)`: rows can be added, replaced, removed and read back."""

    def __init__(self, dimension: int) -> None:
        self._index: Any = faiss.IndexIDMap2(faiss.IndexFlatIP(dimension))  # the generated stubs miss its Python face
        self._known: set[int] = set()

    def add(self, ids: Ids, vectors: Matrix) -> None:
        """Add or replace rows: int64 [n] ids, float32 [n, dimension] vectors."""
        if len(ids) == 0:
            return
        self.remove(ids)
        self._index.add_with_ids(np.ascontiguousarray(vectors, np.float32), np.asarray(ids, np.int64))
        self._known.update(int(item) for item in ids)

    def remove(self, ids: Ids) -> None:
        """Remove rows; unknown ids are ignored."""
        gone = [int(item) for item in ids if int(item) in self._known]
        if gone:
            self._index.remove_ids(np.asarray(gone, np.int64))
            self._known.difference_update(gone)

    def search(self, vector: Matrix, k: int, allowed: Ids | None = None) -> tuple[Ids, Matrix]:
        """Return at most k ids and their cosines, best first, within `allowed` when given."""
        query = np.ascontiguousarray(vector, np.float32).reshape(1, -1)
        k = min(k, self.count() if allowed is None else len(allowed))
        if k <= 0:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        params = None
        if allowed is not None:
            params = _search_parameters(sel=faiss.IDSelectorBatch(np.asarray(allowed, np.int64)))
        scores, ids = self._index.search(query, k, params=params)
        found = ids[0] >= 0
        return ids[0][found], scores[0][found]

    def vectors(self, ids: Sequence[int] | Ids) -> Matrix:
        """Return the stored rows of ids that are known; an unknown id raises KeyError."""
        for item in ids:
            if int(item) not in self._known:
                raise KeyError(int(item))
        if len(ids) == 0:
            return np.zeros((0, self._index.d), np.float32)
        return np.asarray(self._index.reconstruct_batch(np.asarray(ids, np.int64)), np.float32)

    def copy(self) -> "FaissIndex":
        """Return an independent copy, so that a writer can change it while readers search the old one."""
        twin = FaissIndex(self._index.d)
        twin._index = faiss.clone_index(self._index)
        twin._known = set(self._known)
        return twin

    def count(self) -> int:
        """Return the number of rows."""
        return int(self._index.ntotal)

    def save(self, path: Path) -> None:
        """Write the index to one file."""
        faiss.write_index(self._index, str(path))

    @classmethod
    def load(cls, path: Path) -> "FaissIndex":
        """Read an index that `save` wrote."""
        stored: Any = faiss.read_index(str(path))
        loaded = cls(stored.d)
        loaded._index = stored
        loaded._known = {int(item) for item in faiss.vector_to_array(stored.id_map)}
        return loaded
