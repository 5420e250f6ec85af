"""What happened to organisations."""

from dataclasses import dataclass

from openlab.kit.events import Event


@dataclass(frozen=True, slots=True)
class OrganisationsMerged(Event):
    """Everything that referred to one organisation refers to another from now on."""

    source_id: int
    target_id: int
