"""Reads of accounts, sessions and tokens."""

from datetime import timedelta

from sqlalchemy import func, or_, select

from openlab.extensions import db
from openlab.identity.accounts.models import AccountToken, LoginAttempt, LoginSession, TokenPurpose, User
from openlab.kit import clock
from openlab.kit.ids import token_digest

ATTEMPT_WINDOW = timedelta(minutes=15)


def find_user(user_id: int) -> User | None:
    """Return an account by id."""
    return db.session.get(User, user_id)


def find_user_by_email(email: str) -> User | None:
    """Return an account by address, whatever its case."""
    return db.session.scalar(select(User).where(User.email == email.strip().lower()))


def find_session(token: str) -> LoginSession | None:
    """Return the live session of a cookie's token: not ended, not expired, of an active person."""
    wanted = select(LoginSession).join(LoginSession.user).where(
        LoginSession.digest == token_digest(token), LoginSession.ended_at.is_(None),
        LoginSession.expires_at > clock.now(), User.active)
    return db.session.scalar(wanted)


def find_token(token: str, purpose: TokenPurpose) -> AccountToken | None:
    """Return a one-time token that is neither used nor expired."""
    wanted = select(AccountToken).where(AccountToken.digest == token_digest(token), AccountToken.purpose == purpose,
                                        AccountToken.used_at.is_(None), AccountToken.expires_at > clock.now())
    return db.session.scalar(wanted)


def recent_failures(email: str, address: str) -> tuple[int, int]:
    """Count failed logins of the last quarter of an hour: for this account, and from this address."""
    since = clock.now() - ATTEMPT_WINDOW
    recent = select(func.count()).select_from(LoginAttempt).where(LoginAttempt.at > since)
    for_account = db.session.scalar(recent.where(LoginAttempt.email == email)) or 0
    from_address = db.session.scalar(recent.where(LoginAttempt.address == address)) or 0
    return for_account, from_address


def stale_attempts() -> object:
    """Return the condition that selects attempts no limit looks at any more."""
    return or_(LoginAttempt.at < clock.now() - timedelta(days=1))
