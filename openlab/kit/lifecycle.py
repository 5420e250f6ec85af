"""A lifecycle is a table: from which state, by which action, to which state, allowed to whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, TypeVar

from openlab.kit.errors import ConflictError, InvalidInputError
from openlab.kit.policy import Actor, PolicyTable, policies

S = TypeVar("S", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Transition(Generic[S]):
    """One row of the table; `permission` is checked against the thing itself, before the change."""

    action: str
    source: S
    target: S
    permission: str
    needs_reason: bool = False


@dataclass(frozen=True, slots=True)
class Change(Generic[S]):
    """What `advance` did, ready for the audit record."""

    action: str
    source: S
    target: S
    reason: str


class UnknownTransitionError(ConflictError):
    """The state does not know this action."""

    code = "unknown-transition"


class ReasonRequiredError(InvalidInputError):
    """A negative act needs a written reason."""

    code = "reason-required"


class Lifecycle(Generic[S]):
    """The transition table of one kind of thing; the same table draws buttons, API actions and docs."""

    def __init__(self, name: str, initial: S, transitions: Iterable[Transition[S]]) -> None:
        self.name = name
        self.initial = initial
        self.transitions = tuple(transitions)
        self._by_key = {(row.source, row.action): row for row in self.transitions}
        if len(self._by_key) != len(self.transitions):
            raise ValueError(f"{name}: an action leads to two states")

    def find(self, state: S, action: str) -> Transition[S] | None:
        """Return the row for an action in a state, if there is one."""
        return self._by_key.get((state, action))

    def rows_from(self, state: S) -> tuple[Transition[S], ...]:
        """Return the rows that start in a state, in table order."""
        return tuple(row for row in self.transitions if row.source is state)

    def allowed(self, thing: Any, actor: Actor, table: PolicyTable = policies) -> tuple[Transition[S], ...]:
        """Return the rows this actor may take now, in table order: the buttons to draw."""
        return tuple(row for row in self.rows_from(thing.status) if table.allows(actor, row.permission, thing))

    def advance(
        self, thing: Any, action: str, actor: Actor, reason: str = "", table: PolicyTable = policies
    ) -> Change[S]:
        """Move `thing.status` by one action.

        Raises UnknownTransitionError (409) when the state does not know the action, ForbiddenError (403) or
        LoginRequiredError (401) when the actor may not, ReasonRequiredError (422) when a reason is missing.
        """
        row = self.find(thing.status, action)
        if row is None:
            raise UnknownTransitionError(action, state=str(thing.status), action=action, lifecycle=self.name)
        table.require(actor, row.permission, thing)
        if row.needs_reason and not reason.strip():
            raise ReasonRequiredError(action, {"reason": []}, action=action)
        thing.status = row.target
        return Change(action, row.source, row.target, reason.strip())
