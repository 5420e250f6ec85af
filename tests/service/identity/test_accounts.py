"""What people do with their accounts."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from openlab.audit.models import AuditRecord
from openlab.identity.accounts import passwords, service
from openlab.identity.accounts.attempts import TooManyAttemptsError
from openlab.identity.accounts.models import AccountToken, LoginAttempt, LoginSession
from openlab.identity.accounts.queries import find_session, find_user_by_email, locked_until, sessions_of
from openlab.identity.accounts.service import (
    Browser,
    LoginRefusedError,
    UnconfirmedError,
    confirm,
    log_in,
)
from openlab.identity.orgs.queries import actor_for
from openlab.kit import clock
from openlab.kit.errors import InvalidInputError, NotFoundError
from tests.builders import PASSWORD, make_user, sign_up

HERE = Browser("192.0.2.1", "Firefox")
DAY = timedelta(days=1)


def token_in(text):
    return re.search(r"/(?:confirm|reset)/(\S+)", text).group(1)


def make_account(**values):
    return service.create_user("kim@example.org", "김담당", PASSWORD, **values)


def acts(session):
    return list(session.scalars(select(AuditRecord.action).order_by(AuditRecord.id)))


def fail(times, email="kim@example.org", browser=HERE):
    for _attempt in range(times):
        with pytest.raises(LoginRefusedError):
            log_in(email, "wrong wrong wrong", browser, DAY)


def test_sign_up_makes_an_unconfirmed_account_and_mails_a_link(session, mails):
    sign_up(" Kim@Example.org ", "김담당", PASSWORD, "ko")
    user = find_user_by_email("KIM@example.org")
    assert user.confirmed_at is None
    assert user.email == "kim@example.org"
    [(to, _subject, text)] = mails()
    assert to == "kim@example.org"
    assert token_in(text) not in user.password_hash
    assert acts(session) == ["account.created"]


def test_sign_up_with_a_weak_password_is_refused_beside_the_field(session, mails):
    with pytest.raises(InvalidInputError) as caught:
        sign_up("kim@example.org", "김담당", "1234567890", "ko")
    assert set(caught.value.fields) == {"password"}
    assert mails() == []


def test_sign_up_with_a_known_address_mails_its_owner_and_changes_nothing(session, mails):
    user = make_account()
    kept = user.password_hash
    sign_up("kim@example.org", "다른 사람", "another long password", "en")
    assert (user.name, user.password_hash, user.locale) == ("김담당", kept, "ko")
    [(to, subject, _text)] = mails()
    assert to == "kim@example.org"
    assert "이미 가입한" in subject


def test_sign_up_again_before_confirming_replaces_the_password_and_kills_the_first_link(session, mails):
    sign_up("kim@example.org", "낯선 사람", "password of a stranger", "ko")
    sign_up("kim@example.org", "김담당", PASSWORD, "ko")
    first, second = [token_in(text) for _to, _subject, text in mails()]
    with pytest.raises(NotFoundError):
        confirm(first)
    user = confirm(second)
    assert user.name == "김담당"
    assert passwords.matches(user.password_hash, PASSWORD)


def test_sign_up_stops_mailing_after_five_in_an_hour(session, mails):
    for _again in range(7):
        sign_up("kim@example.org", "김담당", PASSWORD, "ko")
    assert len(mails()) == service.MAILS_AN_HOUR


def test_confirm_works_once(session, mails):
    sign_up("kim@example.org", "김담당", PASSWORD, "ko")
    token = token_in(mails()[0][2])
    assert confirm(token).confirmed_at is not None
    with pytest.raises(NotFoundError):
        confirm(token)


def test_confirm_refuses_an_expired_link(session, mails):
    sign_up("kim@example.org", "김담당", PASSWORD, "ko")
    with clock.at(clock.now() + timedelta(days=3, seconds=1)), pytest.raises(NotFoundError):
        confirm(token_in(mails()[0][2]))


def test_a_link_for_one_purpose_does_not_serve_the_other(session, mails):
    sign_up("kim@example.org", "김담당", PASSWORD, "ko")
    with pytest.raises(NotFoundError):
        service.reset_password(token_in(mails()[0][2]), "another long password")


def test_log_in_opens_a_session_whose_token_is_not_stored(session):
    user = make_account()
    token, row = log_in("KIM@example.org", PASSWORD, HERE, DAY)
    assert find_session(token) is row
    assert row.user is user
    assert row.digest != token
    assert acts(session)[-1] == "account.logged_in"


@pytest.mark.parametrize("email", ["kim@example.org", "nobody@example.org"])
def test_log_in_answers_a_wrong_password_and_an_unknown_account_alike(session, email):
    make_account()
    with pytest.raises(LoginRefusedError, match="이메일이나 비밀번호가 맞지 않습니다") as caught:
        log_in(email, "wrong wrong wrong", HERE, DAY)
    assert caught.value.fields == {}
    assert session.scalar(select(LoginAttempt.email)) == email


@pytest.mark.parametrize("email", ["kim@example.org", "nobody@example.org"])
def test_log_in_hashes_once_whether_or_not_the_account_exists(session, monkeypatch, email):
    make_account()
    hashed = []
    monkeypatch.setattr(passwords, "matches", lambda kept, password: hashed.append(password))
    with pytest.raises(LoginRefusedError):
        log_in(email, "wrong wrong wrong", HERE, DAY)
    assert hashed == ["wrong wrong wrong"]


def test_log_in_of_a_closed_account_is_refused(session):
    make_account().active = False
    with pytest.raises(LoginRefusedError):
        log_in("kim@example.org", PASSWORD, HERE, DAY)


def test_log_in_before_confirming_sends_the_link_again_only_for_the_right_password(session, mails):
    make_account(confirmed=False)
    with pytest.raises(LoginRefusedError):
        log_in("kim@example.org", "wrong wrong wrong", HERE, DAY)
    assert mails() == []
    with pytest.raises(UnconfirmedError):
        log_in("kim@example.org", PASSWORD, HERE, DAY)
    assert len(mails()) == 1


def test_log_in_renews_a_hash_with_outdated_parameters(session):
    user = make_account()
    user.password_hash = passwords.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    log_in("kim@example.org", PASSWORD, HERE, DAY)
    assert not passwords.is_outdated(user.password_hash)


def test_five_failures_make_even_the_right_password_wait(session):
    make_account()
    fail(5)
    with pytest.raises(TooManyAttemptsError, match="15분 뒤에"):
        log_in("kim@example.org", PASSWORD, HERE, DAY)
    with clock.at(clock.now() + timedelta(minutes=15, seconds=1)):
        assert log_in("kim@example.org", PASSWORD, HERE, DAY)


def test_attempts_while_waiting_do_not_lengthen_the_wait(session):
    make_account()
    fail(5)
    until = locked_until("kim@example.org", "192.0.2.1")
    with pytest.raises(TooManyAttemptsError):
        log_in("kim@example.org", "wrong wrong wrong", HERE, DAY)
    assert locked_until("kim@example.org", "192.0.2.1") == until


def test_twenty_failures_from_one_address_stop_it_for_every_account(session):
    make_account()
    for number in range(20):
        fail(1, f"guess{number}@example.org")
    with pytest.raises(TooManyAttemptsError):
        log_in("kim@example.org", PASSWORD, HERE, DAY)
    assert log_in("kim@example.org", PASSWORD, Browser("198.51.100.9"), DAY)


def test_a_right_password_forgets_the_failures_of_the_account(session):
    make_account()
    fail(4)
    log_in("kim@example.org", PASSWORD, HERE, DAY)
    fail(4)
    assert locked_until("kim@example.org", "192.0.2.1") is None


def test_log_out_ends_the_session_for_good(session):
    make_account()
    token, row = log_in("kim@example.org", PASSWORD, HERE, DAY)
    service.log_out(row)
    session.flush()
    assert find_session(token) is None
    assert acts(session)[-1] == "account.logged_out"


def test_a_session_ends_by_itself_when_its_time_is_over(session):
    make_account()
    token, _row = log_in("kim@example.org", PASSWORD, HERE, timedelta(hours=12))
    with clock.at(clock.now() + timedelta(hours=12, seconds=1)):
        assert find_session(token) is None


def test_end_session_refuses_somebody_elses(session):
    make_account()
    _token, row = log_in("kim@example.org", PASSWORD, HERE, DAY)
    stranger = actor_for(make_user())
    with pytest.raises(NotFoundError):
        service.end_session(stranger, row.id)
    service.end_session(actor_for(row.user), row.id)
    assert row.ended_at is not None


def test_end_other_sessions_keeps_the_one_in_use(session):
    user = make_account()
    rows = [log_in("kim@example.org", PASSWORD, HERE, DAY)[1] for _device in range(3)]
    assert service.end_other_sessions(user, rows[1]) == 2
    assert list(sessions_of(user.id)) == [rows[1]]


def test_touch_writes_at_most_every_five_minutes(session):
    make_account()
    _token, row = log_in("kim@example.org", PASSWORD, HERE, DAY)
    before = row.last_seen_at
    with clock.at(before + timedelta(minutes=5)):
        service.touch(row)
    assert row.last_seen_at == before
    with clock.at(before + timedelta(minutes=6)):
        service.touch(row)
    assert row.last_seen_at == before + timedelta(minutes=6)


def test_extend_lets_a_session_last_as_long_again_but_not_beyond_a_week(session):
    make_account()
    token, row = log_in("kim@example.org", PASSWORD, HERE, timedelta(hours=12))
    with clock.at(row.created_at + timedelta(hours=11)):
        service.extend(row, timedelta(hours=12))
    assert row.expires_at == row.created_at + timedelta(hours=23)
    with clock.at(row.created_at + timedelta(hours=22, minutes=59)):
        assert find_session(token) is row
    for day in range(8):
        with clock.at(row.created_at + timedelta(days=day)):
            service.extend(row, timedelta(hours=30))
    assert row.expires_at == row.created_at + timedelta(days=7)


def test_extend_never_shortens_a_session(session):
    make_account()
    _token, row = log_in("kim@example.org", PASSWORD, HERE, timedelta(days=30))
    service.extend(row, timedelta(hours=1))
    assert row.expires_at == row.created_at + timedelta(days=30)


def test_reset_of_an_unknown_address_mails_nobody(session, mails):
    service.mail_reset({"email": "nobody@example.org"})
    assert mails() == []
    assert session.scalar(select(AccountToken.id)) is None


def test_reset_sets_the_password_ends_every_session_and_tells_the_person(session, mails):
    user = make_account()
    token, _row = log_in("kim@example.org", PASSWORD, HERE, DAY)
    fail(5)
    service.mail_reset({"email": "Kim@example.org"})
    link = token_in(mails()[0][2])
    service.reset_password(link, "a brand new password")
    assert passwords.matches(user.password_hash, "a brand new password")
    assert find_session(token) is None
    assert "바뀌었습니다" in mails()[1][1]
    assert log_in("kim@example.org", "a brand new password", HERE, DAY)
    with pytest.raises(NotFoundError):
        service.reset_password(link, "yet another password")


def test_reset_with_a_weak_password_does_not_use_the_link_up(session, mails):
    make_account()
    service.mail_reset({"email": "kim@example.org"})
    link = token_in(mails()[0][2])
    with pytest.raises(InvalidInputError):
        service.reset_password(link, "kim@example.org")
    assert service.reset_password(link, "a brand new password")


def test_reset_confirms_an_address_that_never_was(session, mails):
    user = make_account(confirmed=False)
    service.mail_reset({"email": "kim@example.org"})
    service.reset_password(token_in(mails()[0][2]), "a brand new password")
    assert user.confirmed_at is not None


def test_change_password_needs_the_present_one_and_counts_wrong_ones(session):
    make_account()
    _token, row = log_in("kim@example.org", PASSWORD, HERE, DAY)
    for _attempt in range(5):
        with pytest.raises(LoginRefusedError) as caught:
            service.change_password(row, "wrong wrong wrong", "a brand new password")
        assert set(caught.value.fields) == {"current"}
    with pytest.raises(TooManyAttemptsError):
        service.change_password(row, PASSWORD, "a brand new password")


def test_change_password_ends_all_sessions_but_this_one(session, mails):
    make_account()
    other, _row = log_in("kim@example.org", PASSWORD, HERE, DAY)
    here, row = log_in("kim@example.org", PASSWORD, HERE, DAY)
    renewed = service.change_password(row, PASSWORD, "a brand new password")
    assert find_session(other) is find_session(here) is None
    assert find_session(renewed) is row
    assert "account.password_changed" in acts(session)
    assert len(mails()) == 1


def test_create_user_refuses_an_address_that_exists(session):
    make_account()
    with pytest.raises(InvalidInputError):
        service.create_user("KIM@example.org", "김담당", PASSWORD)


def test_create_user_without_a_password_can_only_be_opened_by_a_reset(session):
    user = service.create_user("kim@example.org", "김담당", None)
    assert user.confirmed_at is not None
    with pytest.raises(LoginRefusedError):
        log_in("kim@example.org", "", HERE, DAY)


def test_set_password_of_an_unknown_account_is_not_found(session):
    with pytest.raises(NotFoundError):
        service.set_password("nobody@example.org", PASSWORD)


def test_set_password_ends_every_session(session):
    make_account()
    token, _row = log_in("kim@example.org", PASSWORD, HERE, DAY)
    service.set_password("kim@example.org", "a brand new password")
    assert find_session(token) is None
    assert session.scalar(select(LoginSession.ended_at)) is not None
