"""The main tasks without a mouse."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Browse

pytestmark = pytest.mark.browser
FOCUS_SHOWS = """[document.activeElement, document.activeElement.parentElement]
  .some(node => getComputedStyle(node).outlineStyle !== "none")"""
FAR = 60  # stops of the Tab key after which somebody has given up


def _tab_to(page: Page, selector: str) -> None:
    """Press Tab until the element has the focus, and see that the focus shows."""
    for _stop in range(FAR):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            assert page.evaluate(FOCUS_SHOWS), f"the focus on {selector} cannot be seen"
            return
    raise AssertionError(f"Tab does not reach {selector}")


def test_first_tab_reaches_the_skip_link_which_leads_past_the_menu(browse: Browse):
    page = browse()
    page.goto("/needs/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip-link")).to_be_focused()
    expect(page.locator(".skip-link")).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_question_is_asked_and_its_first_answer_opened_by_keyboard(browse: Browse):
    page = browse()
    page.goto("/")
    _tab_to(page, "#ask-q")
    page.keyboard.type("지하차도가 비만 오면 잠겨요")
    page.keyboard.press("Enter")
    expect(page.locator("#results .match").first).to_be_visible()
    _tab_to(page, "#results .match a")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/solutions/\d+"))


@pytest.mark.parametrize("width", [1280, 390])
def test_menus_open_by_enter_and_close_by_escape_which_returns_the_focus(browse: Browse, width: int):
    page = browse("official", "ko", width)
    _tab_to(page, ".menu > summary")
    page.keyboard.press("Enter")
    expect(page.locator(".menu__panel")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".menu__panel")).to_be_hidden()
    expect(page.locator(".menu > summary")).to_be_focused()


def test_draft_is_begun_and_saved_by_keyboard(browse: Browse):
    page = browse("official")
    page.goto("/needs/new")
    _tab_to(page, "#title")
    page.keyboard.type("자판만으로 시작한 초안")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/edit$"))
    _tab_to(page, "#problem")
    page.keyboard.type("자판만으로 쓴 글입니다.")
    expect(page.locator("[data-save-state]")).to_have_attribute("data-state", "saved")
    _tab_to(page, "button[name=action][value=save]")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("자판만으로 시작한 초안")
