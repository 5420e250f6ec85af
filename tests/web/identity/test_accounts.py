"""Pages of accounts: what a visitor, a person with a session and a stranger with a copied cookie get."""

import re
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from openlab.extensions import db, limiter
from openlab.identity.accounts.models import LoginAttempt, LoginSession, User
from openlab.kit import clock
from tests.builders import PASSWORD

SIGN_UP = {"name": "김담당", "email": "kim@example.org", "password": PASSWORD}


def cookie_of(client):
    return client.get_cookie("openlab").value


def without_tokens(page):
    return re.sub(r'(name="csrf[-_]token" (?:value|content)=")[^"]*', r"\1", page)


@pytest.mark.parametrize("address", ["/login", "/signup", "/reset"])
@pytest.mark.parametrize("lang", ["ko", "en"])
def test_forms_open_for_visitors_in_both_languages(client, address, lang):
    page = client.get(f"{address}?lang={lang}")
    assert page.status_code == 200
    assert f'<html lang="{lang}">' in page.text
    assert 'name="csrf_token"' in page.text


def test_sign_up_confirm_and_log_in_lead_to_the_account(client, links):
    assert client.post("/signup", data=SIGN_UP).status_code == 200
    [link] = links()
    asked = client.get(link)
    assert asked.status_code == 200
    assert "kim@example.org" in asked.text
    done = client.post(link)
    assert done.location == "/login?next=/account"
    signed_in = client.post("/login", data={"email": "kim@example.org", "password": PASSWORD, "next": "/account"})
    assert (signed_in.status_code, signed_in.location) == (303, "/account")
    assert "김담당" in client.get("/account").text


def test_opening_the_mailed_link_confirms_nothing_until_the_button_is_pressed(client, links, app):
    client.post("/signup", data=SIGN_UP)
    client.get(links()[0])
    with app.app_context():
        assert db.session.scalar(select(User.confirmed_at)) is None


def test_a_link_works_once(client, links):
    client.post("/signup", data=SIGN_UP)
    [link] = links()
    client.post(link)
    assert client.post(link).status_code == 404
    assert client.get(link).status_code == 404
    assert client.get("/confirm/" + "x" * 4000).status_code == 404


def test_sign_up_answers_a_known_and_an_unknown_address_alike(client, account):
    known = client.post("/signup", data=SIGN_UP)
    unknown = client.post("/signup", data={**SIGN_UP, "email": "lee@example.org"})
    assert known.status_code == unknown.status_code == 200
    assert without_tokens(known.text) == without_tokens(unknown.text).replace("lee@", "kim@")


def test_reset_answers_a_known_and_an_unknown_address_alike(client, account, links):
    known = client.post("/reset", data={"email": "kim@example.org"})
    unknown = client.post("/reset", data={"email": "lee@example.org"})
    assert known.status_code == unknown.status_code == 200
    assert without_tokens(known.text) == without_tokens(unknown.text).replace("lee@", "kim@")
    assert len(links()) == 1


def test_log_in_answers_a_known_and_an_unknown_address_alike(client, log_in):
    known = log_in(client, "wrong wrong wrong")
    unknown = log_in(client, "wrong wrong wrong", "lee@example.org")
    assert known.status_code == unknown.status_code == 422
    assert without_tokens(known.text) == without_tokens(unknown.text).replace("lee@", "kim@")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": "  "}, "꼭 입력해 주세요"),
        ({"email": "kim"}, "name@example.org"),
        ({"email": "kim@example.org\r\nBcc: x@example.org"}, "name@example.org"),
        ({"password": "short"}, "10자 이상"),
        ({"password": "1234567890"}, "흔한 비밀번호"),
        ({"password": "kim@example.org"}, "이메일이나 이름"),
        ({"name": "가" * 81}, "80자까지"),
    ],
)
def test_sign_up_says_what_to_mend_and_keeps_what_was_typed(client, links, changes, sentence):
    page = client.post("/signup", data={**SIGN_UP, **changes})
    assert page.status_code == 422
    assert sentence in page.text
    assert "error-summary" in page.text
    assert PASSWORD not in page.text
    assert links() == []


def test_a_failed_login_keeps_the_address_counts_and_shows_no_password(client, log_in, app):
    page = log_in(client, "wrong wrong wrong")
    assert 'value="kim@example.org"' in page.text
    assert "wrong wrong wrong" not in page.text
    with app.app_context():
        assert db.session.scalar(select(func.count(LoginAttempt.id))) == 1


def test_after_five_failures_the_page_says_how_long_to_wait(client, log_in):
    for _attempt in range(5):
        log_in(client, "wrong wrong wrong")
    page = log_in(client)
    assert page.status_code == 429
    assert "15분 뒤에" in page.text
    assert client.get("/account").status_code == 302


def test_log_in_makes_a_new_token_and_drops_what_was_planted_before(client, log_in):
    with client.session_transaction() as cookie:
        cookie.update(_user_id="planted", lang="en", extra="planted")
    log_in(client)
    with client.session_transaction() as cookie:
        first = cookie["_user_id"]
        assert first != "planted"
        assert cookie["lang"] == "en"
        assert "extra" not in cookie
    log_in(client)
    with client.session_transaction() as cookie:
        assert cookie["_user_id"] != first


def _log_out(client):
    assert client.post("/logout").status_code == 303


def _change_password(client):
    page = client.post("/account/password", data={"current": PASSWORD, "password": "a brand new password"})
    assert page.status_code == 303
    assert client.get("/account").status_code == 200


def _revoke_from_another_device(client):
    other = client.application.test_client()
    other.post("/login", data={"email": "kim@example.org", "password": PASSWORD})
    [address] = re.findall(r'action="(/account/sessions/\d+/end)"', other.get("/account").text)
    assert other.post(address).status_code == 303


def _revoke_all_others_from_another_device(client):
    other = client.application.test_client()
    other.post("/login", data={"email": "kim@example.org", "password": PASSWORD})
    assert other.post("/account/sessions/end").status_code == 303


@pytest.mark.parametrize(
    "act", [_log_out, _change_password, _revoke_from_another_device, _revoke_all_others_from_another_device]
)
def test_a_stolen_cookie_is_dead_after(client, log_in, app, act):
    log_in(client)
    thief = app.test_client()
    thief.set_cookie("openlab", cookie_of(client))
    assert thief.get("/account").status_code == 200
    act(client)
    assert thief.get("/account").status_code == 302
    assert thief.post("/account", data={"name": "도둑", "locale": "ko"}).location.startswith("/login")


def test_logout_is_a_post_and_harmless_without_a_session(client):
    assert client.get("/logout").status_code == 405
    assert client.post("/logout").status_code == 303


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(client, log_in):
    header = log_in(client).headers["Set-Cookie"]
    assert "HttpOnly" in header
    assert "SameSite=Lax" in header


def test_changing_the_password_signs_out_every_other_browser(client, log_in, app, links):
    log_in(client)
    other = app.test_client()
    log_in(other)
    page = client.post("/account/password", data={"current": PASSWORD, "password": "a brand new password"})
    assert page.status_code == 303
    assert client.get("/account").status_code == 200
    assert other.get("/account").status_code == 302
    assert links() == ["/reset"]


def test_changing_the_password_with_a_wrong_present_one_is_refused_and_counted(client, log_in, app):
    log_in(client)
    page = client.post("/account/password", data={"current": "wrong wrong wrong", "password": "a brand new password"})
    assert page.status_code == 422
    assert "지금 비밀번호가 맞지 않습니다" in page.text
    with app.app_context():
        assert db.session.scalar(select(func.count(LoginAttempt.id))) == 1


def test_reset_sets_the_password_and_signs_out_every_browser(client, log_in, app, links):
    other, thief = app.test_client(), app.test_client()
    log_in(other)
    thief.set_cookie("openlab", cookie_of(other))
    client.post("/reset", data={"email": "kim@example.org"})
    [link] = links()
    assert client.get(link).status_code == 200
    assert client.post(link, data={"password": "1234567890"}).status_code == 422
    assert client.post(link, data={"password": "a brand new password"}).location == "/login"
    assert [browser.get("/account").status_code for browser in (other, thief)] == [302, 302]
    assert log_in(client, "a brand new password").status_code == 303
    assert client.get(link).status_code == 404


def test_another_device_can_be_signed_out_from_the_account(client, log_in, app):
    log_in(client)
    other = app.test_client()
    log_in(other)
    address = re.search(r'action="(/account/sessions/\d+/end)"', client.get("/account").text).group(1)
    assert client.post(address).status_code == 303
    assert other.get("/account").status_code == 302
    assert client.get("/account").status_code == 200
    assert client.post(address).status_code == 404


def test_all_other_devices_can_be_signed_out_at_once(client, log_in, app):
    log_in(client)
    others = [app.test_client(), app.test_client()]
    for other in others:
        log_in(other)
    client.post("/account/sessions/end")
    assert [other.get("/account").status_code for other in others] == [302, 302]


@pytest.mark.parametrize("session_id", ["0", "1", "99999999999999999999"])
def test_nobody_can_end_somebody_elses_session(client, log_in, app, build, session_id):
    log_in(client)
    stranger = app.test_client()
    stranger.post("/signup", data={**SIGN_UP, "email": "lee@example.org"})
    build(lambda: db.session.execute(User.__table__.update().values(confirmed_at=func.now())))
    log_in(stranger, email="lee@example.org")
    assert stranger.post(f"/account/sessions/{session_id}/end").status_code == 404
    assert client.get("/account").status_code == 200


def test_the_profile_changes_name_and_language(client, log_in):
    log_in(client)
    assert client.post("/account", data={"name": "김새롬", "locale": "en"}).status_code == 303
    page = client.get("/account").text
    assert "김새롬" in page
    assert '<html lang="en">' in page


@pytest.mark.parametrize("fields", [{"name": "", "locale": "ko"}, {"name": "김", "locale": "xx"}, {}])
def test_a_bad_profile_is_refused_with_what_was_typed(client, log_in, fields):
    log_in(client)
    assert client.post("/account", data=fields).status_code == 422


PRIVATE = [
    ("get", "/account"),
    ("post", "/account"),
    ("post", "/account/password"),
    ("post", "/account/sessions/1/end"),
    ("post", "/account/sessions/end"),
    ("post", "/switch"),
    ("post", "/account/extend"),
    ("get", "/account/email"),
    ("post", "/account/email"),
    ("post", "/account/passkeys/options"),
    ("post", "/account/passkeys"),
    ("post", "/account/passkeys/1/remove"),
    ("get", "/account/security"),
    ("get", "/account/code"),
    ("post", "/account/code"),
    ("post", "/account/code/start"),
    ("post", "/account/code/off"),
    ("post", "/account/code/recovery"),
]


@pytest.mark.parametrize(("method", "address"), PRIVATE)
def test_private_pages_send_visitors_to_the_login(client, method, address):
    page = getattr(client, method)(address)
    assert page.status_code == 302
    assert page.location.startswith("/login?next=")


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "\\/evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
        "/\r\nSet-Cookie: x=1",
        "evil.example",
    ],
)
def test_login_never_leads_to_another_site(client, log_in, target):
    assert log_in(client, next=target).location == "/work"


def test_login_leads_back_to_where_the_person_was_going(client, log_in):
    page = client.get("/account")
    assert page.location == "/login?next=/account"
    assert 'name="next" value="/account"' in client.get(page.location).text
    assert log_in(client, next="/needs/?q=%EA%B3%A8%EB%AA%A9").location == "/needs/?q=%EA%B3%A8%EB%AA%A9"


def test_somebody_signed_in_is_led_past_the_login(client, log_in):
    log_in(client)
    assert client.get("/login?next=/account").location == "/account"


def test_every_form_needs_its_csrf_token(app, client, log_in):
    log_in(client)
    app.config["WTF_CSRF_ENABLED"] = True
    for method, address in [
        *(private for private in PRIVATE if private[0] == "post"),
        ("post", "/login"),
        ("post", "/signup"),
        ("post", "/reset"),
        ("post", "/logout"),
    ]:
        assert getattr(client, method)(address, data=SIGN_UP).status_code == 400, address
    assert client.get("/account").status_code == 200


@pytest.mark.parametrize(("address", "most"), [("/login", 30), ("/signup", 30), ("/reset", 20)])
def test_one_address_cannot_post_without_end(app, client, address, most):
    limiter.enabled = True
    try:
        limiter.reset()
        answers = [client.post(address, data={}).status_code for _post in range(most + 1)]
        assert answers == [422] * most + [429]
        assert client.get(address).status_code == 200
    finally:
        limiter.reset()
        limiter.enabled = False


def test_a_page_that_warns_of_the_end_gets_more_time_for_the_session(client, log_in, build):
    log_in(client)
    page = client.get("/account").text
    assert 'id="session-ending"' in page
    soon = clock.now() + timedelta(minutes=3)
    build(lambda: db.session.execute(LoginSession.__table__.update().values(expires_at=soon)))
    answer = client.post("/account/extend", headers={"Accept": "application/json"})
    assert answer.status_code == 200
    assert datetime.fromisoformat(answer.json["ends"]) > clock.now() + timedelta(hours=11)
    assert client.post("/account/extend").location == "/work"


def test_a_session_that_is_over_gets_no_more_time(client, log_in, build):
    log_in(client)
    build(lambda: db.session.execute(LoginSession.__table__.update().values(expires_at=LoginSession.created_at)))
    assert client.post("/account/extend", headers={"Accept": "application/json"}).status_code == 401


def test_a_session_of_an_expired_login_asks_to_sign_in_and_comes_back(client, log_in, build):
    log_in(client)
    build(lambda: db.session.execute(LoginSession.__table__.update().values(expires_at=LoginSession.created_at)))
    page = client.post("/account", data={"name": "김"}, headers={"Referer": "http://localhost/account"})
    assert page.location == "/login?next=/account"
    assert "이 브라우저에 남아" in client.get(page.location).text


def test_sending_a_draft_after_the_login_has_ended_leads_to_the_login_and_not_to_a_404(client, log_in):
    log_in(client)
    kept = cookie_of(client)
    client.post("/logout")
    client.set_cookie("openlab", kept)
    page = client.post("/needs/1/edit", headers={"Referer": "http://localhost/needs/1/edit"})
    assert page.location == "/login?next=/needs/1/edit"
    assert log_in(client).status_code == 303
