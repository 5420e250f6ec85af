"""The life of a membership, its classes, and the closed lists of reasons for which it is refused or ends."""

from enum import StrEnum

from openlab.identity.orgs.states import OrganisationKind
from openlab.kit.lifecycle import Lifecycle, Transition


class MembershipStatus(StrEnum):
    """Where an organisation stands with the alliance."""

    APPLIED = "APPLIED"
    SCREENING = "SCREENING"
    SUPPLEMENT = "SUPPLEMENT"
    ACTIVE = "ACTIVE"
    SUSPENDED = "SUSPENDED"
    LEFT = "LEFT"
    EXPELLED = "EXPELLED"
    REFUSED = "REFUSED"


class MemberClass(StrEnum):
    """As what an organisation belongs: firms by size, and three kinds of other bodies."""

    LARGE = "LARGE"
    MID = "MID"
    SME = "SME"
    VENTURE = "VENTURE"
    STARTUP = "STARTUP"
    PUBLIC = "PUBLIC"
    RESEARCH = "RESEARCH"
    MUNICIPALITY = "MUNICIPALITY"


class Committee(StrEnum):
    """A committee an applicant may be interested in; the committees themselves are founded elsewhere."""

    BUSINESS_MODEL = "BUSINESS_MODEL"
    OVERSEAS = "OVERSEAS"
    STANDARDS = "STANDARDS"
    POLICY = "POLICY"
    TECHNOLOGY = "TECHNOLOGY"
    LIVING_LAB = "LIVING_LAB"


class Ground(StrEnum):
    """Why an application is refused or a membership is suspended or ends; every use comes with a written note."""

    NOT_ELIGIBLE = "NOT_ELIGIBLE"
    EVIDENCE = "EVIDENCE"
    DUPLICATE = "DUPLICATE"
    VOTED_DOWN = "VOTED_DOWN"
    TERM_ENDED = "TERM_ENDED"
    DUES_UNPAID = "DUES_UNPAID"
    FALSE_FACTS = "FALSE_FACTS"
    BREACH = "BREACH"
    CLOSED_DOWN = "CLOSED_DOWN"
    OWN_WISH = "OWN_WISH"
    OTHER = "OTHER"


class MessageKind(StrEnum):
    """What a message of the thread is for."""

    REQUEST = "REQUEST"  # the alliance asks for a supplement
    REPLY = "REPLY"
    NOTE = "NOTE"  # a word of the alliance that asks for nothing


class BallotStatus(StrEnum):
    """Whether a vote is still on, and how it ended."""

    OPEN = "OPEN"
    CARRIED = "CARRIED"
    REJECTED = "REJECTED"
    NO_QUORUM = "NO_QUORUM"
    CANCELLED = "CANCELLED"


class Choice(StrEnum):
    """What an organisation says in a vote."""

    YES = "YES"
    NO = "NO"
    ABSTAIN = "ABSTAIN"


class DuesState(StrEnum):
    """How the dues of a member stand on a day; nothing of this is stored but the last day that is paid."""

    PENDING = "PENDING"
    PAID = "PAID"
    OVERDUE = "OVERDUE"


WAITING = (MembershipStatus.APPLIED, MembershipStatus.SCREENING, MembershipStatus.SUPPLEMENT)
MEMBERS = (MembershipStatus.ACTIVE, MembershipStatus.SUSPENDED)
REAPPLICABLE = (MembershipStatus.LEFT, MembershipStatus.REFUSED)

_FIRMS = (MemberClass.LARGE, MemberClass.MID, MemberClass.SME, MemberClass.VENTURE, MemberClass.STARTUP)
CLASSES_OF: dict[OrganisationKind, tuple[MemberClass, ...]] = {
    OrganisationKind.COMPANY: _FIRMS,
    OrganisationKind.PUBLIC_BODY: (MemberClass.PUBLIC,),
    OrganisationKind.RESEARCH: (MemberClass.RESEARCH,),
    OrganisationKind.MUNICIPALITY: (MemberClass.MUNICIPALITY,),
    OrganisationKind.OVERSEAS_CITY: (MemberClass.MUNICIPALITY,),
}

REFUSAL_GROUNDS = (Ground.NOT_ELIGIBLE, Ground.EVIDENCE, Ground.DUPLICATE, Ground.FALSE_FACTS, Ground.OTHER)
ENDING_GROUNDS: dict[str, tuple[Ground, ...]] = {
    "suspend": (Ground.DUES_UNPAID, Ground.TERM_ENDED, Ground.BREACH, Ground.FALSE_FACTS, Ground.OTHER),
    "expel": (Ground.FALSE_FACTS, Ground.BREACH, Ground.DUES_UNPAID, Ground.CLOSED_DOWN, Ground.OTHER),
    "leave": (Ground.OWN_WISH, Ground.CLOSED_DOWN, Ground.OTHER),
}

_S = MembershipStatus
_DESK, _DECIDE, _OWN = "membership:member:curate", "membership:member:decide", "membership:member:represent"
LIFECYCLE = Lifecycle(
    "membership",
    _S.APPLIED,
    [
        Transition("screen", _S.APPLIED, _S.SCREENING, _DESK),
        Transition("approve", _S.SCREENING, _S.ACTIVE, _DECIDE),
        Transition("ask_supplement", _S.SCREENING, _S.SUPPLEMENT, _DECIDE, needs_reason=True),
        Transition("supplement", _S.SUPPLEMENT, _S.SCREENING, _OWN),
        Transition("refuse", _S.SCREENING, _S.REFUSED, _DECIDE, needs_reason=True),
        Transition("suspend", _S.ACTIVE, _S.SUSPENDED, _DESK, needs_reason=True),
        Transition("restore", _S.SUSPENDED, _S.ACTIVE, _DESK),
        Transition("leave", _S.ACTIVE, _S.LEFT, _OWN, needs_reason=True),
        Transition("expel", _S.ACTIVE, _S.EXPELLED, _DESK, needs_reason=True),
        Transition("expel", _S.SUSPENDED, _S.EXPELLED, _DESK, needs_reason=True),
        Transition("reapply", _S.LEFT, _S.APPLIED, _OWN),
        Transition("reapply", _S.REFUSED, _S.APPLIED, _OWN),
    ],
)
