"""Words and meaning at ten thousand documents, each held against the plainest tool that does the same."""

import random
import sqlite3
from collections.abc import Iterator
from functools import cache

import numpy as np

from openlab.demo import content
from openlab.matching.encoder import load_encoder
from openlab.matching.engine import Engine
from openlab.matching.lexical import terms_of
from openlab.matching.shelves.index import nearest
from openlab.matching.shelves.sides import POSTINGS
from openlab.matching.shelves.words import Asked, Words
from openlab.matching.text import Document, Facts, Passage, Side, query_document, split_sentences
from tests.benchmarks.figure import Figure, milliseconds, pair

DOCUMENTS, QUERIES, TOP = 10_000, 200, 100


def words() -> Iterator[Figure]:
    """Measure BM25 beside SQLite's own full-text search over the same terms."""
    texts = _texts(DOCUMENTS)
    index = Words.build(texts)
    mean = float(index.lengths.mean())
    asked = _texts(QUERIES, seed=2, sentences=1)
    peer = sqlite3.connect(":memory:")
    peer.execute("CREATE VIRTUAL TABLE found USING fts5(terms, tokenize='unicode61')")
    peer.executemany("INSERT INTO found VALUES (?)", ((" ".join(terms_of(text)),) for text in texts))
    alike = milliseconds(
        lambda number: peer.execute(
            "SELECT rowid FROM found WHERE found MATCH ? ORDER BY bm25(found) LIMIT ?",
            (_any_term(asked[number]), TOP),
        ).fetchall(),
        40,
    )
    times = milliseconds(lambda number: _shared(index, asked[number], mean), QUERIES)
    yield Figure(
        "words",
        "BM25, one sentence",
        f"{DOCUMENTS:,} documents",
        *times,
        "ms",
        f"SQLite FTS5, best {TOP} of the same terms: {pair(*alike)}",
    )
    peer.close()


def vectors() -> Iterator[Figure]:
    """Measure the exact search by meaning beside a plain matrix product in numpy."""
    encoder = load_encoder()
    chance = np.random.default_rng(3)
    rows = chance.standard_normal((DOCUMENTS, encoder.dimension)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    alike = milliseconds(lambda number: np.argpartition(-(rows @ rows[number]), TOP)[:TOP], QUERIES)
    times = milliseconds(lambda number: nearest(rows, None, rows[number], TOP, None), QUERIES)
    yield Figure(
        "vectors",
        f"best {TOP} by meaning, exact",
        f"{DOCUMENTS:,} × {encoder.dimension}",
        *times,
        "ms",
        f"numpy: {pair(*alike)}",
    )
    asked = _texts(QUERIES, seed=4, sentences=1)
    encoding = milliseconds(lambda number: encoder.encode_queries([asked[number]]), QUERIES)
    yield Figure("vectors", "a sentence becomes a vector", encoder.model_id, *encoding, "ms", "")


def engine() -> Iterator[Figure]:
    """Measure a whole match, words, meaning, facts and reasons, at ten thousand solutions."""
    market = Engine(load_encoder())
    market.upsert([_document(number, text) for number, text in enumerate(_texts(DOCUMENTS))])
    asked = [query_document(text) for text in _texts(QUERIES, seed=5, sentences=1)]
    alone = milliseconds(lambda number: market.match(asked[number], Side.SOLUTIONS, mode="dense"), QUERIES)
    times = milliseconds(lambda number: market.match(asked[number], Side.SOLUTIONS), QUERIES)
    yield Figure(
        "engine",
        "free text to 20 ranked and explained matches",
        f"{DOCUMENTS:,} solutions",
        *times,
        "ms",
        f"by meaning alone {pair(*alone)}",
    )
    change = milliseconds(lambda number: market.upsert([_document(number, f"새 글 {number}")]), 10, warm=1)
    yield Figure("engine", "one document changes", f"{DOCUMENTS:,} solutions", *change, "ms", "")


@cache
def _sentences() -> tuple[str, ...]:
    rows = [*content.needs(), *content.solutions()]
    texts = [
        row.get(name, "") for row in rows for name in ("title", "problem", "desired_outcome", "summary", "description")
    ]
    return tuple(sentence for text in texts for sentence in split_sentences(text))


def _texts(count: int, seed: int = 1, sentences: int = 4) -> list[str]:
    """Return texts of shuffled words out of the demonstration's sentences, always the same for a seed."""
    chance, known, made = random.Random(seed), _sentences(), []
    for _ in range(count):
        words = " ".join(chance.choices(known, k=sentences)).split()
        made.append(" ".join(chance.sample(words, len(words))))
    return made


def _any_term(text: str) -> str:
    return " OR ".join(f'"{term}"' for term in dict.fromkeys(terms_of(text)))


def _document(number: int, text: str) -> Document:
    return Document(
        id=str(number),
        side=Side.SOLUTIONS,
        lang="ko",
        title=text[:40],
        title_other="",
        passages=(Passage("description", text, "ko"),),
        facts=Facts(nationwide=True, trl=1 + number % 9),
    )


def _shared(index: Words, text: str, mean: float) -> tuple[object, object]:
    asked = Asked.of(text, [index])
    return index.candidates(*asked.numbers, asked.idf, mean, POSTINGS, 200)
