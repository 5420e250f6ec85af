"""The life of a wish to delete one's account: it waits, so that it can be taken back."""

from enum import StrEnum

from openlab.kit.lifecycle import Lifecycle, Transition


class DeletionStatus(StrEnum):
    """Where a wish to delete an account stands."""

    WAITING = "WAITING"
    TAKEN_BACK = "TAKEN_BACK"
    DONE = "DONE"


DELETION_LIFECYCLE = Lifecycle(
    "deletion",
    DeletionStatus.WAITING,
    [
        Transition("take_back", DeletionStatus.WAITING, DeletionStatus.TAKEN_BACK, "privacy:deletion:take_back"),
        Transition("complete", DeletionStatus.WAITING, DeletionStatus.DONE, "privacy:deletion:complete"),
    ],
)
