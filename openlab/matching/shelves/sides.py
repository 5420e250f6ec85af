"""One side of the market at one moment: a large immutable base, the documents since, and what no longer stands.

Rows are numbered through: those of the base first, then the fresh ones.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from openlab.matching.encoder import Encoder, Matrix
from openlab.matching.packed import Hashes, Rows, widened
from openlab.matching.shelves.columns import FactColumns, Mask, Within
from openlab.matching.shelves.index import LISTED_FROM, VectorLists, cosines, hubness, nearest
from openlab.matching.shelves.shelf import Shelf, empty
from openlab.matching.shelves.words import Asked
from openlab.matching.text import Document, Side

HUB_SAMPLE = 2_000  # so many of the other side are enough to know what is near to everything
HUB_DRIFT = 0.05  # larger sides are measured anew when the other side has changed by this share
HUB_SMALL = 500  # smaller sides are measured anew at every change
HUB_CHUNK = 10_000  # items measured at a time
FRESH_FLOOR, FRESH_CEILING, FRESH_SHARE = 512, 4_000, 0.1  # more fresh documents are folded into the base
FRESH_LISTED = 20_000  # the same on a side with lists
POSTINGS = 30_000  # so many postings of the rarest terms are read to find documents that share words


@dataclass(frozen=True)
class SideState:
    """One side at one moment; every change returns a new state, while readers keep the one they took."""

    side: Side
    base: Shelf
    standing: Mask  # which documents of the base are still there
    fresh: Shelf
    lists: VectorLists | None = None

    @classmethod
    def of(cls, side: Side, base: Shelf) -> "SideState":
        """Return a side that holds a shelf and nothing else."""
        lists = None
        if len(base.lists):
            from openlab.matching.adapters.faiss_index import FaissLists  # noqa: PLC0415

            lists = FaissLists(base.lists)
        return cls(side, base, np.ones(len(base), np.bool_), empty(base.vectors.shape[1]), lists)

    def __len__(self) -> int:
        return self.count

    @cached_property
    def count(self) -> int:
        """Count the documents."""
        return int(self.standing.sum()) + len(self.fresh)

    @cached_property
    def present(self) -> Mask:
        """Say of each row whether it holds a document."""
        return np.concatenate([self.standing, np.ones(len(self.fresh), np.bool_)])

    def find(self, item_id: str) -> int:
        """Return the row of a document by its id, or -1."""
        fresh = self.fresh.ids.find(item_id)
        if fresh >= 0:
            return len(self.base) + fresh
        row = self.base.ids.find(item_id)
        return row if row >= 0 and self.standing[row] else -1

    def rows(self, ids: Collection[str]) -> Rows:
        """Return the rows of those ids that are present."""
        found = np.asarray([self.find(one) for one in ids], np.int64)
        return found[found >= 0]

    def place(self, row: int) -> tuple[Shelf, int]:
        """Return the shelf that a row lies in, and its number there."""
        return (self.base, row) if row < len(self.base) else (self.fresh, row - len(self.base))

    def document(self, row: int) -> Document:
        """Return the document of a row."""
        shelf, at = self.place(row)
        return shelf.document(at, self.side)

    # Changes

    def with_documents(self, documents: Sequence[Document], vectors: Matrix, encoder: Encoder) -> "SideState":
        """Add or replace documents with their vectors; of several with one id the last counts."""
        last = {document.id: at for at, document in enumerate(documents)}
        chosen = list(last.values())
        added = Shelf.build([documents[at] for at in chosen], vectors[chosen], encoder)
        cleared = self.without(list(last))
        return replace(cleared, fresh=Shelf.join([cleared.fresh, added]))._settled()

    def with_vectors(self, ids: Sequence[str], vectors: Matrix) -> "SideState":
        """Replace the vectors of documents that are present."""
        known = [(at, row) for at, item in enumerate(ids) if (row := self.find(item)) >= 0]
        if not known:
            return self
        rows = np.asarray([row for _, row in known], np.int64)
        base = rows < len(self.base)
        moved = Shelf.join([self.base.take(rows[base]), self.fresh.take(rows[~base] - len(self.base))])
        order = np.argsort(~base, kind="stable")
        moved = replace(
            moved,
            vectors=np.asarray(vectors, np.float32)[[at for at, _ in known]][order],
            hubs=np.full(len(rows), np.nan, np.float32),
        )
        cleared = self.without([ids[at] for at, _ in known])
        return replace(cleared, fresh=Shelf.join([cleared.fresh, moved]))._settled()

    def without(self, ids: Collection[str]) -> "SideState":
        """Remove documents; unknown ids are ignored."""
        rows = self.rows(ids)
        if not len(rows):
            return self
        standing, kept = self.standing.copy(), np.ones(len(self.fresh), np.bool_)
        standing[rows[rows < len(self.base)]] = False
        kept[rows[rows >= len(self.base)] - len(self.base)] = False
        fresh = self.fresh if kept.all() else self.fresh.take(np.flatnonzero(kept))
        return replace(self, standing=standing, fresh=fresh)

    def compacted(self) -> Shelf:
        """Return everything in one shelf, with lists where it is large: what a snapshot stores."""
        return listed(self.whole())

    def whole(self) -> Shelf:
        """Return everything in one shelf, without lists where it had to be put together."""
        base = self.base if self.standing.all() else self.base.take(np.flatnonzero(self.standing))
        return Shelf.join([base, self.fresh]) if len(self.fresh) else base

    def with_hubs(self, other: "SideState") -> "SideState":
        """Measure how near items are to everything on the other side: all of them, or on a large side the new ones."""
        against = int(self.base.hubs_against[0] if len(self.base) else self.fresh.hubs_against[0])
        small = self.count <= HUB_SMALL and other.count <= HUB_SMALL
        anew = small or abs(other.count - against) > HUB_DRIFT * against
        if not anew and not np.isnan(self.fresh.hubs).any() and not np.isnan(self.base.hubs).any():
            return self
        return replace(
            self,
            base=_measured(self.base, other, anew=anew),
            fresh=_measured(self.fresh, other, anew=anew),
        )

    def sample(self) -> Matrix:
        """Return the vectors of at most HUB_SAMPLE items, chosen by a hash of their ids, not by their arrival."""
        rows = np.flatnonzero(self.present)
        if len(rows) > HUB_SAMPLE:
            rows = np.sort(rows[np.argpartition(self.hashes(rows), HUB_SAMPLE)[:HUB_SAMPLE]])
        return self.vectors(rows)

    def _settled(self) -> "SideState":
        limit = min(max(FRESH_FLOOR, FRESH_SHARE * len(self.base)), FRESH_CEILING)
        if self.lists is not None:
            limit = FRESH_LISTED  # new lists take seconds to minutes: that is for whoever makes the next snapshot
        return self if len(self.fresh) <= limit else SideState.of(self.side, self.compacted())

    # Measures, of ascending rows

    def vectors(self, rows: Rows) -> Matrix:
        """Return float32 vectors."""
        return _joined([widened(part.vectors[at]) for part, _, at in self._parts(rows)])

    def hashes(self, rows: Rows) -> Hashes:
        """Return the hashes of the ids."""
        return _joined([part.ids.hashes[at] for part, _, at in self._parts(rows)])

    def hubs(self, rows: Rows) -> Matrix:
        """Return how near items are to everything on the other side, centred on zero."""
        hubs = _joined([part.hubs[at] for part, _, at in self._parts(rows)])
        return np.asarray(hubs - self.hub_mean, np.float32)

    def english(self, rows: Rows) -> Mask:
        """Say of each row whether it is written in English, else in Korean."""
        return _joined([part.english[at] for part, _, at in self._parts(rows)])

    def facts(self, rows: Rows) -> FactColumns:
        """Return the facts."""
        parts = [part.facts.take(at) for part, _, at in self._parts(rows)]
        return parts[0] if len(parts) == 1 else FactColumns.join(parts)

    def cosines(self, rows: Rows, vector: Matrix) -> Matrix:
        """Return the cosines with a unit vector."""
        return _joined([cosines(part.vectors, at, vector) for part, _, at in self._parts(rows)])

    def coverage(self, rows: Rows, asked: Asked) -> Matrix:
        """Return the share (0 to 1) of a query's information that each document has."""
        scores = _joined(
            [
                part.words.scores(at, asked.numbers[place], asked.idf, self.mean_length)
                for part, place, at in self._parts(rows)
            ]
        )
        return np.asarray(scores / max(asked.bound, 1e-9), np.float32)

    def asked(self, text: str) -> Asked:
        """Read a text as a query of words: how much each of its terms tells among these documents."""
        return Asked.of(text, (self.base.words, self.fresh.words))

    def within(self, wanted: Within) -> Mask:
        """Say of each row whether it is inside a narrowing."""
        return np.concatenate([part.facts.within(wanted) for part in (self.base, self.fresh)])

    def near(self, vector: Matrix, k: int, allowed: Mask | None) -> tuple[Rows, Matrix]:
        """Return about k rows nearest to a unit vector, ascending, and their cosines."""
        split = len(self.base)
        inside = self.standing if allowed is None else allowed[:split]
        masked = allowed is not None or not self.lists
        base, first = nearest(self.base.vectors, self.lists, vector, k, inside if masked and not inside.all() else None)
        fresh, second = nearest(self.fresh.vectors, None, vector, k, None if allowed is None else allowed[split:])
        standing = self.standing[base]
        rows = np.concatenate([base[standing], fresh + split])
        order = np.argsort(rows)
        return rows[order], np.concatenate([first[standing], second])[order]

    def sharing(self, asked: Asked, k: int, allowed: Mask | None) -> Rows:
        """Return about k rows that share the words that tell most."""
        split, keep = len(self.base), self.present if allowed is None else allowed
        found = []
        for place, (part, kept) in enumerate(((self.base, keep[:split]), (self.fresh, keep[split:]))):
            if not len(part):
                continue
            rows = part.words.candidates(asked.numbers[place], asked.idf, self.mean_length, POSTINGS, k, kept)
            found.append(rows + place * split)
        return _joined(found) if found else np.zeros(0, np.int64)

    @cached_property
    def mean_length(self) -> float:
        """Return how many terms a document has."""
        total = sum(int(part.words.lengths.sum()) for part in (self.base, self.fresh))
        return total / max(len(self.base) + len(self.fresh), 1)

    @cached_property
    def hub_mean(self) -> float:
        """Return the mean over the documents that are there."""
        hubs = np.concatenate([self.base.hubs[self.standing], self.fresh.hubs])
        return float(hubs.mean()) if len(hubs) else 0.0

    def _parts(self, rows: Rows) -> list[tuple[Shelf, int, Rows]]:
        """Return the shelves that rows lie in, which of the two each is, and the rows by its own numbers."""
        split = int(np.searchsorted(rows, len(self.base)))
        parts = [(self.base, 0, rows[:split]), (self.fresh, 1, rows[split:] - len(self.base))]
        return [part for part in parts if len(part[2])] or parts[:1]


def _joined(parts: list[NDArray[Any]]) -> NDArray[Any]:
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


def listed(shelf: Shelf) -> Shelf:
    """Return a shelf with an index of its vectors where it is large enough to need one."""
    if len(shelf) < LISTED_FROM or len(shelf.lists):
        return shelf
    from openlab.matching.adapters.faiss_index import built_lists  # noqa: PLC0415

    return replace(shelf, lists=built_lists(shelf.vectors))


def _measured(shelf: Shelf, other: SideState, *, anew: bool) -> Shelf:
    """Measure the hubs of a shelf's documents, all of them or those that have none."""
    missing = np.arange(len(shelf)) if anew else np.flatnonzero(np.isnan(shelf.hubs))
    if not len(missing) and not anew:
        return shelf
    hubs, sample = shelf.hubs.copy(), other.sample()
    for begin in range(0, len(missing), HUB_CHUNK):
        rows = missing[begin : begin + HUB_CHUNK]
        hubs[rows] = hubness(widened(shelf.vectors[rows]), sample)
    return shelf.with_hubs(hubs, other.count if anew else int(shelf.hubs_against[0]))
