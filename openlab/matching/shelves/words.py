"""The words of many documents as arrays: terms by document, documents by term, both under hashed terms.

Scores are BM25 divided by the query's own upper bound, so that 0.4 means "this document covers 40 % of what the query's
words tell", whatever the query's length.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from openlab.matching.encoder import Matrix
from openlab.matching.lexical import terms_of_word, words_of
from openlab.matching.packed import Hashes, Rows, hashes_of, lengths_of, spread, starts_of
from openlab.matching.shelves.columns import Mask
from openlab.matching.shelves.index import best

K1 = 1.2
B = 0.6
POSTED_FROM = 512  # smaller sets are read through: keeping postings would cost every change more than it saves
_CHUNK = 10_000  # documents counted at a time
_WEIGHT_STEPS = 255
_DENSE = 4  # sets of at most so many times the postings that are read are summed in one array for all rows
_FRACTIONS = 1_000  # steps of a unit in which scores of 255 times an idf are summed
Counts = NDArray[np.int32]


@lru_cache(maxsize=50_000)
def hashes_of_word(word: str) -> Hashes:
    """Return the hashes of the index terms of one word."""
    return hashes_of(terms_of_word(word))


def hashes_of_text(text: str) -> Hashes:
    """Return the hashes of the index terms of a text, with repetitions."""
    return np.concatenate([np.zeros(0, np.uint64), *map(hashes_of_word, words_of(text))])


@dataclass(frozen=True, slots=True)
class Asked:
    """A text as a query of words: what each of its different terms tells, and the most that a document can score.

    `numbers` are those of the terms in each of the sets that were asked, -1 where a set does not know a term.
    """

    idf: Matrix
    bound: float
    numbers: tuple[Rows, ...]

    @classmethod
    def of(cls, text: str, places: Sequence["Words"]) -> "Asked":
        """Weigh the terms of a text by how rare they are in several sets; unseen terms count as the rarest."""
        hashes = np.unique(hashes_of_text(text))
        numbers = tuple(one.numbers(hashes) for one in places)
        total = sum(len(one) for one in places)
        seen = np.zeros(len(hashes), np.int64)
        for one, known in zip(places, numbers, strict=True):
            seen += one.frequencies(known)
        idf = np.log1p((total - seen + 0.5) / (seen + 0.5))
        return cls(idf.astype(np.float32), float(idf.sum()) * (K1 + 1), numbers)

    def __len__(self) -> int:
        return len(self.idf)


@dataclass(frozen=True)
class Words:
    """An immutable set of documents by row number. Terms are numbered in the order of their hashes."""

    vocabulary: Hashes
    frequency: Counts  # by term: in how many documents it occurs
    starts: Rows  # by document: where its terms begin
    terms: Counts
    counts: NDArray[np.uint8]
    lengths: Counts  # by document
    posting_starts: Rows  # by term: where its documents begin; empty in small sets
    postings: Counts  # of each term those with the greatest weight first
    weights: NDArray[np.uint8]  # saturated weights of the postings in 255 steps of K1 + 1

    @classmethod
    def build(cls, texts: Sequence[str]) -> "Words":
        """Count the terms of texts."""
        chunks = [_counted(texts[begin : begin + _CHUNK]) for begin in range(0, len(texts), _CHUNK)]
        return cls.join(chunks) if len(chunks) != 1 else _posted(chunks[0])

    def __len__(self) -> int:
        return len(self.starts) - 1

    def take(self, rows: Rows) -> "Words":
        """Return some rows, in the order given; without postings."""
        at = spread(self.starts, rows)
        return _laid(self.vocabulary, starts_of(lengths_of(self.starts, rows)), self.terms[at], self.counts[at],
                     self.lengths[rows])  # fmt: skip

    @classmethod
    def join(cls, parts: Sequence["Words"]) -> "Words":
        """Return the rows of all parts, one after another, with postings where they are many."""
        if not parts:
            return _counted([])
        vocabulary = np.unique(np.concatenate([part.vocabulary for part in parts]))
        renumbered = [np.searchsorted(vocabulary, part.vocabulary).astype(np.int32)[part.terms] for part in parts]
        return _posted(
            _laid(
                vocabulary,
                starts_of(np.concatenate([np.diff(part.starts) for part in parts])),
                np.concatenate(renumbered),
                np.concatenate([part.counts for part in parts]),
                np.concatenate([part.lengths for part in parts]),
            )
        )

    def numbers(self, hashes: Hashes) -> Rows:
        """Return the numbers of terms, -1 for those that do not occur."""
        if not len(self.vocabulary):
            return np.full(len(hashes), -1)
        at = np.minimum(np.searchsorted(self.vocabulary, hashes), len(self.vocabulary) - 1)
        return np.where(self.vocabulary[at] == hashes, at, -1)

    def frequencies(self, numbers: Rows) -> Rows:
        """Return in how many documents each term of `numbers` occurs."""
        return np.where(numbers >= 0, self.frequency[numbers], 0) if len(self.vocabulary) else np.zeros_like(numbers)

    def scores(self, rows: Rows, numbers: Rows, idf: Matrix, mean_length: float) -> Matrix:
        """Return the BM25 of some documents for terms by number."""
        worth = np.zeros(len(self.vocabulary), np.float32)
        worth[numbers[numbers >= 0]] = idf[numbers >= 0]
        at = spread(self.starts, rows)
        gains = worth.take(self.terms.take(at))
        hit = np.flatnonzero(gains > 0)
        owners = np.repeat(np.arange(len(rows)), lengths_of(self.starts, rows))[hit]
        counts = self.counts[at[hit]].astype(np.float32)
        norm = _norm(self.lengths[rows], mean_length)[owners]
        gained = gains[hit] * (counts * np.float32(K1 + 1) / (counts + norm))
        return np.bincount(owners, gained, len(rows)).astype(np.float32)

    def candidates(
        self, numbers: Rows, idf: Matrix, mean_length: float, budget: int, k: int, kept: Mask | None = None
    ) -> Rows:
        """Return at most k rows, of those kept, that share the rarest terms and weigh most by roughly their BM25.

        Postings are read as far as `budget` reaches; a set without postings is read through.
        """
        if not len(self.posting_starts):
            return _heaviest(self.scores(np.arange(len(self)), numbers, idf, mean_length), k, kept)
        chosen, lengths = self._within_budget(numbers, budget)
        begins = self.posting_starts[numbers[chosen]]
        spans = [slice(*span) for span in np.stack([begins, begins + lengths], axis=1).tolist()]
        rows = np.concatenate([self.postings[:0], *(self.postings[span] for span in spans)])
        weights = np.concatenate([self.weights[:0], *(self.weights[span] for span in spans)])
        values = np.repeat(idf[chosen], lengths) * weights
        if len(self) <= _DENSE * len(rows):
            return _heaviest(np.bincount(rows, values, len(self)), k, kept)
        found, sums = _summed(rows, values)
        if kept is not None:
            found, sums = found[kept[found]], sums[kept[found]]
        return found[best(sums, k)]

    def _within_budget(self, numbers: Rows, budget: int) -> tuple[Rows, Rows]:
        """Return the places of the rarest terms and how many postings to read of each, the heaviest ones first."""
        known = np.flatnonzero(numbers >= 0)
        order = known[np.argsort(self.frequency[numbers[known]], kind="stable")]
        lengths = self.frequency[numbers[order]].astype(np.int64)
        spent = np.cumsum(lengths)
        reached = int(np.searchsorted(spent, budget)) + 1
        order, lengths = order[:reached], lengths[:reached]
        if len(order) and spent[len(order) - 1] > budget:
            lengths[-1] -= spent[len(order) - 1] - budget
        return order, lengths


def _heaviest(scores: NDArray[np.number], k: int, kept: Mask | None) -> Rows:
    """Return the k rows with the highest scores, of those kept that score at all."""
    if kept is not None and not kept.all():
        scores = np.where(kept, scores, 0)
    found = np.flatnonzero(scores > 0)  # first: picking the highest among many zeros is slow
    return found[best(scores[found], k)]


def _summed(rows: Counts, values: Matrix) -> tuple[Rows, NDArray[np.int64]]:
    """Return the different rows and the sum of the values of each, in fractions of a unit."""
    packed = (rows.astype(np.int64) << 32) | (values * _FRACTIONS).astype(np.int64)  # sorted at once, in place
    packed.sort()
    sorted_rows = packed >> 32
    ends = np.flatnonzero(np.append(sorted_rows[1:] != sorted_rows[:-1], len(packed) > 0))
    return sorted_rows[ends], np.diff(np.cumsum(packed & 0xFFFFFFFF)[ends], prepend=0)


def _norm(lengths: Counts, mean_length: float) -> Matrix:
    return (K1 * (1 - B + B * lengths / max(mean_length, 1.0))).astype(np.float32)


def _counted(texts: Sequence[str]) -> Words:
    """Count the terms of texts, without postings."""
    hashed = [hashes_of_text(text) for text in texts]
    owners = np.repeat(np.arange(len(texts)), [len(row) for row in hashed])
    vocabulary, inverse = np.unique(np.concatenate([np.zeros(0, np.uint64), *hashed]), return_inverse=True)
    size = max(len(vocabulary), 1)
    cells, counts = np.unique(owners * size + inverse, return_counts=True)
    lengths = np.asarray([len(row) for row in hashed], np.int32)
    return _laid(
        vocabulary,
        starts_of(np.bincount(cells // size, minlength=len(texts))),
        (cells % size).astype(np.int32),
        np.minimum(counts, 255).astype(np.uint8),
        lengths,
    )


def _laid(vocabulary: Hashes, starts: Rows, terms: Counts, counts: NDArray[np.uint8], lengths: Counts) -> Words:
    frequency = np.bincount(terms, minlength=len(vocabulary)).astype(np.int32)
    none = np.zeros(0, np.int32)
    return Words(vocabulary, frequency, starts, terms, counts, lengths, np.zeros(0, np.int64), none,
                 np.zeros(0, np.uint8))  # fmt: skip


def _posted(words: Words) -> Words:
    """Add the documents by term, where a set is large enough to need them."""
    if len(words) < POSTED_FROM:
        return words
    norm = _norm(words.lengths, float(words.lengths.mean()))
    counts = words.counts.astype(np.float32)
    counts *= _WEIGHT_STEPS / (counts + np.repeat(norm, np.diff(words.starts)))
    owners = np.repeat(np.arange(len(words), dtype=np.uint64), np.diff(words.starts))
    heavy = np.uint64(_WEIGHT_STEPS) - counts.astype(np.uint64)
    packed = (words.terms.astype(np.uint64) << np.uint64(40)) | (heavy << np.uint64(32)) | owners
    packed.sort()
    return Words(
        words.vocabulary, words.frequency, words.starts, words.terms, words.counts, words.lengths,
        posting_starts=starts_of(words.frequency),
        postings=(packed & np.uint64(0xFFFFFFFF)).astype(np.int32),
        weights=_WEIGHT_STEPS - (packed >> np.uint64(32)).astype(np.uint8),
    )  # fmt: skip


def pair_scores(askers: Words, items: Words, partners: Rows) -> tuple[Matrix, Rows]:
    """Return the share of each asker's information that its partners have, and how many terms each asker has.

    `partners` are rows of the items, [askers, k], -1 for none.
    """
    seen = items.frequencies(items.numbers(askers.vocabulary))
    idf = np.log1p((len(items) - seen + 0.5) / (seen + 0.5)).astype(np.float32)
    owners = np.repeat(np.arange(len(askers)), np.diff(askers.starts))
    bounds = np.bincount(owners, idf[askers.terms], len(askers)) * (K1 + 1)
    scores = np.zeros(partners.shape, np.float32)
    mean = float(items.lengths.mean()) if len(items) else 0.0
    (_by_asker if len(askers) <= len(items) else _by_item)(askers, items, partners, idf, mean, scores)
    return (scores / np.maximum(bounds, 1e-9)[:, None]).astype(np.float32), np.diff(askers.starts)


def _by_asker(askers: Words, items: Words, partners: Rows, idf: Matrix, mean: float, scores: Matrix) -> None:
    numbers = items.numbers(askers.vocabulary)
    for row in range(len(askers)):
        terms = askers.terms[askers.starts[row] : askers.starts[row + 1]]
        there = partners[row] >= 0
        scores[row, there] = items.scores(partners[row, there], numbers[terms], idf[terms], mean)


def _by_item(askers: Words, items: Words, partners: Rows, idf: Matrix, mean: float, scores: Matrix) -> None:
    """Go through the items, since they are fewer, and score each for all askers that it is a partner of."""
    numbers, worth = askers.numbers(items.vocabulary), np.zeros(len(askers.vocabulary) + 1, np.float32)
    padded, long = _padded(askers)
    flat, found = scores.reshape(-1), partners.reshape(-1)
    order = np.argsort(found, kind="stable")
    begins = np.searchsorted(found[order], np.arange(len(items) + 1))
    norms = _norm(items.lengths, mean)
    for item in range(len(items)):
        cells = order[begins[item] : begins[item + 1]]
        span = slice(items.starts[item], items.starts[item + 1])
        counts, mine = items.counts[span].astype(np.float32), numbers[items.terms[span]]
        known = mine[mine >= 0]
        worth[known] = idf[known] * (counts * np.float32(K1 + 1) / (counts + norms[item]))[mine >= 0]
        rows = cells // partners.shape[1]
        flat[cells] = worth.take(padded.take(rows, 0), mode="clip").sum(axis=1)  # three times as fast as by brackets
        for at in np.flatnonzero(long[rows]).tolist():
            flat[cells[at]] = worth[askers.terms[askers.starts[rows[at]] : askers.starts[rows[at] + 1]]].sum()
        worth[known] = 0


def _padded(words: Words) -> tuple[Rows, NDArray[np.bool_]]:
    """Return each document's terms in a row of one width, and which documents have more than fit.

    The rest of a row holds the number behind the last term.
    """
    lengths = np.diff(words.starts)
    width = int(np.percentile(lengths, 95)) if len(lengths) else 0
    padded = np.full((len(words), width), len(words.vocabulary), np.int64)  # as numpy indexes, so that nothing is cast
    place = np.arange(len(words.terms)) - np.repeat(words.starts[:-1], lengths)
    fits = place < width
    padded[np.repeat(np.arange(len(words)), lengths)[fits], place[fits]] = words.terms[fits]
    return padded, lengths > width
