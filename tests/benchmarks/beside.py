"""openlab beside its peers: how near vectors are found, and how a need becomes twenty ranked matches."""

import os
from collections.abc import Iterator

from tests.benchmarks.figure import Figure, not_run, pair
from tests.benchmarks.peers import PEERS
from tests.benchmarks.peers.asking import report
from tests.benchmarks.peers.child import HITS, Report
from tests.benchmarks.sizes import SIZES

QUICK = "BENCH_QUICK"  # set: without a million


def sizes() -> list[int]:
    """Return how large the markets of this run are."""
    return [size for size in SIZES if size < 1_000_000 or not os.environ.get(QUICK)]


def nearest() -> Iterator[Figure]:
    """Measure finding the nearest vectors."""
    for size in sizes():
        for name in ("openlab", *PEERS):
            found = report(name, size)
            what = f"{name}: nearest {HITS} vectors"
            if isinstance(found, str):
                yield not_run("nearest", what, SIZES[size], found)
                continue
            built = f"; built in {found.build:,.0f} s" if found.build else ""
            beside = f"recall@10 {found.near.found:.4f}; {found.settings}{built}"
            yield Figure("nearest", what, SIZES[size], found.near.usual, found.near.worst, "ms", beside)


def ahead() -> Iterator[Figure]:
    """Measure the whole way inside one field, and how many times as long each peer takes."""
    for size in sizes():
        own = report("openlab", size)
        if isinstance(own, str):
            yield not_run("ahead", "openlab: need to 20 explained matches", SIZES[size], own)
            continue
        yield Figure(
            "ahead",
            "openlab: need to 20 ranked and explained matches of one field",
            SIZES[size],
            own.whole.usual,
            own.whole.worst,
            "ms",
            f"overlap with the exact answer {own.whole.found:.3f}; without reasons {pair(*own.plain)}",
        )
        for name in PEERS:
            yield _ratio(name, size, own)


def _ratio(name: str, size: int, own: Report) -> Figure:
    found, what = report(name, size), f"{name}: need to 20 ranked and quoted matches, times as long as openlab"
    if isinstance(found, str):
        return not_run("ahead", what, SIZES[size], found)
    bare = [one / other for one, other in zip(found.plain, own.plain, strict=True)]
    return Figure(
        "ahead",
        what,
        SIZES[size],
        found.whole.usual / own.whole.usual,
        found.whole.worst / own.whole.worst,
        "×",
        f"{pair(found.whole.usual, found.whole.worst)}, overlap {found.whole.found:.3f}; "
        f"both without reasons: {bare[0]:.3g} / {bare[1]:.3g} ×",
        goal=1,
        at_least=True,
    )
