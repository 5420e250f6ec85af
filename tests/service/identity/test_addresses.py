"""Moving an account to another address: who is told, what confirms it, and what undoing takes away."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from openlab.identity.accounts import addresses, passwords, service
from openlab.identity.accounts.models import CodeApp, EmailChange, Passkey
from openlab.identity.accounts.queries import UNDO_WITHIN, find_session, find_user_by_email
from openlab.identity.accounts.service import Browser, LoginRefusedError, log_in
from openlab.jobs.models import OutboxJob
from openlab.kit import clock
from openlab.kit.errors import InvalidInputError, NotFoundError
from tests.builders import PASSWORD, make_user, stored

HERE, DAY = Browser("192.0.2.1", "Firefox"), timedelta(days=1)
OLD, NEW = "kim@example.org", "new@example.org"


@pytest.fixture
def signed_in(session):
    """The live session of kim@example.org."""
    service.create_user(OLD, "김담당", PASSWORD)
    return log_in(OLD, PASSWORD, HERE, DAY)[1]


@pytest.fixture
def link(signed_in, mails):
    """Return a function that asks for a change, does its job and returns the token mailed to the new address."""

    def ask(email=NEW):
        addresses.mail_change({"user_id": signed_in.user_id, "email": email})
        return token_to(mails, email, "confirm")

    return ask


def token_to(mails, address, kind):
    return [re.search(rf"/email/{kind}/(\S+)", text) for to, _subject, text in mails() if to == address][-1].group(1)


def test_asking_needs_the_password_and_another_address(session, signed_in):
    with pytest.raises(LoginRefusedError) as caught:
        addresses.ask_for_change(signed_in, "wrong wrong wrong", NEW)
    assert set(caught.value.fields) == {"password"}
    with pytest.raises(InvalidInputError) as caught:
        addresses.ask_for_change(signed_in, PASSWORD, "KIM@example.org")
    assert set(caught.value.fields) == {"email"}
    assert session.scalar(select(func.count(OutboxJob.id))) == 0


@pytest.mark.parametrize("email", [NEW, "taken@example.org"])
def test_asking_does_the_same_work_for_a_known_and_an_unknown_address(session, signed_in, mails, monkeypatch, email):
    make_user("taken@example.org")
    hashed, matches = [], passwords.matches
    monkeypatch.setattr(passwords, "matches", lambda kept, password: hashed.append(1) or matches(kept, password))
    addresses.ask_for_change(signed_in, PASSWORD, email)
    assert (len(hashed), mails()) == (1, [])
    assert session.scalar(select(OutboxJob.kind)) == "accounts.email_change"


def test_nothing_changes_until_the_new_address_confirms(signed_in, link, mails):
    token = link()
    assert signed_in.user.email == OLD
    assert [to for to, _subject, _text in mails()] == [NEW]
    addresses.confirm_change(token)
    assert signed_in.user.email == NEW
    assert [to for to, _subject, _text in mails()] == [NEW, OLD]
    assert log_in(NEW, PASSWORD, HERE, DAY)
    with pytest.raises(LoginRefusedError):
        log_in(OLD, PASSWORD, HERE, DAY)


def test_a_link_confirms_once_and_within_a_day(link):
    token = link()
    with clock.at(clock.now() + timedelta(days=1, seconds=1)), pytest.raises(NotFoundError):
        addresses.confirm_change(token)
    addresses.confirm_change(token)
    with pytest.raises(NotFoundError):
        addresses.confirm_change(token)


def test_the_owner_of_a_taken_address_is_warned_and_nothing_can_be_confirmed(session, signed_in, mails):
    make_user("taken@example.org")
    addresses.mail_change({"user_id": signed_in.user_id, "email": "taken@example.org"})
    [(to, subject, text)] = mails()
    assert to == "taken@example.org"
    assert "이미 있습니다" in subject
    assert "/email/confirm/" not in text


def test_an_address_that_is_taken_before_the_link_is_opened_stays_its_owners(signed_in, link):
    token = link()
    make_user(NEW)
    with pytest.raises(NotFoundError):
        addresses.confirm_change(token)
    assert signed_in.user.email == OLD


def test_nobody_can_flood_mailboxes_with_changes(session, signed_in, mails):
    for number in range(service.MAILS_AN_HOUR + 2):
        addresses.mail_change({"user_id": signed_in.user_id, "email": f"victim{number}@example.org"})
    assert len(mails()) == service.MAILS_AN_HOUR


def test_a_reset_link_in_the_old_mailbox_dies_with_the_change(signed_in, link, mails):
    service.mail_reset({"email": OLD})
    reset = re.search(r"/reset/(\S+)", mails()[-1][2]).group(1)
    addresses.confirm_change(link())
    with pytest.raises(NotFoundError):
        service.reset_password(reset, "a brand new password")


def test_undoing_gives_the_account_back_and_shuts_everybody_out(session, signed_in, link, mails):
    token, _row = log_in(OLD, PASSWORD, HERE, DAY)
    moment = clock.now()
    stored(Passkey(user_id=signed_in.user_id, credential_id="own", public_key=b"", name="내 것", created_at=moment))
    addresses.confirm_change(link())
    later = {"user_id": signed_in.user_id, "created_at": clock.now()}
    stored(Passkey(credential_id="planted", public_key=b"", name="도둑", **later))
    stored(CodeApp(salt="planted", confirmed_at=clock.now(), **later))
    user = addresses.undo_change(token_to(mails, OLD, "undo"))
    assert user.email == OLD
    assert find_session(token) is None
    assert list(session.scalars(select(Passkey.credential_id))) == ["own"]
    assert session.scalar(select(CodeApp.id)) is None
    assert session.scalars(select(OutboxJob.kind).order_by(OutboxJob.id.desc())).first() == "accounts.reset"
    with pytest.raises(LoginRefusedError):
        log_in(OLD, PASSWORD, HERE, DAY)


def test_undoing_reaches_behind_a_second_change_and_ends_its_link(signed_in, link, mails):
    addresses.confirm_change(link())
    addresses.confirm_change(link("third@example.org"))
    addresses.undo_change(token_to(mails, OLD, "undo"))
    assert signed_in.user.email == OLD
    with pytest.raises(NotFoundError):
        addresses.undo_change(token_to(mails, NEW, "undo"))


def test_undoing_works_once_and_for_fourteen_days(signed_in, link, mails):
    addresses.confirm_change(link())
    undo = token_to(mails, OLD, "undo")
    with clock.at(clock.now() + UNDO_WITHIN + timedelta(seconds=1)), pytest.raises(NotFoundError):
        addresses.undo_change(undo)
    addresses.undo_change(undo)
    with pytest.raises(NotFoundError):
        addresses.undo_change(undo)


def test_changes_are_forgotten_a_month_after_they_could_be_confirmed(session, link):
    link()
    with clock.at(clock.now() + timedelta(days=30)):
        service.forget_old()
    assert session.scalar(select(func.count(EmailChange.id))) == 1
    with clock.at(clock.now() + timedelta(days=31, seconds=1)):
        service.forget_old()
    assert session.scalar(select(func.count(EmailChange.id))) == 0


def test_undoing_does_not_take_an_address_from_its_new_owner(session, signed_in, link, mails):
    addresses.confirm_change(link())
    make_user(OLD)
    with pytest.raises(NotFoundError):
        addresses.undo_change(token_to(mails, OLD, "undo"))
    assert find_user_by_email(NEW).id == signed_in.user_id
    assert session.scalar(select(EmailChange.undone_at)) is None
