"""Measures of a ranked list against judgements: pure functions on ids and grades."""

from collections.abc import Mapping, Sequence
from math import log2

import numpy as np

BOOTSTRAP_ROUNDS = 2000

Grades = Mapping[str, int]


def ndcg(ranked: Sequence[str], grades: Grades, depth: int = 10) -> float:
    """Return normalised discounted cumulative gain with gain 2^grade - 1; unjudged items gain nothing."""
    ideal = sorted((2**grade - 1 for grade in grades.values()), reverse=True)[:depth]
    best = sum(gain / log2(place + 1) for place, gain in enumerate(ideal, start=1))
    got = sum((2 ** grades.get(item, 0) - 1) / log2(place + 1) for place, item in enumerate(ranked[:depth], start=1))
    return got / best if best else 0.0


def recall(ranked: Sequence[str], grades: Grades, depth: int = 20) -> float:
    """Return the share of relevant items (grade 1 and more) among the first `depth`."""
    relevant = {item for item, grade in grades.items() if grade > 0}
    return len(relevant & set(ranked[:depth])) / len(relevant) if relevant else 0.0


def reciprocal_rank(ranked: Sequence[str], grades: Grades) -> float:
    """Return one over the place of the first relevant item, or zero."""
    return next((1 / place for place, item in enumerate(ranked, start=1) if grades.get(item, 0) > 0), 0.0)


def interval(values: Sequence[float], seed: int = 7) -> tuple[float, float]:
    """Return the 95 % bootstrap interval of the mean; resamples queries, with a fixed seed."""
    if not values:
        return 0.0, 0.0
    picks = np.random.default_rng(seed).integers(0, len(values), (BOOTSTRAP_ROUNDS, len(values)))
    means = np.asarray(values)[picks].mean(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    return float(low), float(high)
