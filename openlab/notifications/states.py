"""The kinds of mail that people choose among, and which of them must be sent whatever is chosen."""

from enum import StrEnum


class MailKind(StrEnum):
    """What a mail is about, as far as people choose."""

    ACCOUNT = "ACCOUNT"  # security of the account, decisions on one's own requests
    RIGHTS = "RIGHTS"  # what takes something away from one's organisation: suspension of a listing
    DUTY = "DUTY"  # something waits for this person to act: review, approval, a request to join
    OUTCOME = "OUTCOME"  # what became of one's need or solution
    RECORD = "RECORD"  # signed heads of the audit record, to the address the operator set


CHOSEN = (MailKind.DUTY, MailKind.OUTCOME)  # what people may turn off
MUST_SEND = frozenset({MailKind.ACCOUNT, MailKind.RIGHTS, MailKind.RECORD})
# Every mail template with its kind; one that is not named here must be sent, so that nothing important is lost.
KIND_OF = {
    "already_registered": MailKind.ACCOUNT,
    "confirm": MailKind.ACCOUNT,
    "reset": MailKind.ACCOUNT,
    "password_changed": MailKind.ACCOUNT,
    "join_decided": MailKind.ACCOUNT,
    "join_requested": MailKind.DUTY,
    "need_submitted": MailKind.DUTY,
    "committee_meeting": MailKind.DUTY,
    "committee_task": MailKind.DUTY,
    "partner_request": MailKind.DUTY,
    "membership": MailKind.RIGHTS,
    "solution_submitted": MailKind.DUTY,
    "need_returned": MailKind.OUTCOME,
    "need_published": MailKind.OUTCOME,
    "solution_returned": MailKind.OUTCOME,
    "solution_listed": MailKind.OUTCOME,
    "solution_suspended": MailKind.RIGHTS,
    "audit_head": MailKind.RECORD,
    "deletion_asked": MailKind.ACCOUNT,
    "deletion_taken_back": MailKind.ACCOUNT,
    "deletion_held": MailKind.ACCOUNT,
    "deletion_done": MailKind.ACCOUNT,
}


def kind_of(template: str) -> MailKind:
    """Return the kind of a mail by its template."""
    return KIND_OF.get(template, MailKind.ACCOUNT)
