"""Words: BM25 over Hangul character bigrams and stemmed Latin words, as sparse numpy columns.

A score is divided by the query's own upper bound, so that 0.4 means "this document covers 40 % of what the
query's words tell", whatever the query's length. Character bigrams need no Korean analyser and forgive typing slips.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from openlab.matching.encoder import Matrix

K1 = 1.2
B = 0.6
_WORD = re.compile(r"[가-힣]+|[A-Za-z][A-Za-z0-9]*")
_SUFFIXES = ("ations", "ation", "ingly", "ings", "ing", "edly", "ies", "ers", "ed", "er", "es", "ly", "s", "e")
_STOP = frozenset(
    "a an and are as at be by can for from has have in is it its no not of on or our so that the their"  # noqa: SIM905
    " there they this to up us was we were what when which who will with you your".split()
)
_MERGE_SHARE = 0.1  # the delta is folded into the base when it holds more than a tenth of it
_MERGE_FLOOR = 512


def words_of(text: str) -> list[str]:
    """Return the readable words of a text in order: Hangul runs and Latin words."""
    return _WORD.findall(text)


def terms_of_word(word: str) -> list[str]:
    """Return the index terms of one word: character bigrams for Hangul, one light stem for Latin letters."""
    if "가" <= word[0] <= "힣":
        return [word[at : at + 2] for at in range(len(word) - 1)] or [word]
    lowered = word.lower()
    return [] if lowered in _STOP or len(lowered) < 2 else [_stem(lowered)]


def terms_of(text: str) -> list[str]:
    """Return the index terms of a text, with repetitions."""
    return [term for word in words_of(text) for term in terms_of_word(word)]


def _stem(word: str) -> str:
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            return word[: -len(suffix)]
    return word


Row = tuple[NDArray[np.int32], NDArray[np.uint8]]


@dataclass(frozen=True)
class Segment:
    """An immutable set of documents: term numbers and counts a document, and the same by term."""

    keys: NDArray[np.int64]
    starts: NDArray[np.int64]
    terms: NDArray[np.int32]
    counts: NDArray[np.uint8]

    @classmethod
    def build(cls, keys: Sequence[int], rows: Sequence[Row]) -> "Segment":
        """Lay out documents, each a pair of term numbers and their counts."""
        starts = np.zeros(len(rows) + 1, np.int64)
        np.cumsum([len(terms) for terms, _ in rows], out=starts[1:])
        terms = np.concatenate([terms for terms, _ in rows] or [np.zeros(0, np.int32)])
        counts = np.concatenate([counts for _, counts in rows] or [np.zeros(0, np.uint8)])
        return cls(np.asarray(keys, np.int64), starts, terms, counts)

    def row(self, at: int) -> Row:
        """Return the term numbers and counts of the document at a position."""
        span = slice(self.starts[at], self.starts[at + 1])
        return self.terms[span], self.counts[span]

    @cached_property
    def position(self) -> dict[int, int]:
        """Map a document's key to its position."""
        return {int(key): at for at, key in enumerate(self.keys)}

    @cached_property
    def columns(self) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float32]]:
        """Return postings by term: where its run starts, document positions, saturated weights (0 to K1+1)."""
        owners = np.repeat(np.arange(len(self.keys), dtype=np.int32), np.diff(self.starts))
        length = np.bincount(owners, weights=self.counts, minlength=len(self.keys)) if len(owners) else np.ones(1)
        norm = K1 * (1 - B + B * length / max(float(length.mean()), 1.0))
        order = np.argsort(self.terms, kind="stable")
        owners, counts = owners[order], self.counts[order].astype(np.float32)
        weights = (counts * (K1 + 1) / (counts + norm[owners])).astype(np.float32) if len(owners) else counts
        size = int(self.terms.max()) + 1 if len(self.terms) else 0
        starts = np.searchsorted(self.terms[order], np.arange(size + 1))
        return starts.astype(np.int64), owners, weights

    def frequency(self, term: int) -> int:
        """Return in how many documents a term occurs."""
        starts = self.columns[0]
        return int(starts[term + 1] - starts[term]) if term + 1 < len(starts) else 0

    def scores(self, weighted: Iterable[tuple[int, float]]) -> NDArray[np.float64]:
        """Return BM25 by position for (term number, idf) pairs."""
        starts, owners, weights = self.columns
        spans = [(starts[term], starts[term + 1], idf) for term, idf in weighted if term + 1 < len(starts)]
        if not spans:
            return np.zeros(len(self.keys))
        rows = np.concatenate([owners[begin:end] for begin, end, _ in spans])
        values = np.concatenate([weights[begin:end] * np.float32(idf) for begin, end, idf in spans])
        return np.asarray(np.bincount(rows, weights=values, minlength=len(self.keys)), np.float64)


@dataclass(frozen=True)
class _View:
    """What one search reads: a large base, which of its positions still stand, and the documents since."""

    base: Segment
    standing: NDArray[np.bool_]
    fresh: Segment


class LexicalIndex:
    """Documents by integer key; additions go to a small delta that is folded into the base now and then.

    One writer at a time; readers need no lock, since every change swaps in a new view.
    """

    def __init__(self) -> None:
        self._vocabulary: dict[str, int] = {}
        self._fresh: dict[int, Row] = {}
        empty = Segment.build([], [])
        self._view = _View(empty, np.zeros(0, np.bool_), empty)

    def add(self, keys: Sequence[int], texts: Sequence[str]) -> None:
        """Add or replace documents."""
        self._fresh.update({int(key): self._numbered(text) for key, text in zip(keys, texts, strict=True)})
        self._swap(gone=keys)

    def remove(self, keys: Iterable[int]) -> None:
        """Remove documents; unknown keys are ignored."""
        gone = [int(key) for key in keys]
        for key in gone:
            self._fresh.pop(key, None)
        self._swap(gone=gone)

    def count(self) -> int:
        """Return the number of documents."""
        return int(self._view.standing.sum()) + len(self._view.fresh.keys)

    def search(self, text: str) -> tuple[NDArray[np.int64], Matrix]:
        """Return every document key that shares a term, and the share (0 to 1) of the query's information it has."""
        view = self._view
        idf = self._information(text, view)
        bound = sum(idf.values()) * (K1 + 1)
        if not bound:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        weighted = [(self._vocabulary[term], value) for term, value in idf.items() if term in self._vocabulary]
        base, fresh = view.base.scores(weighted) * view.standing, view.fresh.scores(weighted)
        in_base, in_fresh = np.flatnonzero(base), np.flatnonzero(fresh)
        keys = np.concatenate([view.base.keys[in_base], view.fresh.keys[in_fresh]])
        shares = np.concatenate([base[in_base], fresh[in_fresh]]) / bound
        return keys, shares.astype(np.float32)

    def information(self, text: str) -> dict[str, float]:
        """Return the inverse document frequency of each term of a text; unseen terms count as the rarest."""
        return self._information(text, self._view)

    def _information(self, text: str, view: _View) -> dict[str, float]:
        total = len(view.base.keys) + len(view.fresh.keys)
        found: dict[str, float] = {}
        for term in terms_of(text):
            number = self._vocabulary.get(term)
            seen = 0 if number is None else view.base.frequency(number) + view.fresh.frequency(number)
            found[term] = float(np.log1p((total - seen + 0.5) / (seen + 0.5)))
        return found

    def _numbered(self, text: str) -> Row:
        counted = Counter(terms_of(text))
        numbers = [self._vocabulary.setdefault(term, len(self._vocabulary)) for term in counted]
        return np.asarray(numbers, np.int32), np.minimum(list(counted.values()), 255).astype(np.uint8)

    def _swap(self, gone: Iterable[int]) -> None:
        base, standing = self._view.base, self._view.standing.copy()
        standing[[base.position[int(key)] for key in gone if int(key) in base.position]] = False
        if len(self._fresh) > max(_MERGE_FLOOR, _MERGE_SHARE * len(base.keys)):
            rows = {int(base.keys[at]): base.row(int(at)) for at in np.flatnonzero(standing)} | self._fresh
            base, self._fresh = Segment.build(list(rows), list(rows.values())), {}
            standing = np.ones(len(base.keys), np.bool_)
        self._view = _View(base, standing, Segment.build(list(self._fresh), list(self._fresh.values())))
