"""The closed lists of committees, and the lives of minutes and of tasks."""

from enum import StrEnum

from openlab.kit.lifecycle import Lifecycle, Transition


class CommitteeKind(StrEnum):
    """What a group of the alliance is for."""

    COMMITTEE = "COMMITTEE"
    WORKING_GROUP = "WORKING_GROUP"


class Visibility(StrEnum):
    """Who may read a committee with its meetings, minutes and documents."""

    MEMBERS = "MEMBERS"  # those who hold a seat
    ALLIANCE = "ALLIANCE"  # everybody who belongs to a member organisation
    PUBLIC = "PUBLIC"


class SeatRole(StrEnum):
    """What somebody is on a committee."""

    CHAIR = "CHAIR"
    SECRETARY = "SECRETARY"
    MEMBER = "MEMBER"


class Reply(StrEnum):
    """Whether somebody means to come to a meeting."""

    COMING = "COMING"
    NOT_COMING = "NOT_COMING"


class MinutesStatus(StrEnum):
    """Where the minutes of a meeting stand."""

    DRAFT = "DRAFT"
    CIRCULATED = "CIRCULATED"
    ADOPTED = "ADOPTED"


class TaskStatus(StrEnum):
    """Where a task stands."""

    OPEN = "OPEN"
    DONE = "DONE"
    DROPPED = "DROPPED"


RUNNERS = (SeatRole.CHAIR, SeatRole.SECRETARY)

MINUTES = Lifecycle(
    "minutes",
    MinutesStatus.DRAFT,
    [
        Transition("circulate", MinutesStatus.DRAFT, MinutesStatus.CIRCULATED, "committees:committee:run"),
        Transition(
            "revise", MinutesStatus.CIRCULATED, MinutesStatus.DRAFT, "committees:committee:run", needs_reason=True
        ),
        Transition("adopt", MinutesStatus.CIRCULATED, MinutesStatus.ADOPTED, "committees:minutes:adopt"),
    ],
)

TASKS = Lifecycle(
    "committee_task",
    TaskStatus.OPEN,
    [
        Transition("finish", TaskStatus.OPEN, TaskStatus.DONE, "committees:task:finish"),
        Transition("drop", TaskStatus.OPEN, TaskStatus.DROPPED, "committees:committee:run", needs_reason=True),
        Transition("reopen", TaskStatus.DONE, TaskStatus.OPEN, "committees:committee:run"),
    ],
)
