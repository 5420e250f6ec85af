"""What happens to needs, told to the rest of the program."""

from dataclasses import dataclass

from openlab.kit.events import Event


@dataclass(frozen=True, slots=True)
class NeedPublished(Event):
    """A need became public, or became public again."""

    need_id: int


@dataclass(frozen=True, slots=True)
class NeedChanged(Event):
    """The text or the facts of a need changed."""

    need_id: int


@dataclass(frozen=True, slots=True)
class NeedClosed(Event):
    """A need is no longer open to solutions: agreed, solved, withdrawn or expired."""

    need_id: int


@dataclass(frozen=True, slots=True)
class NeedSubmitted(Event):
    """A need waits for the approval of its own municipality."""

    need_id: int


@dataclass(frozen=True, slots=True)
class NeedReturned(Event):
    """The approver sent a need back to its author with a reason."""

    need_id: int
    reason: str
