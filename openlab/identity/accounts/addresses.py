"""Moving an account to another e-mail address: the new one confirms, the old one is told and may undo."""

from datetime import timedelta
from typing import Any

from sqlalchemy import delete, update

from openlab.audit.service import record
from openlab.extensions import db
from openlab.i18n import gettext as _
from openlab.identity.accounts.models import CodeApp, EmailChange, LoginSession, Passkey, RecoveryCode, User
from openlab.identity.accounts.queries import (
    email_changes_since,
    find_email_change,
    find_undo,
    find_user_by_email,
)
from openlab.identity.accounts.service import (
    MAILS_AN_HOUR,
    as_actor,
    check_password,
    end_other_sessions,
    request_reset,
    void_tokens,
)
from openlab.jobs.mail import send_mail
from openlab.jobs.service import enqueue, handles
from openlab.kit import clock
from openlab.kit.errors import InvalidInputError, NotFoundError
from openlab.kit.ids import new_token, token_digest

CONFIRM_WITHIN = timedelta(days=1)


def ask_for_change(session: LoginSession, password: str, email: str) -> None:
    """Have a link mailed to the new address; whether somebody else has it is looked up after the answer."""
    check_password(session, password, "password")
    email = email.strip().lower()
    if email == session.user.email:
        raise InvalidInputError("", {"email": [_("지금 쓰고 있는 주소입니다.")]})
    record(as_actor(session.user), "account.email_change_asked", session.user)
    enqueue("accounts.email_change", user_id=session.user_id, email=email)


@handles("accounts.email_change", forget=True)
def mail_change(payload: dict[str, Any]) -> None:
    """Mail the new address a link, or its owner a warning when it has an account already; not too often."""
    user, email = db.session.get(User, payload["user_id"]), payload["email"]
    moment = clock.now()
    if user is None or email_changes_since(user.id, moment - timedelta(hours=1)) >= MAILS_AN_HOUR:
        return
    token = new_token()
    db.session.add(
        EmailChange(
            user_id=user.id,
            old_email=user.email,
            new_email=email,
            digest=token_digest(token),
            created_at=moment,
            expires_at=moment + CONFIRM_WITHIN,
        )
    )
    db.session.flush()
    owner = find_user_by_email(email)
    if owner is None:
        send_mail(email, "email_change", user.locale, name=user.name, token=token)
    else:
        send_mail(email, "email_taken", owner.locale, name=owner.name)


def confirm_change(token: str) -> User:
    """Move the account to the address whose link this is, and mail the old one how to undo it.

    Raises NotFoundError for a dead link, also when somebody else has taken the address meanwhile.
    """
    change = find_email_change(token)
    if change is None or find_user_by_email(change.new_email) is not None:
        raise NotFoundError(_("이 링크는 이미 쓰였거나 기한이 지났습니다."))
    user, undo = db.session.get_one(User, change.user_id), new_token()
    change.old_email, change.undo_digest, change.confirmed_at = user.email, token_digest(undo), clock.now()
    user.email = change.new_email
    void_tokens(user)  # links in the old mailbox
    _end_waiting(user)
    record(as_actor(user), "account.email_changed", user)
    facts = {"name": user.name, "moment": change.confirmed_at, "email": change.new_email}
    send_mail(change.old_email, "email_changed", user.locale, token=undo, **facts)
    return user


def undo_change(token: str) -> User:
    """Give an account back to its former address, and shut out whoever took it away.

    All sessions and the password end, and what was added to sign in with since then goes; a link for a new password is
    mailed to the address. Raises NotFoundError for a dead link.
    """
    change = find_undo(token)
    owner = find_user_by_email(change.old_email) if change else None
    if change is None or (owner is not None and owner.id != change.user_id):
        raise NotFoundError(_("이 링크는 이미 쓰였거나 기한이 지났습니다."))
    user, moment = db.session.get_one(User, change.user_id), clock.now()
    user.email, user.password_hash = change.old_email, ""
    later = update(EmailChange).where(EmailChange.user_id == user.id, EmailChange.undone_at.is_(None))
    db.session.execute(later.where(EmailChange.id >= change.id).values(undone_at=moment))
    _forget_additions(user, change)
    void_tokens(user)
    end_other_sessions(user, None)
    record(as_actor(user), "account.email_change_undone", user)
    request_reset(user.email)
    return user


def _end_waiting(user: User) -> None:
    waiting = update(EmailChange).where(EmailChange.user_id == user.id, EmailChange.confirmed_at.is_(None))
    db.session.execute(waiting.values(expires_at=clock.now()))


def _forget_additions(user: User, change: EmailChange) -> None:
    for table in (Passkey, CodeApp, RecoveryCode):
        added = delete(table).where(table.user_id == user.id, table.created_at >= change.created_at)
        db.session.execute(added)
