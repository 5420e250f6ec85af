"""The vector index: how the nearest of many vectors are found, exactly in small sets and by lists in large ones."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from openlab.matching.encoder import Matrix
from openlab.matching.packed import Rows, widened
from openlab.matching.shelves.columns import Mask

LISTED_FROM = 10_000  # smaller sets are compared one by one; see docs/decisions/0014
HUB_NEIGHBOURS = 10  # whose mean cosine says how near an item is to everything
EXACT_WITHIN = 1_000  # so many rows that pass a filter are compared one by one, whatever the size of the set


class VectorLists(Protocol):
    """A coarse index over rows that lie elsewhere; it proposes, the rows themselves decide."""

    def propose(self, vector: Matrix, k: int, allowed: Mask | None) -> Rows:
        """Return about k rows near a vector, within `allowed` when given."""


def nearest(
    rows: NDArray[np.floating], lists: VectorLists | None, vector: Matrix, k: int, allowed: Mask | None
) -> tuple[Rows, Matrix]:
    """Return the k unit rows nearest to a unit vector and their cosines, in no order, within `allowed` when given."""
    inside = None if allowed is None else np.flatnonzero(allowed)
    if inside is None and lists is None:
        found, values = np.arange(len(rows)), np.asarray(rows @ vector, np.float32)
    elif inside is not None and (lists is None or len(inside) <= EXACT_WITHIN):
        found, values = inside, _products(rows, inside, vector)
    else:
        found = lists.propose(vector, k, allowed) if lists else np.zeros(0, np.int64)
        values = cosines(rows, found, vector)
    at = best(values, k)
    return np.asarray(found[at], np.int64), values[at]


def _products(rows: NDArray[np.floating], at: Rows, vector: Matrix) -> Matrix:
    """Return the cosines of some rows; where they are many, all are read, since copying costs more than reading."""
    if rows.dtype == np.float32 and 4 * len(at) > len(rows):
        return np.asarray((rows @ vector)[at], np.float32)
    return cosines(rows, at, vector)


def cosines(rows: NDArray[np.floating], at: Rows, vector: Matrix) -> Matrix:
    """Return the cosines of some unit rows with a unit vector."""
    return np.asarray(widened(rows[at]) @ vector, np.float32)


def best(values: NDArray[np.number], k: int) -> Rows:
    """Return the places of the k highest values, in no order."""
    if len(values) <= k:
        return np.arange(len(values))
    return np.argpartition(values, len(values) - k)[len(values) - k :]


def hubness(items: Matrix, others: Matrix) -> Matrix:
    """Return each item's mean cosine to its nearest neighbours on the other side; zeros while there are too few."""
    if len(items) == 0 or len(others) <= HUB_NEIGHBOURS:
        return np.zeros(len(items), np.float32)
    similar = items @ others.T
    return np.asarray(np.partition(similar, -HUB_NEIGHBOURS, axis=1)[:, -HUB_NEIGHBOURS:].mean(axis=1), np.float32)
