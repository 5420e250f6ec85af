"""The vector index: what the engine asks of one, whatever holds the vectors."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from openlab.matching.encoder import Matrix

Ids = NDArray[np.int64]


class VectorIndex(Protocol):
    """Unit vectors by integer id, searched by inner product (the cosine)."""

    def add(self, ids: Ids, vectors: Matrix) -> None:
        """Add or replace rows: int64 [n] ids, float32 [n, dimension] vectors."""

    def remove(self, ids: Ids) -> None:
        """Remove rows; unknown ids are ignored."""

    def search(self, vector: Matrix, k: int, allowed: Ids | None = None) -> tuple[Ids, Matrix]:
        """Return at most k ids and their cosines, best first, within `allowed` when given."""

    def vectors(self, ids: Sequence[int] | Ids) -> Matrix:
        """Return the stored rows of ids that are known; an unknown id raises KeyError."""

    def count(self) -> int:
        """Return the number of rows."""

    def copy(self) -> "VectorIndex":
        """Return an independent copy, so that a writer can change it while readers search the old one."""

    def save(self, path: Path) -> None:
        """Write the index to one file."""
