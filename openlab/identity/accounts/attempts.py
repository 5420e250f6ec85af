"""Failed attempts to sign in: counted for account and address, one at a time, until both must wait."""

from datetime import timedelta

import structlog
from sqlalchemy import delete, text

from openlab.extensions import db
from openlab.i18n import gettext as _
from openlab.identity.accounts.models import LoginAttempt
from openlab.identity.accounts.queries import locked_until
from openlab.kit import clock
from openlab.kit.errors import InvalidInputError
from openlab.kit.ids import token_digest

KEEP = timedelta(days=1)
log = structlog.get_logger()


class TooManyAttemptsError(InvalidInputError):
    """Too many failed logins lately; `facts["minutes"]` says how long to wait."""

    status = 429
    code = "too-many-attempts"


def require_patience(email: str, address: str) -> None:
    """Raise TooManyAttemptsError while an account or an address must wait.

    From here to the end of the transaction nobody else is judged for the same account or address, in any process: two
    that look at the same time would both see four failures. Ask before locking any row, so that nobody waits crosswise.
    """
    _take_turns(email, address)
    until = locked_until(email, address)
    if until is None:
        return
    minutes = max(1, -int(-(until - clock.now()).total_seconds() // 60))
    sentence = _("로그인에 여러 번 실패했습니다. %(minutes)s분 뒤에 다시 시도해 주세요.", minutes=minutes)
    raise TooManyAttemptsError(sentence, minutes=minutes)


def count_failure(email: str, address: str) -> None:
    """Count a failed login; the log names no address that may be mistyped or somebody else's."""
    db.session.add(LoginAttempt(email=email[:254], address=address[:64], at=clock.now()))
    db.session.flush()
    log.warning("login refused", account=token_digest(email)[:12], address=address)


def forget_failures(email: str) -> None:
    """Forget the failed logins of an account."""
    db.session.execute(delete(LoginAttempt).where(LoginAttempt.email == email))


def forget_old_failures() -> None:
    """Delete what no rule looks at any more."""
    db.session.execute(delete(LoginAttempt).where(LoginAttempt.at < clock.now() - KEEP))


def _take_turns(email: str, address: str) -> None:
    if db.session.get_bind().dialect.name != "postgresql":
        return  # SQLite lets one writer in at a time
    for key in sorted((f"login of {email}", f"login from {address}")):
        db.session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))"), {"key": key})
