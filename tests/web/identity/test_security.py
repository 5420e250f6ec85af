"""Pages of further proofs in a browser without scripts."""

import re
import time

import pyotp
import pytest
from sqlalchemy import func, select

from openlab.extensions import db
from openlab.identity.accounts.models import LoginAttempt
from tests.builders import PASSWORD


def enrol(client):
    """Enrol an authenticator app and return its secret and the recovery codes."""
    assert client.post("/account/code/start", data={"password": PASSWORD}).location == "/account/code"
    page = client.get("/account/code").text
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", page).group(1).replace(" ", "")
    assert "data:image/svg+xml" in page
    done = client.post("/account/code", data={"code": pyotp.TOTP(secret).now()})
    return secret, re.findall(r"<li><code>([a-z2-9-]+)</code></li>", done.text)


def later(secret):
    """Return the code of the next half minute, which no step has spent yet."""
    return pyotp.TOTP(secret).at(time.time() + 30)


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_the_pages_open_in_both_languages(client, log_in, lang):
    log_in(client)
    client.get(f"/?lang={lang}")
    client.post("/account/code/start", data={"password": PASSWORD})
    for address in ("/account/security", "/account/code"):
        page = client.get(address)
        assert page.status_code == 200
        assert f'<html lang="{lang}">' in page.text


def test_the_page_of_an_app_not_begun_leads_back_to_the_overview(client, log_in):
    log_in(client)
    assert client.get("/account/code").location == "/account/security"


def test_recovery_codes_are_shown_once_and_never_again(client, log_in):
    log_in(client)
    _secret, made = enrol(client)
    assert len(made) == 10
    again = client.get("/account/security").text
    assert not [code for code in made if code in again]
    assert client.get("/account/code").location == "/account/security"


def test_after_the_password_the_page_asks_for_a_code_and_leads_on_to_the_goal(client, log_in, app):
    log_in(client)
    secret, _made = enrol(client)
    browser = app.test_client()
    assert log_in(browser, next="/account").location == "/login/code"
    assert browser.get("/account").status_code == 302
    assert browser.get("/login/code").status_code == 200
    done = browser.post("/login/code", data={"code": later(secret)})
    assert (done.status_code, done.location) == (303, "/account")
    assert browser.get("/account").status_code == 200


def test_a_recovery_code_signs_in_once(client, log_in, app):
    log_in(client)
    _secret, made = enrol(client)
    first, second = app.test_client(), app.test_client()
    for browser in (first, second):
        log_in(browser)
    assert first.post("/login/code", data={"code": made[0]}).location == "/work"
    refused = second.post("/login/code", data={"code": made[0]})
    assert refused.status_code == 422
    assert "코드가 맞지 않습니다" in refused.text


def test_a_wrong_code_is_counted_and_the_fifth_locks(client, log_in, app):
    log_in(client)
    enrol(client)
    browser = app.test_client()
    log_in(browser)
    answers = [browser.post("/login/code", data={"code": "abc"}).status_code for _attempt in range(6)]
    assert answers == [422] * 5 + [429]
    with app.app_context():
        assert db.session.scalar(select(func.count(LoginAttempt.id))) == 5
    assert log_in(app.test_client()).status_code == 429


def test_a_wrong_first_code_is_said_beside_the_field_and_counted(client, log_in, app):
    log_in(client)
    client.post("/account/code/start", data={"password": PASSWORD})
    page = client.post("/account/code", data={"code": "abc"})
    assert page.status_code == 422
    assert "code-error" in page.text
    assert client.post("/account/code", data={}).status_code == 422
    with app.app_context():
        assert db.session.scalar(select(func.count(LoginAttempt.id))) == 1


def test_the_step_without_a_password_before_it_leads_to_the_login(client):
    assert client.post("/login/code", data={}).status_code == 422
    assert client.post("/login/code", data={"code": "123456"}).location == "/login?next=/work"


def test_a_step_that_is_over_leads_back_to_the_login_with_the_goal(client, log_in, app, build):
    log_in(client)
    enrol(client)
    browser = app.test_client()
    log_in(browser, next="/account")
    client.post("/account/password", data={"current": PASSWORD, "password": "a brand new password"})
    assert browser.post("/login/code", data={"code": "123456"}).location == "/login?next=/account"
    assert "시간이 지났습니다" in browser.get("/login").text


@pytest.mark.parametrize("address", ["/account/code/start", "/account/code/off", "/account/code/recovery"])
def test_what_weakens_or_begins_protection_asks_for_the_password(client, log_in, app, address):
    log_in(client)
    if not address.endswith("start"):
        enrol(client)
    wrong = client.post(address, data={"password": "wrong wrong wrong"})
    assert wrong.status_code == 422
    assert "지금 비밀번호가 맞지 않습니다" in wrong.text
    assert client.post(address, data={}).status_code == 422
    with app.app_context():
        assert db.session.scalar(select(func.count(LoginAttempt.id))) == 1


def test_turned_off_the_login_asks_for_the_password_alone(client, log_in, app):
    log_in(client)
    enrol(client)
    assert client.post("/account/code/off", data={"password": PASSWORD}).location == "/account/security"
    assert log_in(app.test_client()).location == "/work"


def test_new_recovery_codes_are_shown_once(client, log_in):
    log_in(client)
    _secret, made = enrol(client)
    page = client.post("/account/code/recovery", data={"password": PASSWORD})
    fresh = re.findall(r"<li><code>([a-z2-9-]+)</code></li>", page.text)
    assert len(fresh) == 10
    assert set(fresh).isdisjoint(made)
