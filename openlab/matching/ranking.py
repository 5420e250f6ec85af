"""Two-way ranking: how well an item serves the asker, how well the asker suits the item, and one order from both.

Every score is the sum of its named parts, so that what people are shown is what decided.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from openlab.matching.features import Feature, Verdict, feasible
from openlab.matching.text import Side

TEXT_SHARE = 0.85  # the rest belongs to the facts; see docs/decisions/0012
# What each side wishes of the other, in shares of the facts' part.
WISHES: Mapping[Side, Mapping[str, float]] = {
    Side.NEEDS: {"category": 0.4, "budget": 0.15, "maturity": 0.1, "period": 0.1, "certifications": 0.05,
                 "data_hub": 0.05, "evidence": 0.15},
    Side.SOLUTIONS: {"category": 0.4, "region": 0.2, "budget": 0.25, "period": 0.1, "size": 0.05},
}  # fmt: skip


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

    On problem types that the model had not seen, half of the answers from 0.5 on and a third of those from 0.4 on were
    written for the asker's very problem; on familiar problems it is far more. See docs/decisions/0012.
    """

    very_good: float = 0.5
    good: float = 0.35


@dataclass(frozen=True, slots=True)
class Scored:
    """One item with its text score taken apart and its facts compared."""

    id: str
    parts: Mapping[str, float]
    features: tuple[Feature, ...]
    text_score: float

    @property
    def score(self) -> float:
        """Return the sum of the parts."""
        return sum(self.parts.values())

    @property
    def feasible(self) -> bool:
        """Say whether no hard limit is broken."""
        return feasible(self.features)


def score_pair(item_id: str, text: Mapping[str, float], features: tuple[Feature, ...], asker: Side | None) -> Scored:
    """Join the parts of the text score with the facts as both sides value them.

    The score is the harmonic mean of the two one-way scores; the part "balance" is what it lies below their mean.
    """
    if asker is None or not features:
        return Scored(item_id, dict(text), features, sum(text.values()))
    by_asker = _wished(features, WISHES[asker])
    by_item = _wished(features, WISHES[asker.other])
    parts = {name: TEXT_SHARE * value for name, value in text.items()}
    worded = sum(parts.values())
    forward, backward = worded + sum(by_asker.values()), worded + sum(by_item.values())
    for feature in features:
        parts[feature.name] = (by_asker.get(feature.name, 0.0) + by_item.get(feature.name, 0.0)) / 2
    parts["balance"] = _harmonic(forward, backward) - (forward + backward) / 2
    return Scored(item_id, parts, features, sum(text.values()))


def in_order(scored: Iterable[Scored], asker_id: str) -> list[Scored]:
    """Sort feasible pairs first, then by score; ties fall by a hash of both ids, which favours nobody."""
    return sorted(scored, key=lambda one: (not one.feasible, -round(one.score, 9), _lot(asker_id, one.id)))


def fit_of(text_score: float, features: tuple[Feature, ...], limits: Thresholds) -> Fit:
    """Return the word for a pair: a broken hard limit or weak text says "check"; open questions cap at "good"."""
    if not feasible(features) or text_score < limits.good:
        return Fit.CHECK
    open_questions = any(one.verdict is Verdict.CHECK and one.name not in NOT_ASKED for one in features)
    return Fit.VERY_GOOD if text_score >= limits.very_good and not open_questions else Fit.GOOD


def _wished(features: tuple[Feature, ...], wishes: Mapping[str, float]) -> dict[str, float]:
    share = 1 - TEXT_SHARE
    return {one.name: share * wishes[one.name] * one.value for one in features if one.name in wishes}


def _harmonic(one: float, other: float) -> float:
    return 2 * one * other / (one + other) if one + other > 0 else 0.0


def _lot(asker_id: str, item_id: str) -> str:
    return hashlib.blake2b(f"{asker_id}\0{item_id}".encode(), digest_size=8).hexdigest()
