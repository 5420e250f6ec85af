"""The life of a request to have an organisation verified by documents."""

from enum import StrEnum

from openlab.kit.lifecycle import Lifecycle, Transition


class VerificationStatus(StrEnum):
    """Where a request stands."""

    REQUESTED = "REQUESTED"
    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    CANCELLED = "CANCELLED"


_S = VerificationStatus
LIFECYCLE = Lifecycle(
    "verification",
    _S.REQUESTED,
    [
        Transition("accept", _S.REQUESTED, _S.ACCEPTED, "profiles:verification:decide"),
        Transition("decline", _S.REQUESTED, _S.DECLINED, "profiles:verification:decide", needs_reason=True),
        Transition("cancel", _S.REQUESTED, _S.CANCELLED, "profiles:verification:cancel"),
    ],
)
