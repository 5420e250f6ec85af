"""Who runs a vote, who casts one, and who reads it."""

from typing import Any

from openlab.committees.votes.states import VoteStatus
from openlab.identity.orgs.policies import is_curator
from openlab.identity.orgs.states import Role
from openlab.kit.policy import Actor, any_of, policies


def is_called(_actor: Actor, vote: Any) -> bool:
    """Say whether the vote has been opened, so that everybody may know of it."""
    return vote.status in {VoteStatus.OPEN, VoteStatus.CLOSED}


def speaks_for(actor: Actor, place: Any) -> bool:
    """Say whether the actor manages the organisation of a place on the list of voters."""
    return actor.has_role(place.organisation_id, Role.MANAGER)


policies.add(
    {
        "committees:vote:read": any_of(is_called, is_curator),
        "committees:vote:run": is_curator,
        "committees:vote:cast": speaks_for,
    }
)
