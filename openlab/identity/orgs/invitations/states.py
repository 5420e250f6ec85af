"""The life of an invitation."""

from enum import StrEnum

from openlab.kit.lifecycle import Lifecycle, Transition


class InvitationStatus(StrEnum):
    """Where an invitation stands."""

    INVITED = "INVITED"
    ACCEPTED = "ACCEPTED"
    REVOKED = "REVOKED"
    EXPIRED = "EXPIRED"


_S = InvitationStatus
LIFECYCLE = Lifecycle(
    "invitation",
    _S.INVITED,
    [
        Transition("accept", _S.INVITED, _S.ACCEPTED, "orgs:invitation:accept"),
        Transition("revoke", _S.INVITED, _S.REVOKED, "orgs:invitation:revoke"),
        Transition("expire", _S.INVITED, _S.EXPIRED, "orgs:invitation:expire"),
    ],
)
