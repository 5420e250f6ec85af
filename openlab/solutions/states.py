"""The life of a solution, and the closed lists it uses."""

from enum import StrEnum

from openlab.kit.lifecycle import Lifecycle, Transition


class SolutionStatus(StrEnum):
    """Where a solution stands."""

    DRAFT = "DRAFT"
    SUBMITTED = "SUBMITTED"
    CHANGES_REQUESTED = "CHANGES_REQUESTED"
    LISTED = "LISTED"
    SUSPENDED = "SUSPENDED"
    RETIRED = "RETIRED"


class Maturity(StrEnum):
    """How far the solution has come in practice."""

    PROTOTYPE = "PROTOTYPE"
    PILOT_PROVEN = "PILOT_PROVEN"
    COMMERCIAL = "COMMERCIAL"
    MULTI_ADOPTED = "MULTI_ADOPTED"


class ReviewReason(StrEnum):
    """Why a curator asks for changes or takes a listing down; every use comes with a written note."""

    UNCLEAR = "UNCLEAR"
    EVIDENCE = "EVIDENCE"
    EXAGGERATED = "EXAGGERATED"
    WRONG_FACTS = "WRONG_FACTS"
    DUPLICATE = "DUPLICATE"
    OUT_OF_SCOPE = "OUT_OF_SCOPE"
    RIGHTS = "RIGHTS"
    OTHER = "OTHER"


# What everybody may read and what is matched.
PUBLIC = (SolutionStatus.LISTED,)
# What the firm may change freely; in a listed solution only the small facts (see `service.FACT_FIELDS`).
DRAFTS = (SolutionStatus.DRAFT, SolutionStatus.CHANGES_REQUESTED)
EDITABLE = (*DRAFTS, SolutionStatus.LISTED)
# What the alliance never sees: it has not been handed in, or was taken back.
PRIVATE = (SolutionStatus.DRAFT,)

_S = SolutionStatus
LIFECYCLE = Lifecycle(
    "solution",
    _S.DRAFT,
    [
        Transition("submit", _S.DRAFT, _S.SUBMITTED, "solutions:solution:run"),
        Transition("submit", _S.CHANGES_REQUESTED, _S.SUBMITTED, "solutions:solution:run"),
        Transition("recall", _S.SUBMITTED, _S.DRAFT, "solutions:solution:run"),
        Transition("list", _S.SUBMITTED, _S.LISTED, "solutions:solution:review"),
        Transition(
            "request_changes", _S.SUBMITTED, _S.CHANGES_REQUESTED, "solutions:solution:review", needs_reason=True
        ),
        Transition("resubmit", _S.LISTED, _S.SUBMITTED, "solutions:solution:run"),
        Transition("suspend", _S.LISTED, _S.SUSPENDED, "solutions:solution:review", needs_reason=True),
        Transition("restore", _S.SUSPENDED, _S.LISTED, "solutions:solution:review"),
        *(Transition("retire", state, _S.RETIRED, "solutions:solution:run") for state in _S if state is not _S.RETIRED),
    ],
)
