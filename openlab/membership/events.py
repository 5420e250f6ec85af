"""What happens to members, told to the rest of the program."""

from dataclasses import dataclass

from openlab.kit.events import Event


@dataclass(frozen=True, slots=True)
class MemberJoined(Event):
    """An organisation became a member in good standing, for the first time or again."""

    organisation_id: int


@dataclass(frozen=True, slots=True)
class MemberEnded(Event):
    """An organisation is no longer a member in good standing: suspended, left or expelled."""

    organisation_id: int
