"""The step after the password: codes, recovery codes, and what may not work twice."""

from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import select

from openlab.identity.accounts import codes, proofs, service
from openlab.identity.accounts.attempts import TooManyAttemptsError
from openlab.identity.accounts.models import CodeApp, LoginAttempt, RecoveryCode
from openlab.identity.accounts.queries import find_session, needs_code, recovery_codes_left
from openlab.identity.accounts.service import (
    Browser,
    CodeNeededError,
    LoginRefusedError,
    log_in,
)
from openlab.kit import clock
from openlab.kit.errors import ConflictError, NotFoundError
from tests.builders import PASSWORD

HERE, DAY, KEY = Browser("192.0.2.1", "Firefox"), timedelta(days=1), "k" * 40


@pytest.fixture
def signed_in(session):
    """The live session of somebody without an authenticator app."""
    service.create_user("kim@example.org", "김담당", PASSWORD)
    return log_in("kim@example.org", PASSWORD, HERE, DAY)[1]


@pytest.fixture
def moment():
    """A moment at which the clock stands still."""
    with clock.at(clock.now()):
        yield clock.now()


def shown(session, later=0):
    """Return the code that the app shows so many half minutes from now."""
    secret = codes.app_secret(KEY, session.scalar(select(CodeApp.salt)))
    return pyotp.TOTP(secret).at(clock.now() + later * timedelta(seconds=30))


@pytest.fixture
def enrolled(session, signed_in, moment):
    """The recovery codes of somebody who has just enrolled an app."""
    proofs.start_app(signed_in, PASSWORD)
    return proofs.confirm_app(signed_in, shown(session), KEY)


def step():
    """Give the right password and return the token of the step that follows."""
    with pytest.raises(CodeNeededError) as caught:
        log_in("kim@example.org", PASSWORD, HERE, DAY)
    return caught.value.facts["step"]


def finish(token, code):
    return proofs.finish_log_in(token, code, HERE, DAY, KEY)


def test_an_app_that_has_shown_no_code_yet_is_not_asked_for(session, signed_in):
    proofs.start_app(signed_in, PASSWORD)
    assert not needs_code(signed_in.user_id)
    assert log_in("kim@example.org", PASSWORD, HERE, DAY)


def test_starting_to_enrol_needs_the_password_and_counts_wrong_ones(session, signed_in):
    with pytest.raises(LoginRefusedError) as caught:
        proofs.start_app(signed_in, "wrong wrong wrong")
    assert set(caught.value.fields) == {"password"}
    assert session.scalar(select(LoginAttempt.email)) == "kim@example.org"
    assert session.scalar(select(CodeApp.id)) is None


def test_a_wrong_first_code_turns_nothing_on(session, signed_in, moment):
    proofs.start_app(signed_in, PASSWORD)
    with pytest.raises(LoginRefusedError) as caught:
        proofs.confirm_app(signed_in, shown(session, 5), KEY)
    assert set(caught.value.fields) == {"code"}
    assert not needs_code(signed_in.user_id)


def test_the_first_code_turns_the_app_on_tells_the_person_and_ends_other_sessions(session, signed_in, mails, moment):
    other = log_in("kim@example.org", PASSWORD, HERE, DAY)[0]
    proofs.start_app(signed_in, PASSWORD)
    made = proofs.confirm_app(signed_in, shown(session), KEY)
    assert len(made) == codes.RECOVERY_CODES
    assert needs_code(signed_in.user_id)
    assert find_session(other) is None
    assert signed_in.ended_at is None
    assert "로그인 보호가 바뀌었습니다" in mails()[-1][1]


def test_neither_the_secret_nor_a_recovery_code_stands_in_the_database(session, enrolled):
    secret = codes.app_secret(KEY, session.scalar(select(CodeApp.salt)))
    kept = [str(row) for table in (CodeApp, RecoveryCode) for row in session.execute(select(*table.__table__.columns))]
    assert not [row for row in kept for word in (secret, *enrolled, *map(codes.plain_code, enrolled)) if word in row]


def test_enrolling_a_second_app_over_one_in_use_is_refused(session, signed_in, enrolled):
    with pytest.raises(ConflictError):
        proofs.start_app(signed_in, PASSWORD)
    with pytest.raises(NotFoundError):
        proofs.confirm_app(signed_in, shown(session, 1), KEY)


def test_the_right_password_opens_nothing_until_the_code_follows(session, enrolled):
    token, row = finish(step(), shown(session, 1))
    assert find_session(token) is row


def test_a_code_works_once_also_in_another_sign_in(session, enrolled):
    finish(step(), shown(session, 1))
    for code in (shown(session, 1), shown(session)):
        with pytest.raises(LoginRefusedError):
            finish(step(), code)


def test_the_code_that_enrolled_the_app_does_not_sign_in(session, enrolled):
    with pytest.raises(LoginRefusedError):
        finish(step(), shown(session))


def test_a_recovery_code_works_once_and_the_person_is_told(session, enrolled, mails):
    assert finish(step(), enrolled[3].upper())
    assert "복구 코드" in mails()[-1][2]
    assert recovery_codes_left(session.scalar(select(CodeApp.user_id))) == codes.RECOVERY_CODES - 1
    with pytest.raises(LoginRefusedError):
        finish(step(), enrolled[3])
    assert finish(step(), enrolled[4])


def test_somebody_elses_recovery_code_is_refused(session, enrolled):
    service.create_user("lee@example.org", "이담당", PASSWORD)
    row = log_in("lee@example.org", PASSWORD, HERE, DAY)[1]
    proofs.start_app(row, PASSWORD)
    salt = session.scalar(select(CodeApp.salt).where(CodeApp.user_id == row.user_id))
    others = proofs.confirm_app(row, pyotp.TOTP(codes.app_secret(KEY, salt)).at(clock.now()), KEY)
    with pytest.raises(LoginRefusedError):
        finish(step(), others[0])


def test_wrong_codes_lock_like_wrong_passwords_and_a_right_password_between_does_not_unlock(session, enrolled):
    for _attempt in range(5):
        with pytest.raises(LoginRefusedError):
            finish(step(), "000000" if shown(session, 1) != "000000" else "000001")
    with pytest.raises(TooManyAttemptsError):
        log_in("kim@example.org", PASSWORD, HERE, DAY)


def test_a_step_begun_before_the_lock_waits_too(session, enrolled):
    begun = step()
    for _attempt in range(5):
        service.count_failure("kim@example.org", "198.51.100.7")
    with pytest.raises(TooManyAttemptsError):
        finish(begun, shown(session, 1))


def test_a_step_ends_after_ten_minutes_and_after_its_use(session, enrolled):
    begun = step()
    with clock.at(clock.now() + timedelta(minutes=10, seconds=1)), pytest.raises(NotFoundError):
        finish(begun, enrolled[0])
    finish(begun, enrolled[0])
    with pytest.raises(NotFoundError):
        finish(begun, enrolled[1])


def test_a_new_password_ends_steps_that_the_old_one_began(session, signed_in, enrolled):
    begun = step()
    service.change_password(signed_in, PASSWORD, "a brand new password")
    with pytest.raises(NotFoundError):
        finish(begun, enrolled[0])


def test_turning_the_app_off_needs_the_password_and_takes_the_recovery_codes_away(session, signed_in, enrolled):
    with pytest.raises(LoginRefusedError):
        proofs.remove_app(signed_in, "wrong wrong wrong")
    assert needs_code(signed_in.user_id)
    proofs.remove_app(signed_in, PASSWORD)
    assert session.scalar(select(RecoveryCode.id)) is None
    assert log_in("kim@example.org", PASSWORD, HERE, DAY)
    with pytest.raises(NotFoundError):
        proofs.remove_app(signed_in, PASSWORD)


def test_new_recovery_codes_take_the_place_of_the_old_ones(session, signed_in, enrolled):
    fresh = proofs.renew_recovery_codes(signed_in, PASSWORD)
    with pytest.raises(LoginRefusedError):
        finish(step(), enrolled[0])
    assert finish(step(), fresh[0])


def test_recovery_codes_without_an_app_are_not_made(session, signed_in):
    with pytest.raises(NotFoundError):
        proofs.renew_recovery_codes(signed_in, PASSWORD)
