"""`python -m tests.benchmarks.peers.child NAME SIZE`: build one peer over one market, ask it, print JSON."""

import json
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from openlab.kit.memory import settle
from openlab.matching.encoder import load_encoder
from openlab.matching.engine import Engine, Trial
from openlab.matching.packed import Rows, hash_of
from openlab.matching.shelves.columns import Within
from openlab.matching.shelves.sides import SideState
from openlab.matching.text import Document, Side
from tests.benchmarks import sizes, truth
from tests.benchmarks.figure import percentile
from tests.benchmarks.peers import Stock, peer

HITS = 100  # a peer is asked for so many; its hits are ranked by facts
SECONDS, FEWEST = 20.0, 20  # a slow one is asked as often as that allows, and as long to warm up


@dataclass(frozen=True, slots=True)
class Timed:
    """Times in ms, and which share of the right answer was found."""

    usual: float
    worst: float
    found: float
    times: int


@dataclass(frozen=True, slots=True)
class Report:
    """What one peer did over one market."""

    settings: str
    build: float  # seconds
    near: Timed  # the nearest rows: recall@10
    whole: Timed  # text in, twenty out of one field, ranked by facts and explained: overlap with the exact answer
    plain: tuple[float, float]  # the same without reasons


class Openlab:
    """openlab's own index and engine, asked as the peers are."""

    def __init__(self, size: int) -> None:
        self._engine = sizes.engine_of(size)
        self._state = self._engine.state(Side.SOLUTIONS)

    @property
    def state(self) -> SideState:
        return self._state

    def leave_reasons_out(self) -> None:
        """Answer as the peers do from now on."""
        self._engine.trial = Trial(explained=0)

    def near(self, number: int) -> Rows:
        """Return the rows nearest to a question, best first."""
        rows, cosines = self._state.near(truth.vectors()[number], HITS, None)
        return np.asarray(rows[np.argsort(-cosines)], np.int64)

    def whole(self, number: int) -> list[str]:
        """Return the ids of twenty matches, each with its reasons."""
        query = truth.questions()[number]
        return [one.id for one in match(self._engine, query)]


def match(engine: Engine, query: Document) -> list[Any]:
    """Ask the engine inside the asker's field."""
    return list(engine.match(query, Side.SOLUTIONS, top=truth.TOP, allowed=Within(query.facts.category)))


def openlab(size: int) -> Report:
    """Measure openlab."""
    right, own = truth.truth_of(size), Openlab(size)
    state = own.state

    def rows(number: int) -> Rows:
        return state.rows(own.whole(number))

    whole = timed(own.whole, lambda number: truth.shared(rows(number), right.field[number]), size)
    near = timed(own.near, lambda number: truth.shared(own.near(number)[:10], right.near[number][:10]), size)
    own.leave_reasons_out()
    plain = timed(own.whole, lambda _number: 0.0, size)
    return Report("lists with refinement from 10k, exact below", 0.0, near, whole, (plain.usual, plain.worst))


def other(name: str, size: int) -> Report:
    """Measure a peer: its own search and filter, facts compared on its hits, the closest sentences quoted."""
    right, encoder = truth.truth_of(size), load_encoder()
    shelf, state = sizes.shelf_of(Side.SOLUTIONS, size), sizes.engine_of(size).state(Side.SOLUTIONS)
    names, fields = np.unique(shelf.facts.field, return_inverse=True)
    field_of = {int(name): number for number, name in enumerate(names.tolist())}
    rows = np.ascontiguousarray(shelf.vectors, np.float32)
    one, begun = peer(name), time.perf_counter()
    one.fill(Stock(rows, fields.astype(np.int64), _Texts(size)))
    built = time.perf_counter() - begun

    def near(number: int) -> Rows:
        return one.near(truth.vectors()[number], truth.questions()[number].main_text, HITS)

    def whole(number: int) -> Rows:
        query = truth.questions()[number]
        vector = encoder.encode_queries([query.main_text])[0]
        hits = np.sort(one.within(vector, query.main_text, field_of[hash_of(query.facts.category)], HITS))
        if not len(hits):
            return hits
        text = {"meaning": np.clip(rows[hits] @ vector, 0, 1)}
        facts = truth.facts_pair_by_pair(query, hits, shelf)
        return truth.facts_order(query, hits, text, state, facts)[: truth.TOP]

    def explained(number: int) -> Rows:
        found = whole(number)
        truth.reasons_plainly(truth.questions()[number], found, shelf, encoder)
        return found

    try:
        plain = timed(whole, lambda _number: 0.0, size)
        return Report(
            one.settings,
            built,
            timed(near, lambda number: truth.shared(near(number)[:10], right.near[number][:10]), size),
            timed(explained, lambda number: truth.shared(whole(number), right.meaning[number]), size),
            (plain.usual, plain.worst),
        )
    finally:
        one.close()


class _Texts:
    """The texts of a market, read when asked for."""

    def __init__(self, size: int) -> None:
        self._size = size

    def __iter__(self) -> Iterator[str]:
        return truth.texts_of(Side.SOLUTIONS, self._size)


def timed(action: Callable[[int], object], share: Callable[[int], float], size: int) -> Timed:
    """Ask other questions to warm up, then each once for its time, then again for what is found."""
    _ask(action, range(truth.QUESTIONS, truth.QUESTIONS + truth.WARMING))
    settle()
    samples = _ask(action, range(truth.QUESTIONS))
    found = [share(number) for number in range(min(truth.ASKED[size], len(samples)))]
    return Timed(percentile(samples, 0.5), percentile(samples, 0.99), float(np.mean(found)), len(samples))


def _ask(action: Callable[[int], object], numbers: range) -> list[float]:
    """Return what each question took in ms; after SECONDS no further ones are asked, but for the FEWEST."""
    begun, samples = time.perf_counter(), []
    for number in numbers:
        start = time.perf_counter()
        action(number)
        samples.append(1000 * (time.perf_counter() - start))
        if len(samples) >= FEWEST and time.perf_counter() - begun > SECONDS:
            break
    return samples


def main(name: str, size: int) -> None:
    """Print the report as the last line."""
    report = openlab(size) if name == "openlab" else other(name, size)
    sys.stdout.write("\n" + json.dumps(asdict(report)) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
