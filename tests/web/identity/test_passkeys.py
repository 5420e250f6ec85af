"""Addresses of passkeys, with a device in the place of the browser's script."""

from dataclasses import replace

import pytest
from huey import MemoryHuey

from openlab.app import create_app
from openlab.extensions import db, limiter
from tests.builders import PASSWORD
from tests.device import Device


@pytest.fixture
def app(settings):
    """The application under a name that passkeys can be bound to."""
    app = create_app(replace(settings, base_url="http://localhost"), queue=MemoryHuey(immediate=True))
    app.config["WTF_CSRF_ENABLED"] = False
    limiter.enabled = False
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def device(client, log_in):
    """A device that the signed-in client has enrolled."""
    log_in(client)
    device = Device()
    asked = client.post("/account/passkeys/options", data={"passkey-name": "전화기", "passkey-password": PASSWORD})
    answer = {"passkey-name": "전화기", "passkey-credential": device.create(asked.text)}
    assert client.post("/account/passkeys", data=answer).location == "/account/security#passkeys"
    return device


def sign_in(browser, device, **fields):
    asked = browser.post("/login/passkey/options").text
    return browser.post("/login/passkey", data={"credential": device.get(asked), **fields})


def test_a_passkey_is_listed_signs_in_and_is_removed(client, app, device):
    assert "전화기" in client.get("/account/security").text
    browser = app.test_client()
    assert sign_in(browser, device, next="/account").location == "/account"
    assert browser.get("/account").status_code == 200
    assert client.post("/account/passkeys/1/remove").status_code == 303
    other = app.test_client()
    refused = sign_in(other, device, next="/account")
    assert refused.status_code == 422
    assert "이 패스키로는" in refused.text
    assert 'name="next" value="/account"' in refused.text
    assert client.post("/account/passkeys/1/remove").status_code == 404


def test_what_does_not_fit_is_told_as_a_problem(client, log_in):
    log_in(client)
    for fields, sentence in (
        ({"passkey-name": "전화기", "passkey-password": "wrong wrong wrong"}, "지금 비밀번호가 맞지 않습니다"),
        ({"passkey-password": PASSWORD}, "패스키 이름"),
    ):
        refused = client.post("/account/passkeys/options", data=fields)
        assert (refused.status_code, refused.content_type) == (422, "application/problem+json")
        assert sentence in refused.json["title"]
    assert client.post("/account/passkeys", data={"passkey-credential": "{}"}).status_code == 303
    assert "이 패스키로는" in client.get("/account/security").text


def test_five_wrong_passwords_lock_here_as_well(client, log_in):
    log_in(client)
    wrong = {"passkey-name": "전화기", "passkey-password": "wrong wrong wrong"}
    answers = [client.post("/account/passkeys/options", data=wrong).status_code for _attempt in range(6)]
    assert answers == [422] * 5 + [429]


def test_the_forms_are_there_at_the_sites_own_address_only(client, log_in):
    log_in(client)
    assert 'data-passkey="create"' in client.get("/account/security").text
    elsewhere = client.get("/account/security", base_url="http://127.0.0.1")
    assert 'data-passkey="create"' not in elsewhere.text
    client.post("/logout")
    assert 'data-passkey="get"' in client.get("/login").text


def test_an_installation_without_a_name_has_no_passkeys(settings):
    app = create_app(replace(settings, base_url="https://192.0.2.7"), queue=MemoryHuey(immediate=True))
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    assert client.post("/login/passkey/options").status_code == 404
    assert 'data-passkey="get"' not in client.get("/login", base_url="https://192.0.2.7").text
    with app.app_context():
        db.engine.dispose()
