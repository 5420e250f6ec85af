"""Who may do what with organisations."""

from typing import Any

from openlab.identity.orgs.states import OrganisationKind, Role
from openlab.kit.policy import Actor, any_of, policies, signed_in


def is_curator(actor: Actor, _thing: Any = None) -> bool:
    """Say whether the actor is an alliance admin."""
    return any(actor.has_role(org, Role.CURATOR) for org in actor.organisations_of_kind(OrganisationKind.ALLIANCE))


def manages(actor: Actor, organisation: Any) -> bool:
    """Say whether the actor manages this organisation."""
    return actor.has_role(organisation.id, Role.MANAGER)


def _manages_target(actor: Actor, request: Any) -> bool:
    return actor.has_role(request.organisation_id, Role.MANAGER)


def _asked(actor: Actor, request: Any) -> bool:
    return actor.user_id is not None and actor.user_id == request.user_id


policies.add(
    {
        "orgs:organisation:import": is_curator,
        "orgs:organisation:create": signed_in,
        "orgs:organisation:edit": any_of(manages, is_curator),
        "orgs:organisation:people": any_of(manages, is_curator),
        "orgs:organisation:verify": is_curator,
        "orgs:join:create": signed_in,
        "orgs:join:decide": any_of(_manages_target, is_curator),
        "orgs:join:cancel": _asked,
        "admin:console:use": is_curator,
    }
)
