"""The life of a need, and the few closed lists it uses."""

from enum import StrEnum

from openlab.kit.lifecycle import Lifecycle, Transition


class NeedStatus(StrEnum):
    """Where a need stands."""

    DRAFT = "DRAFT"
    IN_REVIEW = "IN_REVIEW"
    APPROVED = "APPROVED"
    PUBLISHED = "PUBLISHED"
    RFI = "RFI"
    CALLING = "CALLING"
    AGREED = "AGREED"
    SOLVED = "SOLVED"
    WITHDRAWN = "WITHDRAWN"
    EXPIRED = "EXPIRED"


# What everybody may read; needs in these states are matched as long as they are open.
PUBLIC = (
    NeedStatus.PUBLISHED,
    NeedStatus.RFI,
    NeedStatus.CALLING,
    NeedStatus.AGREED,
    NeedStatus.SOLVED,
    NeedStatus.EXPIRED,
)
OPEN = (NeedStatus.PUBLISHED, NeedStatus.RFI, NeedStatus.CALLING)
EDITABLE = (NeedStatus.DRAFT,)


class PolicyTag(StrEnum):
    """A national aim that a need serves; each use carries a written reason."""

    CLIMATE = "CLIMATE"
    INCLUSION = "INCLUSION"
    DEPOPULATION = "DEPOPULATION"


class Funding(StrEnum):
    """Where the money comes from."""

    LOCAL = "LOCAL"
    MATCH_50 = "MATCH_50"
    NATIONAL = "NATIONAL"
    PRIVATE = "PRIVATE"
    OVERSEAS = "OVERSEAS"


_S = NeedStatus
LIFECYCLE = Lifecycle(
    "need",
    _S.DRAFT,
    [
        Transition("submit", _S.DRAFT, _S.IN_REVIEW, "needs:need:edit"),
        Transition("withdraw", _S.DRAFT, _S.WITHDRAWN, "needs:need:edit"),
        Transition("approve", _S.IN_REVIEW, _S.APPROVED, "needs:need:approve"),
        Transition("return", _S.IN_REVIEW, _S.DRAFT, "needs:need:approve", needs_reason=True),
        Transition("publish", _S.APPROVED, _S.PUBLISHED, "needs:need:approve"),
        Transition("sound_market", _S.PUBLISHED, _S.RFI, "needs:need:run"),
        Transition("close_sounding", _S.RFI, _S.PUBLISHED, "needs:need:run"),
        Transition("call", _S.PUBLISHED, _S.CALLING, "needs:need:run"),
        Transition("call", _S.RFI, _S.CALLING, "needs:need:run"),
        Transition("call_failed", _S.CALLING, _S.PUBLISHED, "needs:need:run", needs_reason=True),
        Transition("agree", _S.PUBLISHED, _S.AGREED, "needs:need:run"),
        Transition("agree", _S.CALLING, _S.AGREED, "needs:need:run"),
        Transition("agreement_failed", _S.AGREED, _S.PUBLISHED, "needs:need:run", needs_reason=True),
        Transition("solve", _S.AGREED, _S.SOLVED, "needs:need:run"),
        Transition("withdraw", _S.PUBLISHED, _S.WITHDRAWN, "needs:need:run", needs_reason=True),
        Transition("expire", _S.PUBLISHED, _S.EXPIRED, "needs:need:run"),
        Transition("republish", _S.EXPIRED, _S.PUBLISHED, "needs:need:run"),
    ],
)
