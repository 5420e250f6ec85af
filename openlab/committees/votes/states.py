"""What the alliance votes on, and the life of a vote."""

from enum import StrEnum

from openlab.kit.lifecycle import Lifecycle, Transition


class VoteKind(StrEnum):
    """What is decided."""

    CO_CHAIR = "CO_CHAIR"
    AUDITOR = "AUDITOR"
    RESOLUTION = "RESOLUTION"


class VoteStatus(StrEnum):
    """Where a vote stands."""

    DRAFT = "DRAFT"
    OPEN = "OPEN"
    CLOSED = "CLOSED"
    CANCELLED = "CANCELLED"


class Office(StrEnum):
    """The elected offices of the alliance."""

    CO_CHAIR = "CO_CHAIR"
    AUDITOR = "AUDITOR"


LIFECYCLE = Lifecycle(
    "vote",
    VoteStatus.DRAFT,
    [
        Transition("open", VoteStatus.DRAFT, VoteStatus.OPEN, "committees:vote:run"),
        Transition("cancel", VoteStatus.DRAFT, VoteStatus.CANCELLED, "committees:vote:run", needs_reason=True),
        Transition("cancel", VoteStatus.OPEN, VoteStatus.CANCELLED, "committees:vote:run", needs_reason=True),
        Transition("close", VoteStatus.OPEN, VoteStatus.CLOSED, "committees:vote:run"),
    ],
)
