"""One side of the market in memory: vectors, words, documents, and how much each item is near to everything."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from openlab.matching.encoder import Matrix
from openlab.matching.fusion import hubness
from openlab.matching.index import Ids, VectorIndex
from openlab.matching.lexical import LexicalIndex
from openlab.matching.text import Document

HUB_SAMPLE = 2_000  # so many of the other side are enough to know what is near to everything
HUB_DRIFT = 0.05  # large sides are measured anew when the other side has changed by this share


@dataclass(frozen=True)
class SideState:
    """One side at one moment; every change returns a new state, while readers keep the one they took.

    Only the word index is shared between states: it swaps its own view, and unknown keys are passed over.
    """

    index: VectorIndex
    words: LexicalIndex = field(default_factory=LexicalIndex)
    documents: Mapping[int, Document] = field(default_factory=dict)
    keys: Mapping[str, int] = field(default_factory=dict)
    hubs: Mapping[int, float] = field(default_factory=dict)
    hub_mean: float = 0.0
    hubs_against: int = 0
    next_key: int = 0

    def with_documents(self, documents: Sequence[Document], rows: Matrix) -> "SideState":
        """Add or replace documents with their vectors."""
        keys, stored, next_key = dict(self.keys), dict(self.documents), self.next_key
        for document in documents:
            if document.id not in keys:
                keys[document.id] = next_key
                next_key += 1
            stored[keys[document.id]] = document
        numbers = np.asarray([keys[document.id] for document in documents], np.int64)
        self.words.add(numbers.tolist(), [document.word_text for document in documents])
        changed = self._with_rows(numbers, rows)
        return replace(changed, documents=stored, keys=keys, next_key=next_key)

    def with_vectors(self, ids: Sequence[str], rows: Matrix) -> "SideState":
        """Replace the vectors of documents that are present."""
        at = [place for place, item in enumerate(ids) if item in self.keys]
        return self._with_rows(self.numbers([ids[place] for place in at]), rows[at])

    def without(self, ids: Collection[str]) -> "SideState":
        """Remove documents; unknown ids are ignored."""
        numbers = self.numbers(ids)
        gone = set(numbers.tolist())
        index = self.index.copy()
        index.remove(numbers)
        self.words.remove(gone)
        return replace(
            self,
            index=index,
            documents={key: document for key, document in self.documents.items() if key not in gone},
            keys={item: key for item, key in self.keys.items() if key not in gone},
            hubs={key: hub for key, hub in self.hubs.items() if key not in gone},
        )

    def with_hubs(self, other: "SideState") -> "SideState":
        """Measure how near items are to everything on the other side: all of them, or on a large side the new ones."""
        drift = abs(len(other.documents) - self.hubs_against)
        small = len(self.documents) <= HUB_SAMPLE and len(other.documents) <= HUB_SAMPLE
        anew = small or drift > HUB_DRIFT * self.hubs_against
        known = {} if anew else self.hubs
        missing = [key for key in self.documents if key not in known]
        measured = hubness(self.index.vectors(missing), other.sample())
        hubs = {**known, **dict(zip(missing, measured.tolist(), strict=True))}
        mean = sum(hubs.values()) / len(hubs) if hubs else 0.0
        return replace(self, hubs=hubs, hub_mean=mean, hubs_against=len(other.documents) if anew else self.hubs_against)

    def sample(self) -> Matrix:
        """Return the vectors of at most HUB_SAMPLE items, chosen by a hash of their ids, not by their arrival."""
        chosen = sorted(self.keys, key=_lot)[:HUB_SAMPLE] if len(self.keys) > HUB_SAMPLE else list(self.keys)
        return self.index.vectors(self.numbers(chosen))

    def numbers(self, ids: Collection[str]) -> Ids:
        """Return the integer keys of the ids that are present."""
        return np.asarray([self.keys[item] for item in ids if item in self.keys], np.int64)

    def _with_rows(self, numbers: Ids, rows: Matrix) -> "SideState":
        index = self.index.copy()
        index.add(numbers, rows)
        stale = set(numbers.tolist())
        return replace(self, index=index, hubs={key: hub for key, hub in self.hubs.items() if key not in stale})


def _lot(item_id: str) -> bytes:
    return hashlib.blake2b(item_id.encode(), digest_size=8).digest()
