"""Who may do what with a need."""

from typing import Any

from openlab.identity.orgs.policies import is_curator
from openlab.identity.orgs.states import DEMAND_KINDS, Role
from openlab.kit.policy import Actor, any_of, policies
from openlab.needs.states import EDITABLE, PUBLIC


def is_public(_actor: Actor, need: Any) -> bool:
    """Say whether everybody may read the need."""
    return need.status in PUBLIC


def is_owners(actor: Actor, need: Any) -> bool:
    """Say whether the actor belongs to the municipality that owns the need."""
    return actor.belongs_to(need.organisation_id)


def bodies_written_for(actor: Actor) -> tuple[int, ...]:
    """Return the ids of the bodies for which the actor writes needs."""
    return tuple(
        org
        for kind in DEMAND_KINDS
        for org in actor.organisations_of_kind(kind)
        if actor.has_role(org, Role.OFFICER, Role.MANAGER)
    )


def may_write(actor: Actor, _thing: Any = None) -> bool:
    """Say whether the actor writes needs for some municipality."""
    return bool(bodies_written_for(actor))


def _writes_for_owner(actor: Actor, need: Any) -> bool:
    return need.organisation_id in bodies_written_for(actor)


def _edits(actor: Actor, need: Any) -> bool:
    return need.status in EDITABLE and _writes_for_owner(actor, need)


def _approves(actor: Actor, need: Any) -> bool:
    """A manager alone is not enough: approvers exist only in bodies whose identity has been checked."""
    return actor.has_role(need.organisation_id, Role.APPROVER)


policies.add(
    {
        "needs:need:read": any_of(is_public, is_owners),
        "needs:need:create": may_write,
        "needs:need:edit": _edits,
        "needs:need:approve": _approves,
        "needs:need:run": _writes_for_owner,
        "needs:need:import": is_curator,
    }
)
