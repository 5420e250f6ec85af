"""What counts how much in a score: one versioned value, so that fitted weights can be adopted and rolled back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

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
