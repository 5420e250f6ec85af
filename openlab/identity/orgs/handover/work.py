"""What people hold in their hands for an organisation: each feature says how to find it and how to hand it on."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from openlab.identity.orgs.states import Role
from openlab.kit.policy import Actor


@dataclass(frozen=True, slots=True)
class WorkKind:
    """One kind of thing that somebody keeps: its name on pages, and who may take it over.

    `find` gets the person's and the organisation's id, `hand_on` who acts, the thing and the new owner's id.
    """

    label: Any
    find: Callable[[int, int], Sequence[Any]]
    hand_on: Callable[[Actor, Any, int], None]
    takers: Collection[Role]


_kinds: dict[str, WorkKind] = {}
_duties: dict[Role, Callable[[int], int]] = {}


def register_work(name: str, kind: WorkKind) -> None:
    """Let a kind of thing be handed on when its owner leaves; registering again replaces."""
    _kinds[name] = kind


def register_duty(role: Role, count_waiting: Callable[[int], int]) -> None:
    """Say how to count what waits in an organisation for whoever holds a role."""
    _duties[role] = count_waiting


def kinds() -> tuple[WorkKind, ...]:
    """Return every kind of thing that is handed on."""
    return tuple(_kinds.values())


def waiting_roles(organisation_id: int) -> tuple[Role, ...]:
    """Return the roles for which something waits in an organisation."""
    return tuple(role for role, count in _duties.items() if count(organisation_id))
