"""Who may do what with a solution."""

from typing import Any

from openlab.identity.orgs.policies import is_curator
from openlab.identity.orgs.states import SUPPLY_KINDS, Role
from openlab.kit.policy import Actor, any_of, policies
from openlab.solutions.states import EDITABLE, PRIVATE, PUBLIC


def is_public(_actor: Actor, solution: Any) -> bool:
    """Say whether everybody may read the solution."""
    return solution.status in PUBLIC


def is_owners(actor: Actor, solution: Any) -> bool:
    """Say whether the actor belongs to the firm that offers the solution."""
    return actor.belongs_to(solution.organisation_id)


def firms_written_for(actor: Actor) -> tuple[int, ...]:
    """Return the ids of the firms for which the actor writes solutions."""
    return tuple(
        org
        for kind in SUPPLY_KINDS
        for org in actor.organisations_of_kind(kind)
        if actor.has_role(org, Role.MEMBER, Role.MANAGER)
    )


def _curates(actor: Actor, solution: Any) -> bool:
    return is_curator(actor) and solution.status not in PRIVATE


def _writes(actor: Actor, _thing: Any = None) -> bool:
    return bool(firms_written_for(actor))


def _writes_for_owner(actor: Actor, solution: Any) -> bool:
    return solution.organisation_id in firms_written_for(actor)


def _edits(actor: Actor, solution: Any) -> bool:
    return solution.status in EDITABLE and _writes_for_owner(actor, solution)


def _reviews(actor: Actor, solution: Any) -> bool:
    """Nobody reviews what their own firm offers."""
    return is_curator(actor) and not is_owners(actor, solution)


policies.add(
    {
        "solutions:solution:read": any_of(is_public, is_owners, _curates),
        "solutions:solution:create": _writes,
        "solutions:solution:edit": _edits,
        "solutions:solution:run": _writes_for_owner,
        "solutions:solution:review": _reviews,
        "solutions:solution:import": is_curator,
    }
)
