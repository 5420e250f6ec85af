"""One line of the scoreboard: a figure with its limit, and the control that keeps it honest."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Measured:
    """What one variant gave: a figure in words, whether it is within the limit, and everything else worth keeping."""

    value: str
    holds: bool
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Line:
    """A promise: `measure` runs the real thing, `control` a broken variant of it; both get a scratch folder."""

    name: str
    promise: str
    limit: str
    measure: Callable[[Path, bool], Measured]
    control: Callable[[Path, bool], Measured]


@dataclass(frozen=True, slots=True)
class Verdict:
    """A line with its outcome; a control that holds makes the line worth nothing."""

    name: str
    promise: str
    limit: str
    real: Measured
    control: Measured
    seconds: float

    @property
    def passed(self) -> bool:
        """Say whether the promise was kept and the broken variant was caught."""
        return self.real.holds and not self.control.holds

    def __str__(self) -> str:
        word = "PASS" if self.passed else "FAIL"
        caught = "caught" if not self.control.holds else "NOT CAUGHT"
        return f"{self.name} {self.real.value} / {self.limit} {word} (control {caught}: {self.control.value})"

    def as_dict(self) -> dict[str, Any]:
        """Return the verdict for JSON."""
        return {**asdict(self), "passed": self.passed}
