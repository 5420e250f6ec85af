"""What somebody who leaves would leave behind, and who could take it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from openlab.identity.accounts.models import User
from openlab.identity.orgs.handover import policies as _rules  # noqa: F401  # defines the permissions
from openlab.identity.orgs.handover import work
from openlab.identity.orgs.models import Organisation
from openlab.identity.orgs.queries import count_with_role, members, roles_held
from openlab.identity.orgs.states import Role


@dataclass(frozen=True, slots=True)
class Pile:
    """Everything of one kind that somebody holds."""

    kind: work.WorkKind
    things: Sequence[Any]


@dataclass(frozen=True, slots=True)
class Plan:
    """What must find a new owner before somebody can leave: things, and roles that nobody else holds."""

    piles: tuple[Pile, ...]
    sole_roles: tuple[Role, ...]
    candidates: tuple[User, ...]

    @property
    def needs_successor(self) -> bool:
        """Say whether somebody has to take over."""
        return bool(self.piles or self.sole_roles)

    def lacking(self, roles: Collection[Role]) -> list[Pile]:
        """Return the things that somebody with these roles, and the ones that come along, could not work on."""
        after = {*roles, *self.sole_roles}
        return [pile for pile in self.piles if after.isdisjoint(pile.kind.takers)]


def plan_for(organisation: Organisation, user: User) -> Plan:
    """Return what a person would leave behind in an organisation."""
    held = roles_held(user.id, organisation.id)
    found = (Pile(kind, kind.find(user.id, organisation.id)) for kind in work.kinds())
    needed = {Role.MANAGER, *work.waiting_roles(organisation.id)}
    return Plan(
        tuple(pile for pile in found if pile.things),
        tuple(role for role in held if role in needed and count_with_role(organisation.id, role) == 1),
        tuple(member.user for member in members(organisation.id) if member.user.id != user.id),
    )
