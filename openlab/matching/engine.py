"""The engine: documents in, ranked and explained matches out. It knows no database and no web.

One writer at a time; readers take the current state of a side and need no lock, since a change swaps in a new state.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock

import numpy as np

from openlab.matching.allpairs import Best, all_pairs
from openlab.matching.encoder import Encoder, Matrix
from openlab.matching.packed import Rows
from openlab.matching.reasons.explain import Explainer, Quoted, Reasons
from openlab.matching.scoring.exposure import Exposure
from openlab.matching.scoring.features import Feature, compare_facts
from openlab.matching.scoring.fusion import Floats, Mode, join
from openlab.matching.scoring.pairs import Doubles, compare_columns
from openlab.matching.scoring.ranking import Fit, Parts, Thresholds, fit_of, in_order, score_parts, total
from openlab.matching.scoring.weights import Weights
from openlab.matching.shelves.columns import FactColumns, Mask, Within
from openlab.matching.shelves.shelf import Shelf, empty
from openlab.matching.shelves.sides import SideState
from openlab.matching.shelves.words import Asked
from openlab.matching.text import Document, Side

CANDIDATES = 200  # found by meaning and by words each, before facts are compared
EXPLAINED = 20  # matches further down get their reasons on request
Allowed = Collection[str] | Within


@dataclass(frozen=True, slots=True)
class Trial:
    """What may be left out where the engine itself is measured; pages leave out nothing."""

    feasible_first: bool = True
    hubs: bool = True
    explained: int = EXPLAINED


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
class _Ranked:
    """The items of an answer in columns, one row an item."""

    rows: Rows
    parts: Parts
    feasible: Mask
    text_scores: Doubles
    cosines: Floats
    coverage: Floats

    def take(self, at: Rows) -> "_Ranked":
        """Return some items, in the order given."""
        parts = {name: value[at] for name, value in self.parts.items()}
        return _Ranked(self.rows[at], parts, self.feasible[at], self.text_scores[at], self.cosines[at],
                       self.coverage[at])  # fmt: skip


class Engine:
    """Matches needs, solutions and free texts, in both directions and both languages."""

    def __init__(
        self,
        encoder: Encoder,
        thresholds: Thresholds | None = None,
        weights: Weights | None = None,
        trial: Trial | None = None,
    ) -> None:
        self.encoder = encoder
        self.trial = trial or Trial()
        self.weights = weights or Weights()
        self.exposure: Mapping[Side, Exposure] = {}
        self._thresholds = thresholds or Thresholds()
        self._explainer = Explainer(encoder)
        self._lock = Lock()
        self._states = {side: SideState.of(side, empty(encoder.dimension)) for side in Side}

    def use(self, weights: Weights, exposure: Mapping[Side, Exposure] | None = None) -> None:
        """Rank by other weights from the next question on, with an exposure hook or without one."""
        self.weights, self.exposure = weights, exposure or {}

    def encode(self, documents: Sequence[Document]) -> Matrix:
        """Return the vectors that `upsert` would compute: float32 [n, dimension] unit rows, for storing."""
        return self.encoder.encode_documents([document.main_text for document in documents])

    def state(self, side: Side) -> SideState:
        """Return a side as it is at this moment."""
        return self._states[side]

    def put(self, side: Side, base: Shelf) -> None:
        """Replace everything on a side by a shelf."""
        self.put_state(SideState.of(side, base))

    def put_all(self, bases: Mapping[Side, Shelf]) -> None:
        """Replace both sides by shelves at once, so that hubs measured between them are kept."""
        with self._lock:
            self._swap({side: SideState.of(side, base) for side, base in bases.items()})

    def put_state(self, state: SideState) -> None:
        """Replace a side; hubs that the state has measured are kept while the other side is about as large."""
        with self._lock:
            self._swap(self._states | {state.side: state})

    def upsert(self, documents: Iterable[Document], vectors: Matrix | None = None) -> None:
        """Add or replace documents of either side; vectors that are known already need not be computed again."""
        listed = list(documents)
        rows = self.encode(listed) if vectors is None else vectors
        with self._lock:
            changed = dict(self._states)
            for side in Side:
                at = [place for place, document in enumerate(listed) if document.side is side]
                if at:
                    documents_of_side = [listed[place] for place in at]
                    changed[side] = changed[side].with_documents(documents_of_side, rows[at], self.encoder)
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
        return self._states[side].count

    def find(self, side: Side, item_id: str) -> Document | None:
        """Return a document by its id, if present."""
        state = self._states[side]
        row = state.find(item_id)
        return None if row < 0 else state.document(row)

    def match(
        self,
        query: Document,
        side: Side,
        top: int = 20,
        mode: Mode = "hybrid",
        allowed: Allowed | None = None,
        include_infeasible: bool = True,  # noqa: FBT001, FBT002
        lang: str = "",
    ) -> list[Match]:
        """Return the best `top` items of a side for a need, a solution or a free text, feasible ones first.

        `allowed` limits the answer to these ids or to a narrowing. Items that break a hard limit follow the feasible
        ones, labelled, or stay out when `include_infeasible` is False. The document itself is never among its matches.
        Reasons quote the translations into `lang` where there are any, else the texts as written.
        """
        state = self._states[side]
        ranked = self._ranked(state, query, max(CANDIDATES, 2 * top), mode, allowed)
        hashes = state.hashes(ranked.rows)
        first = ranked.feasible if self.trial.feasible_first else np.ones_like(ranked.feasible)
        order = in_order(total(ranked.parts), first, query.id, hashes)
        kept = order if include_infeasible else order[ranked.feasible[order]]
        return self._matches(query, state, ranked.take(kept[:top]), lang)

    def explain(self, query: Document, side: Side, item_id: str) -> Reasons:
        """Return the reasons for one item; an id that is not present raises KeyError."""
        state = self._states[side]
        row = state.find(item_id)
        if row < 0:
            raise KeyError(item_id)
        return self._explainer.explain(query, [_quoted(query, state, row)])[0]

    def all_pairs(self, top: int = 50, mode: Mode = "hybrid") -> dict[Side, Best]:
        """Return the best partners of everything on both sides, by the side that asks."""
        states = self._states
        return all_pairs(states[Side.NEEDS].whole(), states[Side.SOLUTIONS].whole(), self.weights, top, mode)

    def _swap(self, states: dict[Side, SideState]) -> None:
        self._states = {side: state.with_hubs(states[side.other]) for side, state in states.items()}

    def _ranked(self, state: SideState, query: Document, depth: int, mode: Mode, allowed: Allowed | None) -> _Ranked:
        """Find what is near by meaning or shares words, and measure text and facts of all that was found."""
        vector = self.encoder.encode_queries([query.main_text])[0]
        asked = state.asked(query.main_text)
        mode = mode if vector.any() else "lexical"  # nothing was understood, or the model fails
        rows, similar = _found(state, query, vector, asked, depth, allowed)
        coverage = state.coverage(rows, asked)
        hubs = state.hubs(rows) if self.trial.hubs else np.zeros_like(similar)
        meaning, words = join(similar, hubs, coverage, state.english(rows), mode, len(asked))
        text = {"meaning": meaning, "words": words}
        facts = None
        if query.side is not None:
            facts = compare_columns(FactColumns.of(query), query.side, state.facts(rows), state.side)
        parts = score_parts(text, facts, query.side, self.weights)
        exposure = self.exposure.get(state.side)
        if exposure:
            parts["exposure"] = self.weights.exposure * exposure.at(state.hashes(rows))
        return _Ranked(
            rows,
            parts,
            facts.feasible if facts else np.ones(len(rows), np.bool_),
            meaning.astype(np.float64) + words,
            similar,
            coverage,
        )

    def _matches(self, query: Document, state: SideState, ranked: _Ranked, lang: str) -> list[Match]:
        columns = {name: value.tolist() for name, value in ranked.parts.items()}
        quoted = [_quoted(query, state, row) for row in ranked.rows.tolist()]
        reasons: list[Reasons | None] = [*self._explainer.explain(query, quoted[: self.trial.explained], lang)]
        reasons += [None] * (len(quoted) - len(reasons))
        matches = []
        for at, item in enumerate(quoted):
            parts = {name: values[at] for name, values in columns.items()}
            text_score = float(ranked.text_scores[at])
            matches.append(
                Match(
                    item.shelf.ids.texts.text(item.row),
                    at + 1,
                    sum(parts.values()),
                    parts,
                    item.features,
                    bool(ranked.feasible[at]),
                    fit_of(text_score, item.features, self._thresholds),
                    float(ranked.cosines[at]),
                    float(ranked.coverage[at]),
                    weak=text_score < self._thresholds.good,
                    reasons=reasons[at],
                )
            )
        return matches


def _found(
    state: SideState, query: Document, vector: Matrix, asked: Asked, depth: int, allowed: Allowed | None
) -> tuple[Rows, Floats]:
    """Return the rows, ascending, that are near by meaning or share words, other than the asker, and their cosines."""
    mask = _mask(state, allowed)
    near, similar = state.near(vector, depth, mask)
    shared = np.setdiff1d(state.sharing(asked, depth, mask), near)
    rows = np.concatenate([near, shared])
    order = np.argsort(rows)
    if query.side is state.side:  # the same id on the other side is another thing
        order = order[rows[order] != state.find(query.id)]
    return rows[order], np.concatenate([similar, state.cosines(shared, vector)])[order]


def _mask(state: SideState, allowed: Allowed | None) -> Mask | None:
    if allowed is None:
        return None
    if isinstance(allowed, Within):
        return state.within(allowed) & state.present
    mask = np.zeros(len(state.present), np.bool_)
    mask[state.rows(allowed)] = True
    return mask


def _quoted(query: Document, state: SideState, row: int) -> Quoted:
    shelf, at = state.place(row)
    head = shelf.head(at)
    return Quoted(shelf, at, head, compare_facts(query.side, query.facts, state.side, head.facts))
