"""The closed lists of an opinion on a match."""

from enum import StrEnum


class Opinion(StrEnum):
    """What somebody says of a match."""

    FITS = "FITS"
    DOES_NOT_FIT = "DOES_NOT_FIT"


class Origin(StrEnum):
    """What a list was made for: a need's solutions, a solution's needs, or a typed text."""

    NEED = "NEED"
    SOLUTION = "SOLUTION"
    TEXT = "TEXT"


class Why(StrEnum):
    """The reason given with an opinion."""

    SAME_PROBLEM = "SAME_PROBLEM"
    GOOD_CONDITIONS = "GOOD_CONDITIONS"
    OTHER_PROBLEM = "OTHER_PROBLEM"
    BAD_CONDITIONS = "BAD_CONDITIONS"
    NOT_NOW = "NOT_NOW"
    KNOWN = "KNOWN"
    OTHER = "OTHER"


REASONS = {
    Opinion.FITS: (Why.SAME_PROBLEM, Why.GOOD_CONDITIONS, Why.OTHER),
    Opinion.DOES_NOT_FIT: (Why.OTHER_PROBLEM, Why.BAD_CONDITIONS, Why.NOT_NOW, Why.KNOWN, Why.OTHER),
}
# These say something of the asker's moment, nothing of the match, so ranking learns nothing from them.
ABOUT_THE_MOMENT = frozenset({Why.NOT_NOW, Why.KNOWN})
