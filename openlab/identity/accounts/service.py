"""What people do with their accounts; an answer never tells whether somebody else's address is known."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy import delete, or_, update

from openlab.audit.service import record
from openlab.extensions import db
from openlab.i18n import gettext as _
from openlab.identity.accounts import passwords
from openlab.identity.accounts import policies as _permissions  # noqa: F401  # fills the table that `policies` asks
from openlab.identity.accounts.attempts import (
    count_failure,
    forget_failures,
    forget_old_failures,
    require_patience,
)
from openlab.identity.accounts.models import (
    AccountToken,
    EmailChange,
    LoginSession,
    LoginStep,
    StepKind,
    TokenPurpose,
    User,
)
from openlab.identity.accounts.queries import (
    all_users,
    find_session_by_id,
    find_token,
    find_user_by_email,
    needs_code,
    tokens_since,
)
from openlab.identity.accounts.steps import begin_step
from openlab.jobs.mail import send_mail
from openlab.jobs.service import enqueue, handles
from openlab.kit import clock
from openlab.kit.errors import InvalidInputError, NotFoundError
from openlab.kit.ids import new_token, token_digest
from openlab.kit.policy import Actor, policies

LIFETIME = {TokenPurpose.CONFIRM: timedelta(days=3), TokenPurpose.RESET: timedelta(hours=1)}
MAILS_AN_HOUR = 5  # of one purpose to one person, so that nobody can flood a mailbox
LONGEST_SESSION = timedelta(days=7)
SEEN_EVERY = timedelta(minutes=5)
KEEP_TOKENS = timedelta(days=30)
KEEP_SESSIONS = timedelta(days=90)
log = structlog.get_logger()


class LoginRefusedError(InvalidInputError):
    """The address and the password do not open an account; the failure has been counted."""

    code = "login-refused"


class UnconfirmedError(InvalidInputError):
    """The password is right, but nobody has yet shown that the mailbox is theirs; a new mail is on its way."""

    code = "unconfirmed"


class CodeNeededError(InvalidInputError):
    """The password is right, and the account asks for a code as well; `facts["step"]` is the token to go on with."""

    code = "code-needed"


@dataclass(frozen=True, slots=True)
class Browser:
    """What a request tells of the browser it comes from."""

    address: str = ""
    user_agent: str = ""


def sign_up(email: str, name: str, password: str, locale: str) -> None:
    """Ask for an account; whether the address is known is looked up after the answer, which does the same work."""
    email = email.strip().lower()
    require_good_password(password, email, name)
    enqueue("accounts.sign_up", email=email, name=name, kept=passwords.make_hash(password), locale=locale)


@handles("accounts.sign_up", forget=True)
def open_account(payload: dict[str, Any]) -> None:
    """Make an unconfirmed account and mail its link; the owner of a known address gets a mail that says so instead."""
    email, name, locale = payload["email"], payload["name"], payload["locale"]
    known = find_user_by_email(email, lock=True)
    if known is not None and known.confirmed_at is not None:
        if token := _issue(known, TokenPurpose.RESET):
            send_mail(email, "already_registered", known.locale, name=known.name, token=token)
        return
    user = known or _add_user(email, name, locale)
    # Who signs up last with an unconfirmed address decides: an earlier stranger's password must not stay.
    user.name, user.password_hash, user.locale = name, payload["kept"], locale
    void_tokens(user)
    _mail_confirmation(user)


def confirm(token: str) -> User:
    """Confirm the address that a mailed token was sent to; raise NotFoundError for a dead token."""
    user = _spend(token, TokenPurpose.CONFIRM)
    user.confirmed_at = user.confirmed_at or clock.now()
    record(as_actor(user), "account.confirmed", user)
    return user


def log_in(email: str, password: str, browser: Browser, lifetime: timedelta) -> tuple[str, LoginSession]:
    """Open a session and return its token for the cookie.

    Raises TooManyAttemptsError before any password is looked at, LoginRefusedError with the failure counted (the
    caller must let that count be committed), UnconfirmedError when only the confirmation is missing, CodeNeededError
    when a code must follow; failures are forgotten only when nothing more is asked.
    """
    email = email.strip().lower()
    require_patience(email, browser.address)
    user = find_user_by_email(email, lock=True)
    if not passwords.matches(user.password_hash if user else None, password) or user is None or not user.active:
        count_failure(email, browser.address)
        raise LoginRefusedError(_("이메일이나 비밀번호가 맞지 않습니다."))
    if user.confirmed_at is None:
        _mail_confirmation(user)
        raise UnconfirmedError(_("아직 이메일을 확인하지 않았습니다. 확인 메일을 다시 보냈으니 메일함을 봐 주세요."))
    if passwords.is_outdated(user.password_hash):
        user.password_hash = passwords.make_hash(password)
    if needs_code(user.id):
        raise CodeNeededError("", step=begin_step(StepKind.CODE, user.id))
    forget_failures(email)
    return open_session(user, browser, lifetime)


def open_session(user: User, browser: Browser, lifetime: timedelta) -> tuple[str, LoginSession]:
    """Open a session without asking for a password (the caller has checked who it is); return its token."""
    token, moment = new_token(), clock.now()
    session = LoginSession(
        user=user,
        digest=token_digest(token),
        created_at=moment,
        last_seen_at=moment,
        expires_at=moment + lifetime,
        user_agent=browser.user_agent[:300],
        address=browser.address[:64],
    )
    db.session.add(session)
    db.session.flush()
    record(as_actor(user), "account.logged_in", user)
    return token, session


def log_out(session: LoginSession) -> None:
    """End a session for good: a copy of its cookie is nobody's from now on."""
    session.ended_at = clock.now()
    record(as_actor(session.user), "account.logged_out", session.user)


def end_session(actor: Actor, session_id: int) -> None:
    """End one of one's own sessions on another device."""
    session = find_session_by_id(session_id)
    if session is None or not policies.allows(actor, "accounts:session:end", session):
        raise NotFoundError(_("이미 끝난 로그인입니다."))
    log_out(session)


def end_other_sessions(user: User, keep: LoginSession | None) -> int:
    """End all sessions of a person but the one in use; return how many ended."""
    others = update(LoginSession).where(
        LoginSession.user_id == user.id, LoginSession.ended_at.is_(None), LoginSession.id != (keep.id if keep else 0)
    )
    ended = db.session.execute(others.values(ended_at=clock.now())).rowcount  # type: ignore[attr-defined]
    if ended:
        record(as_actor(user), "account.sessions_ended", user, count=ended)
    return int(ended)


def switch_organisation(session: LoginSession, organisation_id: int) -> None:
    """Act for another organisation in this browser from now on; the caller has checked who belongs to it."""
    session.organisation_id = organisation_id


def touch(session: LoginSession) -> None:
    """Note that a session is in use, not more often than every five minutes."""
    if clock.now() - session.last_seen_at > SEEN_EVERY:
        session.last_seen_at = clock.now()


def extend(session: LoginSession, lifetime: timedelta) -> None:
    """Let a session in use last as long again from now on, but never longer than a week after its login."""
    longest = max(session.expires_at, session.created_at + LONGEST_SESSION)
    session.expires_at = min(max(session.expires_at, clock.now() + lifetime), longest)


def forget_old() -> None:
    """Delete what no rule looks at any more: attempts of yesterday, dead links, sessions that ended long ago."""
    moment = clock.now()
    forget_old_failures()
    db.session.execute(delete(AccountToken).where(AccountToken.expires_at < moment - KEEP_TOKENS))
    db.session.execute(delete(EmailChange).where(EmailChange.expires_at < moment - KEEP_TOKENS))
    db.session.execute(delete(LoginStep).where(LoginStep.expires_at < moment - timedelta(days=1)))
    db.session.execute(
        delete(LoginSession).where(
            or_(LoginSession.ended_at < moment - KEEP_SESSIONS, LoginSession.expires_at < moment - KEEP_SESSIONS)
        )
    )


def request_reset(email: str) -> None:
    """Have a link mailed to choose a new password; whether the address is known is looked up after the answer."""
    enqueue("accounts.reset", email=email)


@handles("accounts.reset", forget=True)
def mail_reset(payload: dict[str, Any]) -> None:
    """Mail the link to choose a new password, when the address is known."""
    user = find_user_by_email(payload["email"], lock=True)
    if user is None or not user.active:
        return
    if token := _issue(user, TokenPurpose.RESET):
        send_mail(user.email, "reset", user.locale, name=user.name, token=token)


def reset_password(token: str, password: str) -> User:
    """Set a new password by a mailed token, end every session, and tell the person."""
    found = find_token(token, TokenPurpose.RESET)
    if found is None:
        raise NotFoundError(_dead_link())
    user = db.session.get_one(User, found.user_id)
    require_good_password(password, user.email, user.name)
    _spend(token, TokenPurpose.RESET)
    user.confirmed_at = user.confirmed_at or clock.now()  # the mail has shown that the mailbox is theirs
    forget_failures(user.email)
    _replace_password(user, password, keep=None)
    return user


def check_password(session: LoginSession, password: str, field: str) -> None:
    """Ask for the present password again before something weighty; a wrong one counts like a failed login."""
    user = session.user
    require_patience(user.email, session.address)
    if not passwords.matches(user.password_hash, password):
        count_failure(user.email, session.address)
        raise LoginRefusedError("", {field: [_("지금 비밀번호가 맞지 않습니다.")]})


def change_password(session: LoginSession, current: str, password: str) -> str:
    """Change one's password, knowing the present one, and return a new token for the session in use.

    All other sessions end, and so does every copy of this one's cookie.
    """
    user = session.user
    check_password(session, current, "current")
    require_good_password(password, user.email, user.name)
    _replace_password(user, password, keep=session)
    return renew_token(session)


def renew_token(session: LoginSession) -> str:
    """Give a session a new token and return it: whoever holds the old one is nobody."""
    token = new_token()
    session.digest = token_digest(token)
    return token


def change_profile(user: User, name: str, locale: str) -> None:
    """Change one's name and language."""
    user.name, user.locale = name, locale
    record(as_actor(user), "account.profile_changed", user)


def require_good_password(password: str, email: str = "", name: str = "") -> None:
    """Raise InvalidInputError on the field `password` when it will not do."""
    if weakness := passwords.find_weakness(password, email, name):
        raise InvalidInputError(weakness, {"password": [weakness]})


def create_user(
    email: str, name: str, password: str | None, *, confirmed: bool = True, locale: str = "ko", demo: bool = False
) -> User:
    """Make an account from the command line or a seed; without a password it can only be opened by a reset."""
    email = email.strip().lower()
    if find_user_by_email(email):
        raise InvalidInputError(_("이미 있는 계정입니다: %(email)s", email=email))
    if password is not None:
        require_good_password(password, email, name)
    user = _add_user(email, name, locale, demo=demo)
    user.password_hash = passwords.make_hash(password) if password is not None else ""
    user.confirmed_at = clock.now() if confirmed else None
    db.session.flush()
    return user


def set_password(email: str, password: str) -> User:
    """Set somebody's password from the command line; every session of theirs ends."""
    user = find_user_by_email(email)
    if user is None:
        raise NotFoundError(_("그런 계정이 없습니다: %(email)s", email=email))
    require_good_password(password, user.email, user.name)
    _replace_password(user, password, keep=None)
    return user


def list_users() -> Sequence[User]:
    """Return every account, oldest first."""
    return all_users()


def _add_user(email: str, name: str, locale: str, *, demo: bool = False) -> User:
    user = User(email=email, name=name, password_hash="", locale=locale, created_at=clock.now(), demo=demo)
    db.session.add(user)
    db.session.flush()
    record(as_actor(user), "account.created", user)
    return user


def _replace_password(user: User, password: str, keep: LoginSession | None) -> None:
    user.password_hash = passwords.make_hash(password)
    void_tokens(user)
    record(as_actor(user), "account.password_changed", user)
    end_other_sessions(user, keep)
    send_mail(user.email, "password_changed", user.locale, name=user.name, moment=clock.now())


def _mail_confirmation(user: User) -> None:
    if token := _issue(user, TokenPurpose.CONFIRM):
        send_mail(user.email, "confirm", user.locale, name=user.name, token=token)


def _issue(user: User, purpose: TokenPurpose) -> str | None:
    """Return a fresh one-time token, or None when this mailbox has had enough of them lately."""
    moment = clock.now()
    if tokens_since(user.id, purpose, moment - timedelta(hours=1)) >= MAILS_AN_HOUR:
        return None
    token = new_token()
    db.session.add(
        AccountToken(
            user_id=user.id,
            purpose=purpose,
            digest=token_digest(token),
            created_at=moment,
            expires_at=moment + LIFETIME[purpose],
        )
    )
    db.session.flush()
    return token


def _spend(token: str, purpose: TokenPurpose) -> User:
    found = find_token(token, purpose)
    if found is None or not _claim(found):
        raise NotFoundError(_dead_link())
    return db.session.get_one(User, found.user_id)


def _claim(found: AccountToken) -> bool:
    claim = update(AccountToken).where(AccountToken.id == found.id, AccountToken.used_at.is_(None))
    return bool(db.session.execute(claim.values(used_at=clock.now())).rowcount)  # type: ignore[attr-defined]


def void_tokens(user: User) -> None:
    """Let no mailed link and no unfinished sign-in of a person work any more."""
    mailed = update(AccountToken).where(AccountToken.user_id == user.id, AccountToken.used_at.is_(None))
    begun = update(LoginStep).where(LoginStep.user_id == user.id, LoginStep.used_at.is_(None))
    for dying in (mailed, begun):
        db.session.execute(dying.values(used_at=clock.now()))


def _dead_link() -> str:
    return _("이 링크는 이미 쓰였거나 기한이 지났습니다. 새 메일을 받아 주세요.")


def as_actor(user: User) -> Actor:
    """Return a person as the actor of what they do with their own account."""
    return Actor(user.id, user.name)
