"""Two-way ranking: how well an item serves the asker, how well the asker suits the item, and one order from both.

Every score is the sum of its named parts, so that what people are shown is what decided. All of it is arithmetic on
columns, one row an item.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from openlab.matching.packed import Hashes, Rows, hash_of, mixed
from openlab.matching.scoring.features import Feature, Verdict, feasible
from openlab.matching.scoring.pairs import Compared, Doubles
from openlab.matching.scoring.weights import Weights
from openlab.matching.shelves.columns import Mask
from openlab.matching.text import Side

# What no party asked for: it counts in the score and stands on its chip, but leaves no question open.
NOT_ASKED = frozenset({"size", "evidence"})


class Fit(StrEnum):
    """The word that people read beside a match."""

    VERY_GOOD = "very_good"
    GOOD = "good"
    CHECK = "check"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Text scores from which a match is called good or very good.

    On the development set, which no model has seen, four of five solutions from 0.55 on and every second one from 0.4
    on were judged to serve the asker's need. See docs/decisions/0012.
    """

    very_good: float = 0.55
    good: float = 0.4


Parts = dict[str, Doubles]


def score_parts(
    text: Mapping[str, NDArray[np.floating]], facts: Compared | None, asker: Side | None, weights: Weights
) -> Parts:
    """Join the parts of the text score with the facts as both sides value them; the score is the sum of the parts.

    It is the harmonic mean of the two one-way scores; the part "balance" is what it lies below their mean.
    """
    parts = {name: value.astype(np.float64) for name, value in text.items()}
    if asker is None or facts is None:
        return parts
    parts = {name: weights.text_share * value for name, value in parts.items()}
    forward = backward = total(parts)
    for name, value in facts.values.items():
        by_asker, by_item = (weights.wished(side, name) * value for side in (asker, asker.other))
        forward, backward = forward + by_asker, backward + by_item
        parts[name] = (by_asker + by_item) / 2
    sums = forward + backward
    harmonic = np.divide(2 * forward * backward, sums, out=np.zeros_like(sums), where=sums > 0)
    return parts | {"balance": harmonic - sums / 2}


def total(parts: Parts) -> Doubles:
    """Return the sum of the parts."""
    return np.asarray(np.sum(list(parts.values()), axis=0), np.float64)


def in_order(scores: Doubles, feasible: Mask, asker_id: str, item_hashes: Hashes) -> Rows:
    """Return places, feasible pairs first, then by score; ties fall by a hash of both ids, which favours nobody."""
    return np.lexsort((mixed(item_hashes, hash_of(asker_id)), -np.round(scores, 9), ~feasible))


def fit_of(text_score: float, features: tuple[Feature, ...], limits: Thresholds) -> Fit:
    """Return the word for a pair: a broken hard limit or weak text says "check"; open questions cap at "good"."""
    if not feasible(features) or text_score < limits.good:
        return Fit.CHECK
    open_questions = any(one.verdict is Verdict.CHECK and one.name not in NOT_ASKED for one in features)
    return Fit.VERY_GOOD if text_score >= limits.very_good and not open_questions else Fit.GOOD
