"""Who may do what: an actor, a table of pure predicates by permission name, and one evaluator."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from openlab.kit.errors import ForbiddenError, LoginRequiredError


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is asking: a person with roles per organisation, or nobody.

    `roles` maps an organisation id to the role names held there; `kinds` maps it to the organisation's kind.
    """

    user_id: int | None = None
    name: str = ""
    roles: Mapping[int, frozenset[str]] = field(default_factory=dict)
    kinds: Mapping[int, str] = field(default_factory=dict)
    organisation_id: int | None = None  # the one acted for at the moment

    @property
    def is_anonymous(self) -> bool:
        """Say whether nobody has signed in."""
        return self.user_id is None

    @property
    def organisation_ids(self) -> tuple[int, ...]:
        """Return every organisation the person belongs to."""
        return tuple(self.roles)

    def has_role(self, organisation_id: int | None, *names: str) -> bool:
        """Say whether the person holds one of the roles in that organisation."""
        return organisation_id is not None and not self.roles.get(organisation_id, frozenset()).isdisjoint(names)

    def belongs_to(self, organisation_id: int | None) -> bool:
        """Say whether the person has any role there."""
        return organisation_id is not None and organisation_id in self.roles

    def organisations_of_kind(self, kind: str) -> tuple[int, ...]:
        """Return the ids of the person's organisations of one kind."""
        return tuple(org for org in self.roles if self.kinds.get(org) == kind)


ANONYMOUS = Actor()
# The system itself (seeding, scheduler, command line): may do what the rules of a feature allow `is_system`.
SYSTEM = Actor(user_id=0, name="system")

Predicate = Callable[[Actor, Any], bool]


def is_system(actor: Actor, _thing: Any = None) -> bool:
    """Say whether the program itself acts."""
    return actor.user_id == SYSTEM.user_id and not actor.roles


def signed_in(actor: Actor, _thing: Any = None) -> bool:
    """Say whether a person has signed in."""
    return not actor.is_anonymous


def anyone(_actor: Actor, _thing: Any = None) -> bool:
    """Allow everybody."""
    return True


def any_of(*predicates: Predicate) -> Predicate:
    """Allow when one of the predicates does."""

    def check(actor: Actor, thing: Any = None) -> bool:
        return any(predicate(actor, thing) for predicate in predicates)

    return check


def all_of(*predicates: Predicate) -> Predicate:
    """Allow when all of the predicates do."""

    def check(actor: Actor, thing: Any = None) -> bool:
        return all(predicate(actor, thing) for predicate in predicates)

    return check


class PolicyTable:
    """Every permission of the program with its predicate; filled by the features' `policies.py`."""

    def __init__(self) -> None:
        self._rules: dict[str, Predicate] = {}

    def add(self, rules: Mapping[str, Predicate]) -> None:
        """Take over a feature's permissions; a name can be defined once."""
        for name, predicate in rules.items():
            known = self._rules.setdefault(name, predicate)
            if known is not predicate:
                raise ValueError(f"permission {name!r} is defined twice")

    def names(self) -> tuple[str, ...]:
        """Return all permission names in alphabetical order."""
        return tuple(sorted(self._rules))

    def allows(self, actor: Actor, permission: str, thing: Any = None) -> bool:
        """Say whether the actor may; an unknown permission is a programming error (KeyError)."""
        return is_system(actor) or self._rules[permission](actor, thing)

    def require(self, actor: Actor, permission: str, thing: Any = None) -> None:
        """Raise LoginRequiredError or ForbiddenError unless the actor may."""
        if self.allows(actor, permission, thing):
            return
        if actor.is_anonymous:
            raise LoginRequiredError(permission=permission)
        raise ForbiddenError(permission=permission)


policies = PolicyTable()
