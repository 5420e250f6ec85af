"""Reads of accounts, sessions and tokens."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, func, select

from openlab.extensions import db
from openlab.identity.accounts.models import (
    AccountToken,
    CodeApp,
    EmailChange,
    LoginAttempt,
    LoginSession,
    LoginStep,
    Passkey,
    RecoveryCode,
    StepKind,
    TokenPurpose,
    User,
)
from openlab.kit import clock
from openlab.kit.ids import token_digest

ATTEMPT_WINDOW = timedelta(minutes=15)
PER_ACCOUNT, PER_ADDRESS = 5, 20  # failed logins within the window
UNDO_WITHIN = timedelta(days=14)


def find_user(user_id: int) -> User | None:
    """Return an account by id."""
    return db.session.get(User, user_id)


def find_user_by_email(email: str, *, lock: bool = False) -> User | None:
    """Return an account by address, whatever its case; `lock` lets one writer at a time have it."""
    wanted = select(User).where(User.email == email.strip().lower())
    return db.session.scalar(wanted.with_for_update() if lock else wanted)


def all_users() -> Sequence[User]:
    """Return every account, oldest first."""
    return db.session.scalars(select(User).order_by(User.id)).all()


def find_session(token: str) -> LoginSession | None:
    """Return the live session of a cookie's token: not ended, not expired, of an active person."""
    return db.session.scalar(_live_sessions().where(LoginSession.digest == token_digest(token)))


def find_session_by_id(session_id: int) -> LoginSession | None:
    """Return a live session by id."""
    return db.session.scalar(_live_sessions().where(LoginSession.id == session_id))


def sessions_of(user_id: int) -> Sequence[LoginSession]:
    """Return a person's live sessions, the latest used first."""
    return db.session.scalars(
        _live_sessions()
        .where(LoginSession.user_id == user_id)
        .order_by(LoginSession.last_seen_at.desc(), LoginSession.id.desc())
    ).all()


def find_token(token: str, purpose: TokenPurpose) -> AccountToken | None:
    """Return a one-time token that is neither used nor expired."""
    wanted = select(AccountToken).where(
        AccountToken.digest == token_digest(token),
        AccountToken.purpose == purpose,
        AccountToken.used_at.is_(None),
        AccountToken.expires_at > clock.now(),
    )
    return db.session.scalar(wanted)


def tokens_since(user_id: int, purpose: TokenPurpose, since: datetime) -> int:
    """Count the tokens that were mailed to a person since a moment."""
    wanted = select(func.count()).select_from(AccountToken)
    return (
        db.session.scalar(
            wanted.where(
                AccountToken.user_id == user_id, AccountToken.purpose == purpose, AccountToken.created_at > since
            )
        )
        or 0
    )


def locked_until(email: str, address: str) -> datetime | None:
    """Return when this account may be tried again from this address, None when it may be tried now."""
    ends = (
        _window_end(LoginAttempt.email == email, PER_ACCOUNT),
        _window_end(LoginAttempt.address == address, PER_ADDRESS),
    )
    return max(filter(None, ends), default=None)


def find_step(token: str, kind: StepKind) -> LoginStep | None:
    """Return an exchange that a browser has begun and not finished."""
    wanted = select(LoginStep).where(
        LoginStep.digest == token_digest(token),
        LoginStep.kind == kind,
        LoginStep.used_at.is_(None),
        LoginStep.expires_at > clock.now(),
    )
    return db.session.scalar(wanted)


def find_code_app(user_id: int) -> CodeApp | None:
    """Return a person's authenticator app, also one that has not shown its first code yet."""
    return db.session.scalar(select(CodeApp).where(CodeApp.user_id == user_id))


def needs_code(user_id: int) -> bool:
    """Say whether a person's password alone opens nothing."""
    app = find_code_app(user_id)
    return app is not None and app.confirmed_at is not None


def recovery_codes_left(user_id: int) -> int:
    """Count the recovery codes that a person has not used."""
    left = select(func.count()).select_from(RecoveryCode)
    return db.session.scalar(left.where(RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None))) or 0


def passkeys_of(user_id: int) -> Sequence[Passkey]:
    """Return a person's passkeys, oldest first."""
    return db.session.scalars(select(Passkey).where(Passkey.user_id == user_id).order_by(Passkey.id)).all()


def find_passkey(credential_id: str) -> Passkey | None:
    """Return the passkey that a device names."""
    return db.session.scalar(select(Passkey).where(Passkey.credential_id == credential_id))


def find_passkey_by_id(passkey_id: int) -> Passkey | None:
    """Return a passkey by id."""
    return db.session.get(Passkey, passkey_id)


def find_email_change(token: str) -> EmailChange | None:
    """Return a change of address that waits for the new address to confirm."""
    wanted = select(EmailChange).where(
        EmailChange.digest == token_digest(token),
        EmailChange.confirmed_at.is_(None),
        EmailChange.undone_at.is_(None),
        EmailChange.expires_at > clock.now(),
    )
    return db.session.scalar(wanted)


def find_undo(token: str) -> EmailChange | None:
    """Return a change of address that the old address may still undo."""
    wanted = select(EmailChange).where(
        EmailChange.undo_digest == token_digest(token),
        EmailChange.undone_at.is_(None),
        EmailChange.confirmed_at > clock.now() - UNDO_WITHIN,
    )
    return db.session.scalar(wanted)


def email_changes_since(user_id: int, since: datetime) -> int:
    """Count the changes of address that a person has asked for since a moment."""
    wanted = select(func.count()).select_from(EmailChange)
    return db.session.scalar(wanted.where(EmailChange.user_id == user_id, EmailChange.created_at > since)) or 0


def _window_end(condition: ColumnElement[bool], most: int) -> datetime | None:
    wanted = select(LoginAttempt.at).where(condition, LoginAttempt.at > clock.now() - ATTEMPT_WINDOW)
    decisive = db.session.scalar(wanted.order_by(LoginAttempt.at.desc()).offset(most - 1).limit(1))
    return decisive + ATTEMPT_WINDOW if decisive else None


def _live_sessions() -> Select[LoginSession]:
    return (
        select(LoginSession)
        .join(LoginSession.user)
        .where(LoginSession.ended_at.is_(None), LoginSession.expires_at > clock.now(), User.active)
    )
