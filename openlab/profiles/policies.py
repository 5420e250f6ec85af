"""Who may ask for an organisation to be verified by a document, read the document, and decide."""

from typing import Any

from openlab.identity.orgs.policies import is_curator, manages
from openlab.identity.orgs.states import Role
from openlab.kit.policy import Actor, any_of, policies


def _manages_target(actor: Actor, request: Any) -> bool:
    return actor.has_role(request.organisation_id, Role.MANAGER)


def _decides(actor: Actor, request: Any) -> bool:
    """Nobody decides about an organisation of their own."""
    return is_curator(actor) and not actor.belongs_to(request.organisation_id)


policies.add(
    {
        "profiles:verification:ask": manages,
        "profiles:verification:read": any_of(_manages_target, is_curator),
        "profiles:verification:decide": _decides,
        "profiles:verification:cancel": _manages_target,
        "profiles:verification:list": is_curator,
    }
)
