"""The engine: documents in, ranked and explained matches out. It knows no database and no web.

One writer at a time; readers take the current state of a side and need no lock, since a change swaps in a new state.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from threading import Lock

import numpy as np

from openlab.matching.adapters.faiss_index import FaissIndex
from openlab.matching.encoder import Encoder, Matrix
from openlab.matching.explain import Explainer, Reasons
from openlab.matching.features import Feature, compare
from openlab.matching.fusion import Mode, Weights, meaning_of, weights_for
from openlab.matching.index import Ids
from openlab.matching.lexical import LexicalIndex
from openlab.matching.ranking import Fit, Scored, Thresholds, fit_of, in_order, score_pair
from openlab.matching.text import Document, Side

CANDIDATES = 300  # found by meaning and by words each, before facts are compared
EXPLAINED = 20  # matches further down get their reasons on request


@dataclass(frozen=True, slots=True)
class Match:
    """One item of an answer: the score is the sum of its parts; `similarity` and `coverage` are the raw measures."""

    id: str
    rank: int
    score: float
    parts: Mapping[str, float]
    features: tuple[Feature, ...]
    feasible: bool
    fit: Fit
    similarity: float
    coverage: float
    reasons: Reasons | None = None


@dataclass(frozen=True)
class _State:
    """One side at one moment."""

    index: FaissIndex
    words: LexicalIndex
    documents: Mapping[int, Document] = field(default_factory=dict)
    keys: Mapping[str, int] = field(default_factory=dict)


class Engine:
    """Matches needs, solutions and free texts, in both directions and both languages."""

    def __init__(self, encoder: Encoder, thresholds: Thresholds | None = None) -> None:
        self.encoder = encoder
        self._thresholds = thresholds or Thresholds()
        self._explainer = Explainer(encoder)
        self._lock = Lock()
        self._next_key = 0
        self._states = {side: _State(FaissIndex(encoder.dimension), LexicalIndex()) for side in Side}

    def encode(self, documents: Sequence[Document]) -> Matrix:
        """Return the vectors that `upsert` would compute: float32 [n, dimension] unit rows, for storing."""
        return self.encoder.encode_documents([document.main_text for document in documents])

    def upsert(self, documents: Iterable[Document], vectors: Matrix | None = None) -> None:
        """Add or replace documents of either side; vectors that are known already need not be computed again."""
        listed = list(documents)
        rows = self.encode(listed) if vectors is None else vectors
        for side in Side:
            at = [place for place, document in enumerate(listed) if document.side is side]
            if at:
                self._put(side, [listed[place] for place in at], rows[at])

    def upsert_vectors(self, side: Side, ids: Sequence[str], matrix: Matrix) -> None:
        """Replace the vectors of documents that are present; ids that are not present are ignored."""
        with self._lock:
            state = self._states[side]
            at = [place for place, item in enumerate(ids) if item in state.keys]
            index = state.index.copy()
            index.add(np.asarray([state.keys[ids[place]] for place in at], np.int64), matrix[at])
            self._states[side] = replace(state, index=index)

    def remove(self, side: Side, ids: Collection[str]) -> None:
        """Remove documents; unknown ids are ignored."""
        with self._lock:
            state = self._states[side]
            gone = {state.keys[item] for item in ids if item in state.keys}
            index = state.index.copy()
            index.remove(np.asarray(sorted(gone), np.int64))
            state.words.remove(gone)
            self._states[side] = _State(
                index,
                state.words,
                {key: document for key, document in state.documents.items() if key not in gone},
                {item: key for item, key in state.keys.items() if key not in gone},
            )

    def count(self, side: Side) -> int:
        """Return how many documents a side holds."""
        return len(self._states[side].documents)

    def documents(self, side: Side) -> Collection[Document]:
        """Return every document of a side."""
        return self._states[side].documents.values()

    def find(self, side: Side, item_id: str) -> Document | None:
        """Return a document by its id, if present."""
        state = self._states[side]
        key = state.keys.get(item_id)
        return None if key is None else state.documents[key]

    def match(
        self,
        query: Document,
        side: Side,
        top: int = 20,
        mode: Mode = "hybrid",
        allowed: Collection[str] | None = None,
        include_infeasible: bool = True,  # noqa: FBT001, FBT002
    ) -> list[Match]:
        """Return the best `top` items of a side for a need, a solution or a free text, feasible ones first.

        `allowed` limits the answer to these ids. Items that break a hard limit follow the feasible ones, labelled,
        or stay out when `include_infeasible` is False. The document itself is never among its matches.
        """
        state = self._states[side]
        limited = None if allowed is None else _keys(state, allowed)
        cosines, coverage = self._measures(state, query, limited, max(CANDIDATES, 3 * top))
        if query.side is side:  # the same id on the other side is another thing
            cosines.pop(state.keys.get(query.id, -1), None)
        weights = weights_for(mode, len(state.words.information(query.main_text)))
        ordered = in_order(
            _scored(query, state, cosines, coverage, weights), asker_id=query.id,
        )  # fmt: skip
        kept = [one for one in ordered if include_infeasible or one.feasible][:top]
        found = [self._match(rank, one, state, cosines, coverage) for rank, one in enumerate(kept, start=1)]
        return self._with_reasons(query, side, found)

    def explain(self, query: Document, side: Side, item_id: str) -> Reasons:
        """Return the reasons for one item; an id that is not present raises KeyError."""
        state = self._states[side]
        item = state.documents[state.keys[item_id]]
        return self._explainer.explain(query, [(item, compare(query, item))])[0]

    def _put(self, side: Side, documents: list[Document], rows: Matrix) -> None:
        with self._lock:
            state = self._states[side]
            keys, stored = dict(state.keys), dict(state.documents)
            for document in documents:
                if document.id not in keys:
                    keys[document.id] = self._next_key
                    self._next_key += 1
                stored[keys[document.id]] = document
            numbers = np.asarray([keys[document.id] for document in documents], np.int64)
            index = state.index.copy()
            index.add(numbers, rows)
            state.words.add(numbers.tolist(), [document.word_text for document in documents])
            self._states[side] = _State(index, state.words, stored, keys)

    def _measures(
        self, state: _State, query: Document, allowed: Ids | None, depth: int
    ) -> tuple[dict[int, float], dict[int, float]]:
        """Return cosine and word coverage by key for the candidates that either of both finds."""
        vector = self.encoder.encode_queries([query.main_text])
        near, _ = state.index.search(vector, depth, allowed)
        hits, shares = state.words.search(query.main_text)
        if allowed is not None:
            inside = np.isin(hits, allowed)
            hits, shares = hits[inside], shares[inside]
        coverage = dict(zip(hits.tolist(), shares.tolist(), strict=True))
        best = hits[np.argsort(-shares, kind="stable")[:depth]]
        keys = [key for key in dict.fromkeys([*near.tolist(), *best.tolist()]) if key in state.documents]
        cosines = state.index.vectors(keys) @ vector[0]
        return dict(zip(keys, cosines.tolist(), strict=True)), coverage

    def _match(
        self, rank: int, one: Scored, state: _State, cosines: Mapping[int, float], coverage: Mapping[int, float]
    ) -> Match:
        key = state.keys[one.id]
        similarity, covered = cosines[key], coverage.get(key, 0.0)
        text_score = one.parts["meaning"] + one.parts["words"]
        fit = fit_of(text_score, one.features, self._thresholds)
        return Match(one.id, rank, one.score, one.parts, one.features, one.feasible, fit, similarity, covered)

    def _with_reasons(self, query: Document, side: Side, matches: list[Match]) -> list[Match]:
        state = self._states[side]
        head = [one for one in matches[:EXPLAINED] if one.id in state.keys]
        items = [(state.documents[state.keys[one.id]], one.features) for one in head]
        reasons = self._explainer.explain(query, items)
        explained = [replace(one, reasons=why) for one, why in zip(head, reasons, strict=True)]
        return explained + matches[EXPLAINED:]


def _scored(
    query: Document, state: _State, cosines: Mapping[int, float], coverage: Mapping[int, float], weights: Weights
) -> list[Scored]:
    keys = list(cosines)
    meaning = meaning_of(np.fromiter(cosines.values(), np.float32, len(keys)))
    scored = []
    for key, value in zip(keys, meaning.tolist(), strict=True):
        item = state.documents[key]
        text = {"meaning": weights.meaning * value, "words": weights.words * coverage.get(key, 0.0)}
        scored.append(score_pair(item.id, text, compare(query, item), query.side))
    return scored


def _keys(state: _State, ids: Collection[str]) -> Ids:
    return np.asarray(sorted(state.keys[item] for item in ids if item in state.keys), np.int64)
