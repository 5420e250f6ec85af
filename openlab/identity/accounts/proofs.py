"""What a person shows beside the password: codes of an authenticator app, and recovery codes for when it is lost."""

from datetime import timedelta

from sqlalchemy import delete, update

from openlab.audit.service import record
from openlab.extensions import db
from openlab.i18n import LazyText, lazy_gettext
from openlab.i18n import gettext as _
from openlab.identity.accounts import codes
from openlab.identity.accounts.attempts import count_failure, forget_failures, require_patience
from openlab.identity.accounts.models import CodeApp, LoginSession, RecoveryCode, StepKind, User
from openlab.identity.accounts.queries import find_code_app, find_step, needs_code
from openlab.identity.accounts.service import (
    Browser,
    LoginRefusedError,
    as_actor,
    check_password,
    end_other_sessions,
    open_session,
)
from openlab.identity.accounts.steps import claim_step
from openlab.jobs.mail import send_mail
from openlab.kit import clock
from openlab.kit.errors import ConflictError, NotFoundError
from openlab.kit.ids import new_token


def start_app(session: LoginSession, password: str) -> None:
    """Begin to enrol an authenticator app: from now on its QR code can be shown; nothing is asked for at login yet."""
    check_password(session, password, "password")
    if needs_code(session.user_id):
        raise ConflictError(_("인증 앱을 이미 쓰고 있습니다."))
    _drop_app(session.user_id)
    db.session.add(CodeApp(user_id=session.user_id, salt=new_token(), created_at=clock.now(), last_counter=0))
    db.session.flush()


def confirm_app(session: LoginSession, code: str, key: str) -> list[str]:
    """Ask for a code at every login from now on, and return the recovery codes, which are shown this once.

    Raises NotFoundError when no enrolment was begun, LoginRefusedError (the failure counted) for a wrong code.
    """
    user = session.user
    require_patience(user.email, session.address)
    app = find_code_app(user.id)
    if app is None or app.confirmed_at is not None:
        raise NotFoundError(_("인증 앱 등록을 처음부터 다시 시작해 주세요."))
    if not _spend_counter(app, code, key):
        _refuse(user.email, session.address)
    app.confirmed_at = clock.now()
    record(as_actor(user), "account.codes_on", user)
    end_other_sessions(user, session)
    tell(user, lazy_gettext("로그인할 때 인증 앱의 코드를 묻기 시작했습니다."))
    return _new_recovery_codes(user)


def remove_app(session: LoginSession, password: str) -> None:
    """Ask for no code any more; the password is needed, so that a borrowed window cannot do it."""
    check_password(session, password, "password")
    user = session.user
    if not needs_code(user.id):
        raise NotFoundError(_("인증 앱을 쓰고 있지 않습니다."))
    drop_codes(user)
    tell(user, lazy_gettext("로그인할 때 인증 앱의 코드를 더는 묻지 않습니다."))


def drop_codes(user: User) -> None:
    """Take a person's app and recovery codes away; the caller has checked who asks."""
    _drop_app(user.id)
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    record(as_actor(user), "account.codes_off", user)


def renew_recovery_codes(session: LoginSession, password: str) -> list[str]:
    """Make new recovery codes in the place of the old ones, and return them, to be shown this once."""
    check_password(session, password, "password")
    if not needs_code(session.user_id):
        raise NotFoundError(_("인증 앱을 쓰고 있지 않습니다."))
    tell(session.user, lazy_gettext("복구 코드를 새로 만들었습니다. 전에 받은 코드는 쓸 수 없습니다."))
    record(as_actor(session.user), "account.recovery_renewed", session.user)
    return _new_recovery_codes(session.user)


def finish_log_in(step: str, code: str, browser: Browser, lifetime: timedelta, key: str) -> tuple[str, LoginSession]:
    """Open the session that a right password has begun, for a code of the app or a recovery code.

    Raises NotFoundError when the step is over, TooManyAttemptsError and LoginRefusedError as `log_in` does.
    """
    found = find_step(step, StepKind.CODE)
    user = db.session.get(User, found.user_id) if found else None
    if found is None or user is None or not user.active:
        raise NotFoundError(_("로그인을 처음부터 다시 해 주세요."))
    require_patience(user.email, browser.address)
    if not _accepts(user, code, key):
        _refuse(user.email, browser.address)
    if not claim_step(found):
        raise NotFoundError(_("로그인을 처음부터 다시 해 주세요."))
    forget_failures(user.email)
    return open_session(user, browser, lifetime)


def tell(user: User, what: LazyText) -> None:
    """Mail a person what has changed about how the account is opened."""
    send_mail(user.email, "security_changed", user.locale, name=user.name, moment=clock.now(), what=what)


def _accepts(user: User, code: str, key: str) -> bool:
    app = find_code_app(user.id)
    if app is not None and app.confirmed_at is not None and _spend_counter(app, code, key):
        return True
    return _spend_recovery_code(user, code)


def _spend_counter(app: CodeApp, code: str, key: str) -> bool:
    """Say whether a code is right, and see to it that neither it nor an earlier one is taken again."""
    secret = codes.app_secret(key, app.salt)
    counter = codes.find_counter(secret, codes.plain_code(code), app.last_counter, clock.now())
    if counter is None:
        return False
    claim = update(CodeApp).where(CodeApp.id == app.id, CodeApp.last_counter < counter)
    return bool(db.session.execute(claim.values(last_counter=counter)).rowcount)  # type: ignore[attr-defined]


def _spend_recovery_code(user: User, code: str) -> bool:
    claim = update(RecoveryCode).where(
        RecoveryCode.digest == codes.recovery_digest(user.id, code), RecoveryCode.used_at.is_(None)
    )
    if not db.session.execute(claim.values(used_at=clock.now())).rowcount:  # type: ignore[attr-defined]
        return False
    record(as_actor(user), "account.recovery_used", user)
    tell(user, lazy_gettext("복구 코드 하나로 로그인했습니다. 그 코드는 다시 쓸 수 없습니다."))
    return True


def _new_recovery_codes(user: User) -> list[str]:
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    made = codes.new_recovery_codes()
    db.session.add_all(
        RecoveryCode(user_id=user.id, digest=codes.recovery_digest(user.id, code), created_at=clock.now())
        for code in made
    )
    db.session.flush()
    return made


def _drop_app(user_id: int) -> None:
    db.session.execute(delete(CodeApp).where(CodeApp.user_id == user_id))


def _refuse(email: str, address: str) -> None:
    count_failure(email, address)
    raise LoginRefusedError("", {"code": [_("코드가 맞지 않습니다. 앱에 지금 보이는 코드를 써 주세요.")]})
