"""What every chain begins with, and the closed lists that access rows use."""

from enum import StrEnum

GENESIS = "0" * 64  # stands where the digest of the link before the first one would


class Handling(StrEnum):
    """What somebody did with another person's data."""

    VIEW = "VIEW"
    EXPORT = "EXPORT"


class Purpose(StrEnum):
    """Why somebody looks at another person's data; part of every access row."""

    PEOPLE = "PEOPLE"  # who belongs to an organisation, with which roles
    JOINING = "JOINING"  # somebody asks to be let in
    CURATION = "CURATION"  # the alliance looks after its market and members
    AUDIT = "AUDIT"  # the record of acts, and who saw whose data
    QUALITY = "QUALITY"  # opinions on matches, to mend matching
    OPERATION = "OPERATION"  # the operator of the installation, at the command line
