"""One row of the performance table, and how times become percentiles."""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured quantity; `beside` says what else gave how much in the same run.

    `goal` is what the worse of both values should stay below, or with `at_least` reach; what did not run is NaN.
    """

    name: str
    what: str
    size: str
    usual: float  # the median
    worst: float  # the 99th percentile, or the worst of a few
    unit: str
    beside: str
    goal: float | None = None
    at_least: bool = False

    @property
    def verdict(self) -> str:
        """Say whether the goal is reached; empty without a goal."""
        if self.goal is None:
            return ""
        if math.isnan(self.usual) or math.isnan(self.worst):
            return "not run"
        reached = min(self.usual, self.worst) >= self.goal if self.at_least else self.worst <= self.goal
        return "holds" if reached else "misses"

    def row(self) -> str:
        """Return the figure as a row of the Markdown table."""
        goal = "" if self.goal is None else f"{'≥' if self.at_least else '≤'} {_short(self.goal)} {self.verdict}"
        return (
            f"| {self.name} | {self.what} | {self.size} | {_short(self.usual)} | {_short(self.worst)} "
            f"| {self.unit} | {goal} | {self.beside} |"
        )


def not_run(name: str, what: str, size: str, reason: str) -> Figure:
    """Return the row of something that was not measured, with the reason."""
    return Figure(name, what, size, math.nan, math.nan, "", f"not run: {reason}")


def percentile(samples: Sequence[float], share: float) -> float:
    """Return the smallest sample that at least a share (0 to 1) of the samples does not exceed."""
    ordered = sorted(samples)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def milliseconds(action: Callable[[int], object], times: int, warm: int = 5) -> tuple[float, float]:
    """Return the median and the 99th percentile of `times` runs; the action gets the number of its run."""
    for number in range(warm):
        action(number)
    samples = []
    for number in range(times):
        start = time.perf_counter()
        action(number)
        samples.append(1000 * (time.perf_counter() - start))
    return percentile(samples, 0.5), percentile(samples, 0.99)


def pair(usual: float, worst: float) -> str:
    """Write two times as '0.23 / 0.37 ms'."""
    return f"{_short(usual)} / {_short(worst)} ms"


def _short(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
