"""The answers that are right: every row of a market compared, nothing skipped; found once a market and kept."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from openlab.matching.encoder import Encoder, Matrix, load_encoder
from openlab.matching.engine import Engine
from openlab.matching.packed import Rows
from openlab.matching.scoring import features, fusion, pairs, ranking, weights
from openlab.matching.scoring.features import compare_facts, feasible
from openlab.matching.scoring.fusion import join
from openlab.matching.scoring.pairs import Compared, compare_columns
from openlab.matching.scoring.ranking import in_order, score_parts, total
from openlab.matching.scoring.weights import Weights
from openlab.matching.shelves import words
from openlab.matching.shelves.columns import FactColumns, Within
from openlab.matching.shelves.shelf import Shelf
from openlab.matching.shelves.sides import SideState
from openlab.matching.text import Document, Side, query_document
from tests.benchmarks import market, sizes

QUESTIONS, WARMING = 200, 800
ASKED = {10_000: 100, 100_000: 60, 1_000_000: 20}  # those with known answers, since comparing every row takes its time
TOP, CHUNK = 20, 50_000


@dataclass(frozen=True, slots=True)
class Truth:
    """Row numbers, best first, a row for each question."""

    near: Rows  # by meaning alone, in the whole market
    meaning: Rows  # by meaning and facts, inside the asker's field
    field: Rows  # by meaning, words and facts, inside the asker's field
    whole: Rows  # by meaning, words and facts, in the whole market


@cache
def questions() -> list[Document]:
    """Return the needs that everybody is asked with: QUESTIONS for times, then WARMING to ask with before."""
    return market.asked(QUESTIONS + WARMING)


@cache
def vectors() -> Matrix:
    """Return their vectors."""
    return load_encoder().encode_queries([question.main_text for question in questions()])


def sentences() -> list[Document]:
    """Return first sentences of yet other needs, as people type them."""
    needs = market.asked(2 * QUESTIONS + WARMING)[-QUESTIONS:]
    return [query_document(need.passages[0].text) for need in needs]


def truth_of(size: int) -> Truth:
    """Return the right answers for a market, found if need be."""
    path = sizes.KEPT / sizes.key() / f"truth-{size}-{_scoring()}.npz"
    if not path.is_file():
        engine = sizes.engine_of(size)
        rows = [_answers(engine, number) for number in range(ASKED[size])]
        np.savez(path, **{name: np.stack([row[name] for row in rows]) for name in Truth.__slots__})
    with np.load(path) as kept:
        return Truth(**kept)


def _scoring() -> str:
    """Name how answers are scored, since a market outlives it."""
    modules = (features, fusion, pairs, ranking, weights, words)
    return hashlib.sha256(b"".join(Path(str(one.__file__)).read_bytes() for one in modules)).hexdigest()[:12]


def facts_order(
    query: Document, rows: Rows, text: dict[str, NDArray[np.floating]], state: SideState, facts: Compared | None = None
) -> Rows:
    """Return rows as both sides' wishes order them, feasible ones first."""
    if facts is None and query.side is not None:
        facts = compare_columns(FactColumns.of(query), query.side, state.facts(rows), state.side)
    parts = score_parts(text, facts, query.side, Weights())
    first = facts.feasible if facts else np.ones(len(rows), np.bool_)
    return rows[in_order(total(parts), first, query.id, state.hashes(rows))]


def facts_pair_by_pair(query: Document, rows: Rows, shelf: Shelf) -> Compared:
    """Compare facts as one does with the hits of any index: one pair after the other."""
    pairs = [compare_facts(query.side, query.facts, Side.SOLUTIONS, shelf.head(row).facts) for row in rows.tolist()]
    values = {one.name: np.asarray([pair[at].value for pair in pairs]) for at, one in enumerate(pairs[0])}
    return Compared(values, {}, np.asarray([feasible(pair) for pair in pairs]))


def reasons_plainly(query: Document, rows: Rows, shelf: Shelf, encoder: Encoder) -> list[tuple[str, str, float]]:
    """Quote the closest sentences of the asker and each row, as one does with any encoder: all of them encoded."""
    mine = [passage.text for passage in query.sentences]
    theirs = [[shelf.sentences.texts.text(at) for at in shelf.sentences.span(row, translated=False)] for row in rows]
    similar = encoder.encode_documents(mine) @ encoder.encode_documents([text for row in theirs for text in row]).T
    reasons, begin = [], 0
    for row in theirs:
        block = similar[:, begin : begin + len(row)]
        begin += len(row)
        at, to = divmod(int(block.argmax()), len(row))
        reasons.append((mine[at], row[to], float(block[at, to])))
    return reasons


def shared(found: Rows, right: Rows) -> float:
    """Return which share of the right rows was found."""
    return len(set(found.tolist()) & set(right.tolist())) / max(len(right), 1)


def _answers(engine: Engine, number: int) -> dict[str, Rows]:
    query, state = questions()[number], engine.state(Side.SOLUTIONS)
    every = np.arange(len(state.base))
    inside = np.flatnonzero(state.within(Within(query.facts.category)))
    similar, coverage = _measured(state, every, vectors()[number], query)
    terms = len(state.asked(query.main_text))
    near = np.argsort(-similar, kind="stable")[:TOP]
    meaning = facts_order(query, inside, {"meaning": np.clip(similar[inside], 0, 1)}, state)
    answers = {"near": near, "meaning": meaning[:TOP]}
    for name, rows in (("field", inside), ("whole", every)):
        joined = join(similar[rows], state.hubs(rows), coverage[rows], state.english(rows), "hybrid", terms)
        answers[name] = facts_order(query, rows, dict(zip(("meaning", "words"), joined, strict=True)), state)[:TOP]
    return answers


def _measured(state: SideState, rows: Rows, vector: Matrix, query: Document) -> tuple[Matrix, Matrix]:
    asked = state.asked(query.main_text)
    parts = [rows[begin : begin + CHUNK] for begin in range(0, len(rows), CHUNK)]
    similar = [state.cosines(part, vector) for part in parts]
    return np.concatenate(similar), np.concatenate([state.coverage(part, asked) for part in parts])


def texts_of(side: Side, size: int) -> Iterator[str]:
    """Yield the texts of a market in order."""
    shelf = sizes.shelf_of(side, size)
    for row in range(len(shelf)):
        yield shelf.document(row, side).main_text
