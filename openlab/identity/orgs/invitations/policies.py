"""Who may do what with invitations."""

from typing import Any

from openlab.identity.orgs.policies import is_curator, manages
from openlab.identity.orgs.states import Role
from openlab.kit.policy import Actor, any_of, is_system, policies, signed_in


def _manages_target(actor: Actor, invitation: Any) -> bool:
    return actor.has_role(invitation.organisation_id, Role.MANAGER)


policies.add(
    {
        "orgs:invitation:create": any_of(manages, is_curator),
        "orgs:invitation:revoke": any_of(_manages_target, is_curator),
        "orgs:invitation:accept": signed_in,  # the service compares the address
        "orgs:invitation:expire": is_system,
    }
)
