"""What one match request costs at 100,000 and a million solutions, all pairs beside the matrix limit, and encoding."""

import time
from collections.abc import Callable, Iterator
from itertools import islice

import numpy as np

from openlab.kit.memory import settle
from openlab.matching.allpairs import near_pairs
from openlab.matching.encoder import Matrix, load_encoder
from openlab.matching.engine import Engine
from openlab.matching.scoring.fusion import Mode
from openlab.matching.text import Document, Side
from tests.benchmarks import truth
from tests.benchmarks.beside import sizes
from tests.benchmarks.figure import Figure, milliseconds
from tests.benchmarks.sizes import SIZES, engine_of, shelf_of

GOALS = {100_000: 5.0, 1_000_000: 12.0}  # ms, p99
RECALL = 0.99
ENCODED, BLOCK = 5_000, 2_000


def request() -> Iterator[Figure]:
    """Measure a request without a filter: a whole need, and a typed sentence."""
    for size in sizes():
        engine, right = engine_of(size), truth.truth_of(size)
        for warming in truth.questions()[truth.QUESTIONS :]:
            engine.match(warming, Side.SOLUTIONS, top=20)
        settle()
        asked = {"a need": truth.questions()[: truth.QUESTIONS], "a sentence": truth.sentences()}
        for kind, documents in asked.items():
            times = milliseconds(_asking(engine, documents), len(documents), warm=0)
            what = f"{kind} to 20 ranked and explained matches, no filter"
            yield Figure("request", what, SIZES[size], *times, "ms", "goal for p99", GOALS.get(size))
        near = np.mean([_near(engine, number, right) for number in range(len(right.near))])
        beside = "against comparing every vector"
        yield Figure("request", "recall@10 by meaning", SIZES[size], near, near, "", beside, RECALL, at_least=True)
        whole = np.mean([_whole(engine, number, right) for number in range(len(right.whole))])
        beside = "against words, meaning and facts of every solution"
        yield Figure("request", "recall@10 of the answer", SIZES[size], whole, whole, "", beside, RECALL, at_least=True)


def pairs() -> Iterator[Figure]:
    """Measure every need with every solution, best 50 of both sides, beside multiplying the vectors alone."""
    size = 100_000
    engine = engine_of(size)
    needs, solutions = (np.asarray(shelf_of(side, size).vectors, np.float32) for side in Side)
    limit = min(_seconds(lambda: _product(needs, solutions)) for _ in range(2))
    found = _seconds(lambda: near_pairs(shelf_of(Side.SOLUTIONS, size), shelf_of(Side.NEEDS, size), 50))
    yield _pairs("finding the nearest 50 of both sides", found, limit, f"{len(needs):,} × {size:,}")
    modes: dict[str, Mode] = {"meaning and facts": "dense", "words, meaning and facts": "hybrid"}
    for kind, mode in modes.items():
        taken = _seconds(lambda mode=mode: engine.all_pairs(mode=mode))
        yield _pairs(f"all pairs by {kind}, best 50 of both sides", taken, limit, f"{len(needs):,} × {size:,}")


def _pairs(what: str, taken: float, limit: float, size: str) -> Figure:
    ratio, beside = taken / limit, f"{taken:.1f} s, product alone {limit:.1f} s on as many threads"
    return Figure("pairs", f"{what}, times the matrix product", size, ratio, ratio, "×", beside, 2)


def encoding() -> Iterator[Figure]:
    """Measure how many whole texts become vectors in a second, in one process."""
    encoder = load_encoder()
    texts = list(islice(truth.texts_of(Side.SOLUTIONS, 10_000), ENCODED))
    rate = ENCODED / _seconds(lambda: encoder.encode_documents(texts))
    letters = sum(map(len, texts)) / ENCODED
    beside = f"{letters:.0f} letters each; reading the letters alone {ENCODED / _seconds(lambda: _read(texts)):,.0f}"
    yield Figure("encoding", "texts become vectors", encoder.model_id, rate, rate, "texts/s", beside)


def _asking(engine: Engine, documents: list[Document]) -> Callable[[int], object]:
    return lambda number: engine.match(documents[number % len(documents)], Side.SOLUTIONS, top=20)


def _near(engine: Engine, number: int, right: truth.Truth) -> float:
    rows, cosines = engine.state(Side.SOLUTIONS).near(truth.vectors()[number], 100, None)
    return truth.shared(rows[np.argsort(-cosines)][:10], right.near[number][:10])


def _whole(engine: Engine, number: int, right: truth.Truth) -> float:
    found = [one.id for one in engine.match(truth.questions()[number], Side.SOLUTIONS, top=10)]
    return truth.shared(engine.state(Side.SOLUTIONS).rows(found), right.whole[number][:10])


def _product(needs: Matrix, solutions: Matrix) -> None:
    for begin in range(0, len(needs), BLOCK):
        needs[begin : begin + BLOCK] @ solutions.T


def _read(texts: list[str]) -> None:
    for text in texts:
        text.split()


def _seconds(action: Callable[[], object]) -> float:
    begun = time.perf_counter()
    action()
    return time.perf_counter() - begun
