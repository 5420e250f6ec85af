"""The closed lists of partner finding, and the lives of notices and requests."""

from enum import StrEnum

from openlab.kit.lifecycle import Lifecycle, Transition


class NoticeKind(StrEnum):
    """Whether a firm looks for something or has something to give."""

    SEEKS = "SEEKS"
    OFFERS = "OFFERS"


class NoticeStatus(StrEnum):
    """Where a notice stands; an open one is shown until its last day."""

    OPEN = "OPEN"
    CLOSED = "CLOSED"


class RequestStatus(StrEnum):
    """Where a partnership request stands."""

    SENT = "SENT"
    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    WITHDRAWN = "WITHDRAWN"


TALKING = (RequestStatus.SENT, RequestStatus.ACCEPTED)

NOTICES = Lifecycle(
    "partner_notice",
    NoticeStatus.OPEN,
    [
        Transition("close", NoticeStatus.OPEN, NoticeStatus.CLOSED, "partners:notice:edit"),
        Transition("reopen", NoticeStatus.CLOSED, NoticeStatus.OPEN, "partners:notice:edit"),
    ],
)

REQUESTS = Lifecycle(
    "partner_request",
    RequestStatus.SENT,
    [
        Transition("accept", RequestStatus.SENT, RequestStatus.ACCEPTED, "partners:request:decide"),
        Transition("decline", RequestStatus.SENT, RequestStatus.DECLINED, "partners:request:decide", needs_reason=True),
        Transition("withdraw", RequestStatus.SENT, RequestStatus.WITHDRAWN, "partners:request:withdraw"),
    ],
)
