"""A hook for fairness: items that were shown much may be lowered a little, others raised, among near ties only."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from openlab.matching.packed import Hashes, hashes_of
from openlab.matching.scoring.pairs import Doubles


@dataclass(frozen=True)
class Exposure:
    """A value between -1 (shown too much) and 1 (shown too little) for each of some items; the others have 0."""

    hashes: Hashes  # ascending
    values: Doubles

    @classmethod
    def of(cls, values: Mapping[str, float]) -> "Exposure":
        """Keep values by item id."""
        hashes = hashes_of(values)
        order = np.argsort(hashes)
        return cls(hashes[order], np.clip(np.asarray(list(values.values()), np.float64), -1, 1)[order])

    def at(self, hashes: Hashes) -> Doubles:
        """Return the values of items by the hashes of their ids."""
        if not len(self.hashes):
            return np.zeros(len(hashes))
        at = np.minimum(np.searchsorted(self.hashes, hashes), len(self.hashes) - 1)
        return np.where(self.hashes[at] == hashes, self.values[at], 0.0)
