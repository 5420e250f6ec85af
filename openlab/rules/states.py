"""How sure a rule is, and what kind of thing is versioned."""

from enum import StrEnum


class Mark(StrEnum):
    """How sure the source of a rule is."""

    FACT = "F"  # read in the text of the law
    JUDGED = "J"  # a second source or our own judgement
    UNKNOWN = "U"  # known to exist, its text has not been read


class Area(StrEnum):
    """What a versioned entry belongs to."""

    RULE = "RULE"
