"""Kinds of organisations, roles in them, size classes of firms, and the life of a request to join."""

from enum import StrEnum

from openlab.kit.lifecycle import Lifecycle, Transition


class OrganisationKind(StrEnum):
    """What an organisation is."""

    MUNICIPALITY = "MUNICIPALITY"
    COMPANY = "COMPANY"
    ALLIANCE = "ALLIANCE"
    PUBLIC_BODY = "PUBLIC_BODY"
    RESEARCH = "RESEARCH"
    OVERSEAS_CITY = "OVERSEAS_CITY"


class Role(StrEnum):
    """What a person may be in an organisation; several at once are possible."""

    MANAGER = "MANAGER"  # people and profile of the organisation
    OFFICER = "OFFICER"  # writes needs, runs pilots
    APPROVER = "APPROVER"  # approves and publishes needs
    CONTRACT_OFFICER = "CONTRACT_OFFICER"
    INSPECTOR = "INSPECTOR"
    AUDITOR = "AUDITOR"  # reads everything of the organisation, changes nothing
    MEMBER = "MEMBER"  # works for a firm: solutions, proposals
    EVALUATOR = "EVALUATOR"
    CURATOR = "CURATOR"  # alliance admin: members, listings, taxonomy


class SizeClass(StrEnum):
    """Size of a firm, as the alliance counts its members."""

    LARGE = "LARGE"
    MID = "MID"
    SME = "SME"
    VENTURE = "VENTURE"
    STARTUP = "STARTUP"


# Roles that can be given in each kind of organisation; the first is what somebody who joins gets.
ROLES_OF: dict[OrganisationKind, tuple[Role, ...]] = {
    OrganisationKind.MUNICIPALITY: (
        Role.OFFICER,
        Role.MANAGER,
        Role.APPROVER,
        Role.CONTRACT_OFFICER,
        Role.INSPECTOR,
        Role.AUDITOR,
        Role.EVALUATOR,
    ),
    OrganisationKind.PUBLIC_BODY: (
        Role.OFFICER,
        Role.MANAGER,
        Role.APPROVER,
        Role.CONTRACT_OFFICER,
        Role.INSPECTOR,
        Role.AUDITOR,
        Role.EVALUATOR,
    ),
    OrganisationKind.OVERSEAS_CITY: (Role.OFFICER, Role.MANAGER, Role.APPROVER),
    OrganisationKind.COMPANY: (Role.MEMBER, Role.MANAGER),
    OrganisationKind.RESEARCH: (Role.MEMBER, Role.MANAGER, Role.EVALUATOR),
    OrganisationKind.ALLIANCE: (Role.CURATOR, Role.MANAGER),
}

DEMAND_KINDS = (OrganisationKind.MUNICIPALITY, OrganisationKind.PUBLIC_BODY, OrganisationKind.OVERSEAS_CITY)
SUPPLY_KINDS = (OrganisationKind.COMPANY, OrganisationKind.RESEARCH)


class JoinStatus(StrEnum):
    """Where a request to join an organisation stands."""

    REQUESTED = "REQUESTED"
    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    CANCELLED = "CANCELLED"


JOIN_LIFECYCLE = Lifecycle(
    "join",
    JoinStatus.REQUESTED,
    [
        Transition("accept", JoinStatus.REQUESTED, JoinStatus.ACCEPTED, "orgs:join:decide"),
        Transition("decline", JoinStatus.REQUESTED, JoinStatus.DECLINED, "orgs:join:decide", needs_reason=True),
        Transition("cancel", JoinStatus.REQUESTED, JoinStatus.CANCELLED, "orgs:join:cancel"),
    ],
)
