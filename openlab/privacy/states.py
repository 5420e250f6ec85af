"""The life of a wish to delete one's account, which waits so that it can be taken back, and what becomes of rows."""

from enum import StrEnum

from openlab.kit.lifecycle import Lifecycle, Transition


class DeletionStatus(StrEnum):
    """Where a wish to delete an account stands."""

    WAITING = "WAITING"
    TAKEN_BACK = "TAKEN_BACK"
    DONE = "DONE"


class Fate(StrEnum):
    """What becomes of a row when its person goes."""

    DELETED = "DELETED"
    UNLINKED = "UNLINKED"  # stays, but no longer says who
    KEPT = "KEPT"  # stays with a number that leads to no name


DELETION_LIFECYCLE = Lifecycle(
    "deletion",
    DeletionStatus.WAITING,
    [
        Transition("take_back", DeletionStatus.WAITING, DeletionStatus.TAKEN_BACK, "privacy:deletion:take_back"),
        Transition("complete", DeletionStatus.WAITING, DeletionStatus.DONE, "privacy:deletion:complete"),
    ],
)
