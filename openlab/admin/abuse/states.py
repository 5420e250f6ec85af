"""What can be reported, why, and where a report stands."""

from enum import StrEnum

from openlab.kit.lifecycle import Lifecycle, Transition


class ReportTarget(StrEnum):
    """The kind of thing a report is about."""

    NEED = "NEED"
    SOLUTION = "SOLUTION"
    ORGANISATION = "ORGANISATION"


class AbuseReason(StrEnum):
    """Why something is reported."""

    FALSE_FACTS = "FALSE_FACTS"
    ADVERTISING = "ADVERTISING"
    PERSONAL_DATA = "PERSONAL_DATA"
    RIGHTS = "RIGHTS"
    OFFENSIVE = "OFFENSIVE"
    OTHER = "OTHER"


class ReportStatus(StrEnum):
    """Where a report stands."""

    OPEN = "OPEN"
    UPHELD = "UPHELD"
    DISMISSED = "DISMISSED"


REVIEW = "admin:abuse:decide"
LIFECYCLE = Lifecycle(
    "abuse_report",
    ReportStatus.OPEN,
    [
        Transition("uphold", ReportStatus.OPEN, ReportStatus.UPHELD, REVIEW, needs_reason=True),
        Transition("dismiss", ReportStatus.OPEN, ReportStatus.DISMISSED, REVIEW, needs_reason=True),
    ],
)
