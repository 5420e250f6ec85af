"""What happens to solutions, told to the rest of the program."""

from dataclasses import dataclass

from openlab.kit.events import Event


@dataclass(frozen=True, slots=True)
class SolutionSubmitted(Event):
    """A solution waits for the review of the alliance."""

    solution_id: int


@dataclass(frozen=True, slots=True)
class SolutionReturned(Event):
    """A curator asked the firm for changes."""

    solution_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class SolutionListed(Event):
    """A solution came into the market, or came back into it."""

    solution_id: int


@dataclass(frozen=True, slots=True)
class SolutionChanged(Event):
    """The text or the facts of a solution changed."""

    solution_id: int


@dataclass(frozen=True, slots=True)
class SolutionUnlisted(Event):
    """A solution left the market: in review again, suspended or retired."""

    solution_id: int
    reason: str = ""
