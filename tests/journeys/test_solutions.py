"""A firm lists a solution, the alliance reviews it, and both read what the other has to say."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Browse
from tests.journeys.texts import DESCRIPTION, SOLUTION_TITLE, SUMMARY
from tests.journeys.visit import WINDOWS, press, said, word

pytestmark = pytest.mark.browser


def _submit(page: Page, lang: str, name: str) -> tuple[str, str]:
    """Write a whole solution and hand it in; return its title and its address."""
    title, summary = SOLUTION_TITLE[lang].format(name=name), SUMMARY[lang]
    page.goto("/solutions/new")
    page.locator("#title").fill(title)
    page.get_by_role("button", name=word(lang, "초안 만들기")).click()
    page.wait_for_url(re.compile("/edit$"))
    page.locator("#summary").fill(summary)
    page.locator("#category").select_option("TRANSPORT")
    expect(page.locator("aside .results li").first).to_be_visible()
    press(page, "submit")
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.locator("#summary")).to_have_value(summary)
    page.locator("#description").fill(DESCRIPTION[lang])
    page.locator("#trl").select_option("8")
    page.locator("#maturity").select_option("PILOT_PROVEN")
    page.locator("#price_min").fill("3,000만")
    page.locator("#nationwide").check()
    press(page, "submit")
    assert word(lang, "심사를 맡겼습니다. 얼라이언스가 살펴보고 알려 드립니다.") in said(page)
    return title, page.url


def _open_in_queue(page: Page, title: str) -> None:
    page.goto("/admin/")
    page.get_by_role("link", name=title).click()
    expect(page.locator("h1")).to_contain_text(title)


@pytest.mark.parametrize(("lang", "width"), WINDOWS)
def test_listed_solution_is_found_by_visitors_and_shows_its_firm_matching_needs(browse: Browse, lang: str, width: int):
    firm, admin = browse("firm", lang, width), browse("alliance", lang, width)
    title, address = _submit(firm, lang, str(width))
    _open_in_queue(admin, title)
    press(admin, "list")
    assert title in said(admin)

    firm.goto(address)
    expect(firm.locator("#matches .match").first).to_be_visible()
    visitor = browse("visitor", lang, width)
    visitor.goto("/solutions/")
    expect(visitor.get_by_role("link", name=title)).to_be_visible()
    visitor.get_by_role("link", name=title).click()
    expect(visitor.locator("h1")).to_have_text(title)


@pytest.mark.parametrize(("lang", "width"), WINDOWS)
def test_reason_of_the_alliance_reaches_the_firm_that_may_mend_and_resubmit(browse: Browse, lang: str, width: int):
    firm, admin = browse("firm", lang, width), browse("alliance", lang, width)
    title, address = _submit(firm, lang, f"R{width}")
    _open_in_queue(admin, title)
    admin.locator("details:has(#note) > summary").click()
    press(admin, "request_changes")
    expect(admin.locator(".error-summary")).to_contain_text(word(lang, "이유를 골라 주세요."))
    admin.locator("#reason").select_option("EVIDENCE")
    admin.locator("#note").fill("어느 학교에서 쟀는지 적어 주세요.")
    press(admin, "request_changes")
    assert title in said(admin)

    firm.goto("/work")
    firm.goto(address)
    expect(firm.locator("main")).to_contain_text("어느 학교에서 쟀는지 적어 주세요.")
    firm.goto(f"{address}/edit")
    firm.locator("#price_basis").fill("3곳은 과천, 부천, 제천입니다.")
    press(firm, "submit")
    _open_in_queue(admin, title)
