"""What is measured, and what gave the occasion."""

from enum import StrEnum


class RunKind(StrEnum):
    """A run over a judged set, or a look at the market as it is."""

    JUDGED = "JUDGED"
    MARKET = "MARKET"


class Cause(StrEnum):
    """Why something was measured."""

    COMMAND = "COMMAND"
    MODEL = "MODEL"
    WEIGHTS = "WEIGHTS"
    DAILY = "DAILY"
