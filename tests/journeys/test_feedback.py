"""A signed-in official says of a match that it does not fit, gives the reason, and takes it back."""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Browse
from tests.journeys.visit import WINDOWS, word

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("lang", "width"), WINDOWS)
def test_an_opinion_is_given_explained_and_taken_back_in_place(browse: Browse, lang: str, width: int):
    page = browse("official", lang, width)
    page.goto("/needs/3/matches")
    form = page.locator("form.feedback").first
    form.get_by_role("button", name=word(lang, "맞지 않아요")).click()
    expect(form.get_by_role("status")).to_have_text(word(lang, "의견을 남겼습니다. 고맙습니다."))
    pressed = form.get_by_role("button", name=word(lang, "맞지 않아요"))
    expect(pressed).to_have_attribute("aria-pressed", "true")
    expect(pressed).to_be_focused()

    form.get_by_label(word(lang, "이유"), exact=True).select_option("DOES_NOT_FIT.BAD_CONDITIONS")
    with page.expect_response("**/matching/feedback"):
        form.get_by_role("button", name=word(lang, "이유 남기기")).click()
    page.reload()
    expect(page.locator("form.feedback").first.locator("select")).to_have_value("DOES_NOT_FIT.BAD_CONDITIONS")

    form.get_by_role("button", name=word(lang, "거두기")).click()
    expect(form.get_by_role("button", name=word(lang, "맞지 않아요"))).to_have_attribute("aria-pressed", "false")


def test_without_script_an_opinion_comes_back_to_the_same_list(browse: Browse):
    page = browse("official", script=False)
    page.goto("/needs/4/matches")
    page.locator("form.feedback").first.get_by_role("button", name="잘 맞아요").click()
    expect(page.locator("h1")).to_have_text("맞는 솔루션")
    form = page.locator("form.feedback").first
    expect(form.get_by_role("button", name="잘 맞아요")).to_have_attribute("aria-pressed", "true")
    form.get_by_role("button", name="거두기").click()
    expect(page.locator("form.feedback").first.get_by_role("button", name="거두기")).to_have_count(0)
