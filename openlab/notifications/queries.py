"""Who reads a mail about a need or a solution: only people whose account is open and whose address is confirmed."""

from collections.abc import Sequence
from typing import Any

from openlab.identity.accounts.models import User
from openlab.identity.accounts.queries import find_user
from openlab.identity.orgs.queries import alliance, people_with_role, roles_held
from openlab.identity.orgs.states import Role
from openlab.needs.models import Need
from openlab.solutions.models import Solution


def approvers(need: Need) -> list[User]:
    """Return the approvers of the municipality."""
    return _reachable(people_with_role(need.organisation_id, Role.APPROVER))


def curators(solution: Solution) -> list[User]:
    """Return the curators of the alliance, without those of the firm: nobody reviews what their own firm offers."""
    market = alliance()
    found = _reachable(people_with_role(market.id, Role.CURATOR)) if market else []
    return [user for user in found if not roles_held(user.id, solution.organisation_id)]


def writers(thing: Any) -> list[User]:
    """Return the author; the managers of the organisation when the author is gone from it or cannot be reached."""
    author = find_user(thing.author_id or 0)
    if author is not None and _reachable([author]) and roles_held(author.id, thing.organisation_id):
        return [author]
    return _reachable(people_with_role(thing.organisation_id, Role.MANAGER))


def _reachable(people: Sequence[User]) -> list[User]:
    return [user for user in people if user.active and user.confirmed_at is not None]
