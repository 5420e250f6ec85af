"""Reads of accounts, sessions and tokens."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, func, select

from openlab.extensions import db
from openlab.identity.accounts.models import AccountToken, LoginAttempt, LoginSession, TokenPurpose, User
from openlab.kit import clock
from openlab.kit.ids import token_digest

ATTEMPT_WINDOW = timedelta(minutes=15)
PER_ACCOUNT, PER_ADDRESS = 5, 20  # failed logins within the window


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
