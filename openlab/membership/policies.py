"""Who may do what with memberships: the managers of an organisation for it, the curators of the alliance for others."""

from typing import Any

from openlab.identity.orgs.policies import is_curator
from openlab.identity.orgs.states import OrganisationKind, Role
from openlab.kit.policy import Actor, all_of, any_of, policies


def organisations_spoken_for(actor: Actor) -> tuple[int, ...]:
    """Return the ids of the organisations that the actor manages, the alliance itself left out."""
    return tuple(
        org
        for org in actor.organisation_ids
        if actor.has_role(org, Role.MANAGER) and actor.kinds.get(org) != OrganisationKind.ALLIANCE
    )


def speaks_for(actor: Actor, thing: Any) -> bool:
    """Say whether the actor manages the organisation that the thing belongs to."""
    return thing.organisation_id in organisations_spoken_for(actor)


def belongs(actor: Actor, thing: Any) -> bool:
    """Say whether the actor belongs to the organisation that the thing belongs to."""
    return actor.belongs_to(thing.organisation_id)


def curates(actor: Actor, thing: Any) -> bool:
    """Say whether the actor administers members; nobody decides about an organisation of their own."""
    return is_curator(actor) and not belongs(actor, thing)


def _speaks(actor: Actor, _thing: Any = None) -> bool:
    return bool(organisations_spoken_for(actor))


def _is_open(_actor: Actor, application: Any) -> bool:
    return bool(application.is_open)


def _no_vote_is_on(_actor: Actor, membership: Any) -> bool:
    return not membership.voting


def _was_sent(actor: Actor, application: Any) -> bool:
    return is_curator(actor) and application.sent_at is not None


policies.add(
    {
        "membership:application:create": _speaks,
        "membership:application:edit": all_of(speaks_for, _is_open),
        "membership:application:read": any_of(belongs, _was_sent),
        "membership:member:read": any_of(belongs, is_curator),
        "membership:member:represent": speaks_for,
        "membership:member:curate": curates,
        "membership:member:decide": all_of(curates, _no_vote_is_on),
        "membership:desk:use": is_curator,
        "membership:voice:cast": speaks_for,
    }
)
