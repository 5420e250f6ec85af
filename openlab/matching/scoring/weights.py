"""What counts how much in a score: one versioned value, so that fitted weights can be adopted and rolled back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from openlab.matching.text import Side

# What each side wishes of the other, in shares of the facts' part; see docs/decisions/0012.
WISHES: Mapping[Side, Mapping[str, float]] = MappingProxyType({
    Side.NEEDS: {"category": 0.4, "budget": 0.15, "maturity": 0.1, "period": 0.1, "certifications": 0.05,
                 "data_hub": 0.05, "evidence": 0.15},
    Side.SOLUTIONS: {"category": 0.4, "region": 0.2, "budget": 0.25, "period": 0.1, "size": 0.05},
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Weights:
    """How text, facts and exposure make a score.

    `text_share` belongs to the text, the rest to the facts as each side wishes them; `exposure` is the most that the
    exposure hook may add or take, so small that it decides only between near ties.
    """

    version: str = "documented"
    text_share: float = 0.85
    wishes: Mapping[Side, Mapping[str, float]] = field(default_factory=lambda: WISHES, hash=False)
    exposure: float = 0.005

    def wished(self, side: Side, feature: str) -> float:
        """Return what a full value of one feature adds to the one-way score of a side."""
        return (1 - self.text_share) * self.wishes[side].get(feature, 0.0)


def as_data(weights: Weights) -> dict[str, Any]:
    """Return weights as plain data, without their version."""
    wishes = {side.value: dict(weights.wishes[side]) for side in Side}
    return {"text_share": weights.text_share, "wishes": wishes, "exposure": weights.exposure}


def from_data(version: str, data: Mapping[str, Any]) -> Weights:
    """Return the weights of plain data; values that could turn an order upside down raise ValueError."""
    wishes = {side: {name: float(value) for name, value in data["wishes"][side.value].items()} for side in Side}
    weights = Weights(version, float(data["text_share"]), wishes, float(data["exposure"]))
    values = [weights.text_share, weights.exposure, *(value for side in wishes.values() for value in side.values())]
    if min(values) < 0 or weights.text_share > 1 or any(sum(side.values()) > 1 + 1e-6 for side in wishes.values()):
        raise ValueError(f"weights {version}: shares lie between 0 and 1, and those of a side add up to at most 1")
    return weights
