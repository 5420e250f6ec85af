"""Facts that happened, told to whoever subscribed, inside the same transaction."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar


@dataclass(frozen=True, slots=True)
class Event:
    """Base of all events; named in the past tense (`NeedPublished`).

    `actor_id` is who did it (`Actor.user_id`); the same fact is the same event, whoever brought it about.
    """

    actor_id: int | None = field(default=None, kw_only=True, compare=False)


E = TypeVar("E", bound=Event)


class EventBus:
    """Keeps the subscribers of each event type and calls them in the order they came.

    Subscribers run before the commit, so what they write stands or falls with the change they react to.
    Work that leaves the database (mail, index) belongs in an outbox job that a subscriber enqueues.
    """

    def __init__(self) -> None:
        self._subscribers: dict[type[Event], list[Callable[[Event], None]]] = defaultdict(list)

    def subscribe(self, kind: type[E], handler: Callable[[E], None]) -> None:
        """Call `handler` for every event of exactly this kind; subscribing the same handler twice is once."""
        handlers = self._subscribers[kind]
        if handler not in handlers:
            handlers.append(handler)  # type: ignore[arg-type]

    def emit(self, event: Event) -> None:
        """Tell every subscriber of the event's type."""
        for handler in tuple(self._subscribers[type(event)]):
            handler(event)


bus = EventBus()
emit = bus.emit
subscribe = bus.subscribe
