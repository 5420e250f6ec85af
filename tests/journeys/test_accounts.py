"""Somebody signs up, confirms the address, forgets the password, and gets back in."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.audit import problems
from tests.journeys.conftest import Browse
from tests.journeys.site import Site
from tests.journeys.visit import WINDOWS, said, word

pytestmark = pytest.mark.browser
FIRST, SECOND = "four plain korean words", "another four plain words"


def _log_in(page: Page, email: str, password: str) -> None:
    page.goto("/login")
    page.locator("#email").fill(email)
    page.locator("#password").fill(password)
    page.locator("form[data-login] button").click()


@pytest.mark.parametrize(("lang", "width"), WINDOWS)
def test_new_person_confirms_logs_in_and_resets_the_password(browse: Browse, site: Site, lang: str, width: int):
    page, email = browse("visitor", lang, width), f"person-{lang}-{width}@city.example"
    page.goto("/signup")
    page.locator("#name").fill("최새벽")
    page.locator("#email").fill(email)
    page.locator("#password").fill("short")
    page.locator("main form button[type=submit]").last.click()
    expect(page.locator("#password-error")).to_be_visible()
    expect(page.locator("#email")).to_have_value(email)
    page.locator("#password").fill(FIRST)
    page.locator("main form button[type=submit]").last.click()
    expect(page.locator("h1")).to_have_text(word(lang, "메일함을 봐 주세요"))

    page.goto(site.link_mailed_to(email, "confirm"))
    assert problems(page, lang) == []
    page.get_by_role("button", name=word(lang, "맞습니다, 가입을 마칩니다")).click()
    assert word(lang, "이메일을 확인했습니다. 이제 로그인할 수 있습니다.") in said(page)
    _log_in(page, email, "not the password")
    expect(page.locator("main [role=alert]")).to_be_visible()
    expect(page.locator("#email")).to_have_value(email)
    _log_in(page, email, FIRST)
    page.wait_for_url("**/work")

    page.context.clear_cookies()
    page.goto("/reset")
    page.locator("#email").fill(email)
    page.locator("main form button[type=submit]").click()
    page.goto(site.link_mailed_to(email, "reset"))
    assert problems(page, lang) == []
    page.locator("#password").fill(SECOND)
    page.locator("main form button[type=submit]").click()
    _log_in(page, email, FIRST)
    expect(page.locator("main [role=alert]")).to_be_visible()
    _log_in(page, email, SECOND)
    page.wait_for_url("**/work")
    page.goto("/organisations/new")
    expect(page.locator("h1")).to_be_visible()
