"""Somebody protects an account with codes and a passkey, signs in with both, and is warned before a login ends."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.audit import problems
from tests.journeys.conftest import Browse
from tests.journeys.site import Site
from tests.journeys.visit import said, word

pytestmark = pytest.mark.browser
PASSWORD = "four plain korean words"
LANGS = ["ko", "en"]


def _sign_up(page: Page, site: Site, email: str) -> None:
    page.goto("/signup")
    page.locator("#name").fill("최새벽")
    page.locator("#email").fill(email)
    page.locator("#password").fill(PASSWORD)
    page.locator("main form button[type=submit]").last.click()
    page.goto(site.link_mailed_to(email, "confirm"))
    page.locator("main form button[type=submit]").click()
    _give_password(page, email)
    page.wait_for_url("**/account")


def _give_password(page: Page, email: str) -> None:
    page.locator("#email").fill(email)
    page.locator("#password").fill(PASSWORD)
    page.locator("form[data-login] button").click()


def _log_in(page: Page, email: str) -> None:
    page.context.clear_cookies()
    page.goto("/login?next=/account")
    _give_password(page, email)
    page.wait_for_url("**/login/code")


def _give_code(page: Page, code: str) -> None:
    page.locator("#code").fill(code)
    page.locator("main form button[type=submit]").click()


@pytest.mark.parametrize(("lang", "width"), [("ko", 1280), ("en", 390)])
def test_authenticator_app_is_enrolled_and_codes_and_recovery_codes_sign_in(
    browse: Browse, site: Site, lang: str, width: int
):
    page, email = browse("visitor", lang, width), f"codes-{lang}@city.example"
    _sign_up(page, site, email)
    page.get_by_role("link", name=word(lang, "로그인 보호 정하기")).click()
    page.locator("#password").fill(PASSWORD)
    page.get_by_role("button", name=word(lang, "인증 앱 등록하기")).click()
    page.wait_for_url("**/account/code")
    assert problems(page, lang) == []
    app = pyotp.TOTP(page.locator("main code").inner_text().replace(" ", ""))
    expect(page.get_by_alt_text(word(lang, "인증 앱에 등록할 QR 코드"))).to_be_visible()
    _give_code(page, "000000")
    expect(page.locator("#code-error")).to_be_visible()
    _give_code(page, app.now())
    made = page.locator("main li code").all_inner_texts()
    assert len(made) == 10
    assert problems(page, lang) == []

    _log_in(page, email)
    assert problems(page, lang) == []
    _give_code(page, made[0])
    page.wait_for_url("**/account")
    _log_in(page, email)
    _give_code(page, made[0])
    expect(page.locator("#code-error")).to_be_visible()
    _give_code(page, app.at(time.time() + 30))  # the code of now was spent when the app was enrolled
    page.wait_for_url("**/account")

    page.goto("/account/security")
    assert problems(page, lang) == []
    page.locator("#password").fill(PASSWORD)
    page.get_by_role("button", name=word(lang, "인증 앱 끄기")).click()
    assert word(lang, "로그인할 때 인증 앱의 코드를 더는 묻지 않습니다.") in said(page)


@pytest.fixture
def named(site: Site) -> Iterator[str]:
    """The demonstration under a name: browsers bind passkeys to names, not to numbers."""
    return site.url.replace("127.0.0.1", "localhost")


def _with_device(page: Page) -> None:
    """Give the window a device with passkeys that says yes whenever it is asked."""
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    abilities = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options = {**abilities, "isUserVerified": True, "automaticPresenceSimulation": True}
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})


@pytest.mark.parametrize("lang", LANGS)
def test_passkey_is_made_signs_in_without_a_password_and_is_removed(browse: Browse, site: Site, named: str, lang: str):
    page, email = browse("visitor", lang), f"passkey-{lang}@city.example"
    _with_device(page)
    page.goto(f"{named}/signup?lang={lang}")
    page.locator("#name").fill("최새벽")
    page.locator("#email").fill(email)
    page.locator("#password").fill(PASSWORD)
    page.locator("main form button[type=submit]").last.click()
    page.goto(site.link_mailed_to(email, "confirm").replace(site.url, named))
    page.locator("main form button[type=submit]").click()
    _give_password(page, email)
    page.wait_for_url("**/account")

    page.goto(f"{named}/account/security")
    page.locator("#passkey-name").fill("전화기")
    page.locator("#passkey-password").fill("not the password")
    page.get_by_role("button", name=word(lang, "이 기기의 패스키 더하기")).click()
    expect(page.locator("[data-passkey-error]")).to_have_text(word(lang, "지금 비밀번호가 맞지 않습니다."))
    page.locator("#passkey-password").fill(PASSWORD)
    page.get_by_role("button", name=word(lang, "이 기기의 패스키 더하기")).click()
    expect(page.locator(".flashes")).to_contain_text(
        word(lang, "패스키를 더했습니다. 다음부터 비밀번호 없이 로그인할 수 있습니다.")
    )
    assert problems(page, lang) == []

    page.context.clear_cookies()
    page.goto(f"{named}/login?next=/account&lang={lang}")
    assert problems(page, lang) == []
    page.get_by_role("button", name=word(lang, "패스키로 로그인")).click()
    page.wait_for_url("**/account")
    expect(page.locator("main")).to_contain_text(email)

    page.goto(f"{named}/account/security")
    page.get_by_role("button", name=word(lang, "지우기")).click()
    expect(page.locator(".flashes")).to_contain_text(word(lang, "패스키를 지웠습니다."))
    page.context.clear_cookies()
    page.goto(f"{named}/login?lang={lang}")
    page.get_by_role("button", name=word(lang, "패스키로 로그인")).click()
    expect(page.locator("main [role=alert]").first).to_be_visible()


def _ends_in(site: Site, email: str, **left: float) -> None:
    """Let every login of somebody end so soon."""
    ends = (datetime.now(UTC) + timedelta(**left)).strftime("%Y-%m-%d %H:%M:%S.%f")
    statement = "UPDATE login_session SET expires_at = ? WHERE user_id = (SELECT id FROM user_account WHERE email = ?)"
    with closing(sqlite3.connect(site.home / "openlab.db", timeout=30)) as database:
        database.execute(statement, (ends, email))
        database.commit()


@pytest.mark.parametrize(("lang", "width"), [("ko", 1280), ("en", 390)])
def test_page_warns_before_the_login_ends_and_nothing_typed_is_lost(browse: Browse, site: Site, lang: str, width: int):
    page, email = browse("visitor", lang, width), f"ending-{lang}@city.example"
    _sign_up(page, site, email)
    warning = page.get_by_role("dialog", name=word(lang, "로그인이 곧 끝납니다"))

    _ends_in(site, email, minutes=5, seconds=3)
    page.goto("/account")
    page.locator("#name").fill("최한결")
    expect(warning).to_be_visible()
    assert problems(page, lang) == []
    warning.get_by_role("button", name=word(lang, "계속 쓰기")).click()
    expect(warning).to_be_hidden()
    expect(page.locator("#name")).to_have_value("최한결")
    page.goto("/account")
    expect(warning).to_be_hidden()

    _ends_in(site, email, seconds=4)
    page.goto("/account")
    warning.get_by_role("button", name=word(lang, "닫기")).click()
    page.locator("#name").fill("최마루")
    again = warning.get_by_role("link", name=word(lang, "다시 로그인"))
    expect(again).to_be_visible()
    again.click()
    _give_password(page, email)
    page.wait_for_url("**/account")
    expect(page.locator("#name")).to_have_value("최마루")
