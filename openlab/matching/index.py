"""The vector index: how the nearest of many vectors are found, exactly in small sets and by lists in large ones."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from openlab.matching.columns import Mask
from openlab.matching.encoder import Matrix
from openlab.matching.packed import Rows

LISTED_FROM = 20_000  # smaller sets are compared one by one; see docs/decisions/0013
EXACT_WITHIN = 5_000  # so many rows that pass a filter are compared one by one, whatever the size of the set


class VectorLists(Protocol):
    """A coarse index over rows that lie elsewhere; it proposes, the rows themselves decide."""

    def propose(self, vector: Matrix, k: int, allowed: Mask | None) -> Rows:
        """Return about k rows near a vector, within `allowed` when given."""


def nearest(
    rows: NDArray[np.floating], lists: VectorLists | None, vector: Matrix, k: int, allowed: Mask | None
) -> Rows:
    """Return the numbers of the k unit rows nearest to a unit vector, in no order, within `allowed` when given."""
    inside = None if allowed is None else np.flatnonzero(allowed)
    if inside is not None and len(inside) <= (EXACT_WITHIN if lists else len(rows) // 4):
        return np.asarray(inside[best(cosines(rows, inside, vector), k)], np.int64)
    if lists is None:
        values = np.asarray(rows @ vector, np.float32)
        if allowed is not None and inside is not None:
            values, k = np.where(allowed, values, -np.inf), min(k, len(inside))
        return best(values, k)
    found = lists.propose(vector, k, allowed)
    return np.asarray(found[best(cosines(rows, found, vector), k)], np.int64)


def cosines(rows: NDArray[np.floating], at: Rows, vector: Matrix) -> Matrix:
    """Return the cosines of some unit rows with a unit vector."""
    return np.asarray(rows[at].astype(np.float32, copy=False) @ vector, np.float32)


def best(values: Matrix, k: int) -> Rows:
    """Return the places of the k highest values, in no order."""
    if len(values) <= k:
        return np.arange(len(values))
    return np.argpartition(values, len(values) - k)[len(values) - k :]
