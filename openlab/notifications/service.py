"""Which event is told to whom: the event leaves a job, and the job writes the mails if they are still true."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from openlab.i18n import use_locale
from openlab.identity.accounts.models import User
from openlab.jobs.mail import send_mail
from openlab.jobs.service import enqueue, handles
from openlab.kit.events import Event
from openlab.kit.policy import SYSTEM
from openlab.needs.events import NeedPublished, NeedReturned, NeedSubmitted
from openlab.needs.queries import find_need
from openlab.needs.states import OPEN, NeedStatus
from openlab.notifications.queries import approvers, curators, writers
from openlab.solutions.events import SolutionListed, SolutionReturned, SolutionSubmitted, SolutionUnlisted
from openlab.solutions.labels import REASON_LABELS
from openlab.solutions.models import Solution
from openlab.solutions.queries import find_solution
from openlab.solutions.states import SolutionStatus

KIND = "notifications.tell"
FIND: dict[str, Callable[[int], Any]] = {"need": find_need, "solution": find_solution}


@dataclass(frozen=True, slots=True)
class Letter:
    """One kind of mail: its template, what it is about, the states in which it is true, and who reads it."""

    template: str
    subject: str
    states: tuple[StrEnum, ...]
    readers: Callable[[Any], list[User]]


LETTERS: dict[type[Event], Letter] = {
    NeedSubmitted: Letter("need_submitted", "need", (NeedStatus.IN_REVIEW,), approvers),
    NeedReturned: Letter("need_returned", "need", (NeedStatus.DRAFT,), writers),
    NeedPublished: Letter("need_published", "need", OPEN, writers),
    SolutionSubmitted: Letter("solution_submitted", "solution", (SolutionStatus.SUBMITTED,), curators),
    SolutionReturned: Letter("solution_returned", "solution", (SolutionStatus.CHANGES_REQUESTED,), writers),
    SolutionListed: Letter("solution_listed", "solution", (SolutionStatus.LISTED,), writers),
    SolutionUnlisted: Letter("solution_suspended", "solution", (SolutionStatus.SUSPENDED,), writers),
}
BY_TEMPLATE = {letter.template: letter for letter in LETTERS.values()}


def announce(event: Event) -> None:
    """Leave a job for the mails of an event; what the program itself does (imports, demonstration) is no news."""
    letter = LETTERS[type(event)]
    number = getattr(event, f"{letter.subject}_id")
    if event.actor_id == SYSTEM.user_id or _find_subject(letter, number) is None:
        return
    reason = getattr(event, "reason", "")
    enqueue(KIND, template=letter.template, number=number, actor_id=event.actor_id, reason=reason)


@handles(KIND, forget=True)
def tell(payload: dict[str, Any]) -> None:
    """Write the mails of one event to everybody but the one who did it, unless the matter has moved on."""
    letter = BY_TEMPLATE[payload["template"]]
    subject = _find_subject(letter, payload["number"])
    if subject is None:
        return
    for reader in letter.readers(subject):
        if reader.id != payload["actor_id"]:
            _write(reader, letter.template, subject, payload["reason"])


def _find_subject(letter: Letter, number: int) -> Any:
    """Return the need or solution, None when it is not in a state of which the letter tells."""
    subject = FIND[letter.subject](number)
    return subject if subject is not None and subject.status in letter.states else None


def _write(reader: User, template: str, subject: Any, reason: str) -> None:
    send_mail(
        reader.email,
        template,
        reader.locale,
        name=reader.name,
        number=subject.id,
        title=subject.text("title", reader.locale),
        organisation=subject.organisation.label(reader.locale),
        reason=_reason_for(reader, subject, reason),
    )


def _reason_for(reader: User, subject: Any, reason: str) -> str:
    """Return why, with a curator's closed reason in the reader's language."""
    if not isinstance(subject, Solution) or subject.review_reason is None:
        return reason
    with use_locale(reader.locale):
        return f"{REASON_LABELS[subject.review_reason]}: {subject.review_note}"
