"""The engine: documents in, ranked and explained matches out. It knows no database and no web.

One writer at a time; readers take the current state of a side and need no lock, since a change swaps in a new state.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from threading import Lock

import numpy as np

from openlab.matching.encoder import Encoder, Matrix
from openlab.matching.explain import Explainer, Reasons
from openlab.matching.features import Feature, compare
from openlab.matching.fusion import Floats, Mode, join
from openlab.matching.index import Ids
from openlab.matching.ranking import Fit, Scored, Thresholds, fit_of, in_order, score_pair
from openlab.matching.sides import SideState
from openlab.matching.text import Document, Side

CANDIDATES = 150  # found by meaning and by words each, before facts are compared
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
    weak: bool  # the texts alone would not be called a good fit
    reasons: Reasons | None = None


@dataclass(frozen=True, slots=True)
class _Candidates:
    """What was found for a query, one row an item: keys, cosines, hubs centred on zero, covered shares of words."""

    keys: list[int]
    cosines: Floats
    hubs: Floats
    coverage: Floats


class Engine:
    """Matches needs, solutions and free texts, in both directions and both languages."""

    def __init__(self, encoder: Encoder, thresholds: Thresholds | None = None) -> None:
        from openlab.matching.adapters.faiss_index import FaissIndex  # noqa: PLC0415

        self.encoder = encoder
        self._thresholds = thresholds or Thresholds()
        self._explainer = Explainer(encoder)
        self._lock = Lock()
        self._states = {side: SideState(FaissIndex(encoder.dimension)) for side in Side}

    def encode(self, documents: Sequence[Document]) -> Matrix:
        """Return the vectors that `upsert` would compute: float32 [n, dimension] unit rows, for storing."""
        return self.encoder.encode_documents([document.main_text for document in documents])

    def upsert(self, documents: Iterable[Document], vectors: Matrix | None = None) -> None:
        """Add or replace documents of either side; vectors that are known already need not be computed again."""
        listed = list(documents)
        rows = self.encode(listed) if vectors is None else vectors
        with self._lock:
            changed = dict(self._states)
            for side in Side:
                at = [place for place, document in enumerate(listed) if document.side is side]
                if at:
                    changed[side] = changed[side].with_documents([listed[place] for place in at], rows[at])
            self._swap(changed)

    def upsert_vectors(self, side: Side, ids: Sequence[str], matrix: Matrix) -> None:
        """Replace the vectors of documents that are present; ids that are not present are ignored."""
        with self._lock:
            self._swap(self._states | {side: self._states[side].with_vectors(ids, matrix)})

    def remove(self, side: Side, ids: Collection[str]) -> None:
        """Remove documents; unknown ids are ignored."""
        with self._lock:
            self._swap(self._states | {side: self._states[side].without(ids)})

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
        lang: str = "",
    ) -> list[Match]:
        """Return the best `top` items of a side for a need, a solution or a free text, feasible ones first.

        `allowed` limits the answer to these ids. Items that break a hard limit follow the feasible ones, labelled,
        or stay out when `include_infeasible` is False. The document itself is never among its matches.
        Reasons quote the translations into `lang` where there are any, else the texts as written.
        """
        state = self._states[side]
        limited = None if allowed is None else state.numbers(allowed)
        depth = max(CANDIDATES, 2 * top)
        found = self._candidates(state, query, limited, depth)
        terms = len(state.words.information(query.main_text))
        meaning, words = join(found.cosines, found.hubs, found.coverage, mode, terms)
        best = np.argsort(-(meaning + words), kind="stable")[:depth].tolist()
        scored, raw = [], {}
        for at in best:
            item = state.documents[found.keys[at]]
            text = {"meaning": float(meaning[at]), "words": float(words[at])}
            scored.append(score_pair(item.id, text, compare(query, item), query.side))
            raw[item.id] = float(found.cosines[at]), float(found.coverage[at])
        kept = [one for one in in_order(scored, query.id) if include_infeasible or one.feasible][:top]
        matches = [self._match(rank, one, raw[one.id]) for rank, one in enumerate(kept, start=1)]
        return self._with_reasons(query, state, matches, lang)

    def explain(self, query: Document, side: Side, item_id: str) -> Reasons:
        """Return the reasons for one item; an id that is not present raises KeyError."""
        state = self._states[side]
        item = state.documents[state.keys[item_id]]
        return self._explainer.explain(query, [(item, compare(query, item))])[0]

    def _swap(self, states: dict[Side, SideState]) -> None:
        self._states = {side: state.with_hubs(states[side.other]) for side, state in states.items()}

    def _candidates(self, state: SideState, query: Document, allowed: Ids | None, depth: int) -> _Candidates:
        """Find what is near by meaning or shares words, and measure both for all that was found."""
        vector = self.encoder.encode_queries([query.main_text])
        near, _ = state.index.search(vector, depth, allowed)
        hits, shares = state.words.search(query.main_text)
        if allowed is not None:
            inside = np.isin(hits, allowed)
            hits, shares = hits[inside], shares[inside]
        best = hits[np.argsort(-shares, kind="stable")[:depth]]
        own = state.keys.get(query.id)
        if own is not None and state.documents[own].side is not query.side:
            own = None  # the same id on the other side is another thing
        keys = [key for key in dict.fromkeys([*near.tolist(), *best.tolist()]) if key in state.documents and key != own]
        covered = dict(zip(hits.tolist(), shares.tolist(), strict=True))
        return _Candidates(
            keys,
            np.asarray(state.index.vectors(keys) @ vector[0], np.float32),
            np.asarray([state.hubs[key] - state.hub_mean for key in keys], np.float32),
            np.asarray([covered.get(key, 0.0) for key in keys], np.float32),
        )

    def _match(self, rank: int, one: Scored, raw: Sequence[float]) -> Match:
        fit = fit_of(one.text_score, one.features, self._thresholds)
        similarity, coverage = raw
        return Match(
            one.id,
            rank,
            one.score,
            one.parts,
            one.features,
            one.feasible,
            fit,
            similarity,
            coverage,
            weak=one.text_score < self._thresholds.good,
        )

    def _with_reasons(self, query: Document, state: SideState, matches: list[Match], lang: str) -> list[Match]:
        head = matches[:EXPLAINED]
        items = [(state.documents[state.keys[one.id]], one.features) for one in head]
        reasons = self._explainer.explain(query, items, lang)
        return [replace(one, reasons=why) for one, why in zip(head, reasons, strict=True)] + matches[EXPLAINED:]
