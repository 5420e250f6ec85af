"""Codes, passkeys and changes of address on both databases."""

from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import select

from openlab.identity.accounts import addresses, codes, passkeys, proofs, service
from openlab.identity.accounts.models import CodeApp, EmailChange
from openlab.identity.accounts.passkeys import Site
from openlab.identity.accounts.queries import find_session
from openlab.identity.accounts.service import Browser, CodeNeededError, LoginRefusedError, log_in
from openlab.kit import clock
from openlab.kit.ids import token_digest
from tests.builders import PASSWORD
from tests.device import Device

HERE, DAY, KEY, SITE = Browser("192.0.2.1"), timedelta(days=1), "k" * 40, Site("localhost", "http://localhost")


@pytest.fixture
def signed_in(any_session):
    """The live session of somebody with a password alone."""
    service.create_user("kim@example.org", "김담당", PASSWORD)
    return log_in("kim@example.org", PASSWORD, HERE, DAY)[1]


def step():
    """Give the right password and return the token of the step that follows."""
    with pytest.raises(CodeNeededError) as caught:
        log_in("kim@example.org", PASSWORD, HERE, DAY)
    return caught.value.facts["step"]


def test_a_code_signs_in_once(any_session, signed_in):
    with clock.at(clock.now()):
        proofs.start_app(signed_in, PASSWORD)
        app = pyotp.TOTP(codes.app_secret(KEY, any_session.scalar(select(CodeApp.salt))))
        made = proofs.confirm_app(signed_in, app.at(clock.now()), KEY)
        code = app.at(clock.now() + timedelta(seconds=30))

        token, row = proofs.finish_log_in(step(), code, HERE, DAY, KEY)
        assert find_session(token) is row
        assert proofs.finish_log_in(step(), made[0], HERE, DAY, KEY)
        for spent in (code, made[0]):
            with pytest.raises(LoginRefusedError):
                proofs.finish_log_in(step(), spent, HERE, DAY, KEY)


def test_a_passkey_signs_in(any_session, signed_in):
    device = Device()
    passkeys.enrol(signed_in, device.create(passkeys.enrolment_options(signed_in, PASSWORD, SITE)), "전화기", SITE)

    token, row = passkeys.sign_in(device.get(passkeys.sign_in_options(SITE)), HERE, DAY, SITE)

    assert find_session(token) is row


def test_an_address_is_changed_and_given_back(any_session, signed_in, monkeypatch):
    tokens = iter(("confirm", "undo", "mail"))
    monkeypatch.setattr(addresses, "new_token", lambda: next(tokens))

    addresses.mail_change({"user_id": signed_in.user_id, "email": "new@example.org"})
    assert addresses.confirm_change("confirm").email == "new@example.org"
    assert any_session.scalar(select(EmailChange.undo_digest)) == token_digest("undo")
    assert addresses.undo_change("undo").email == "kim@example.org"
