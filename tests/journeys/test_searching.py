"""A visitor asks in a sentence, narrows lists, and changes the language."""

import pytest
from playwright.sync_api import Page, expect

from openlab.i18n import use_locale
from openlab.taxonomy import category_label
from tests.journeys.conftest import Browse
from tests.journeys.visit import WIDTHS, WINDOWS, word

pytestmark = pytest.mark.browser
FLOOD = "지하차도가 비만 오면 잠겨요"
ELDERS = "our old people live alone and nobody notices when they fall"


def _ask(page: Page, lang: str, sentence: str) -> None:
    page.goto("/")
    page.locator("#ask-q").fill(sentence)
    page.get_by_role("button", name=word(lang, "찾기"), exact=True).click()
    expect(page.locator("#results .match").first).to_be_visible()


def _fields(page: Page) -> str:
    """Return the facts under the titles of the matches that are not folded away."""
    return " ".join(page.locator("#results .match .meta:visible").all_inner_texts())


def _label(lang: str, code: str) -> str:
    with use_locale(lang):
        return str(category_label(code))


@pytest.mark.parametrize(("lang", "width"), WINDOWS)
def test_asking_on_the_home_page_shows_flood_solutions_with_their_reasons(browse: Browse, lang: str, width: int):
    page = browse("visitor", lang, width)
    _ask(page, lang, FLOOD)
    assert _label(lang, "CRIME_DISASTER.FLOOD") in _fields(page)
    expect(page.locator("#results .match").first.locator("mark").first).to_be_visible()
    expect(page.locator("h1")).to_have_text(word(lang, "어떤 도시 문제를 풀고 싶으세요?"))  # still the same page


def test_asking_without_script_answers_on_a_page_of_its_own(browse: Browse):
    page = browse("visitor", script=False)
    _ask(page, "ko", FLOOD)
    assert _label("ko", "CRIME_DISASTER.FLOOD") in _fields(page)
    expect(page.locator("h1")).to_have_text("문장으로 찾기")


@pytest.mark.parametrize("script", [True, False])
def test_question_in_english_finds_korean_solutions_for_elders(browse: Browse, script: bool):
    page = browse("visitor", "en", script=script)
    _ask(page, "en", ELDERS)
    assert _label("en", "HEALTH_WELFARE.ELDER") in _fields(page)


def test_narrowing_a_search_keeps_the_question_that_was_asked_last(browse: Browse):
    page = browse("visitor")
    page.goto("/search?q=골목 주차")
    page.locator("#ask-q").fill(FLOOD)
    page.get_by_role("button", name="찾기", exact=True).click()
    expect(page.locator("#results .match").first).to_be_visible()
    page.locator("select[name=category]").select_option("CRIME_DISASTER")
    page.get_by_role("button", name="좁히기").click()
    expect(page.locator("#ask-q")).to_have_value(FLOOD)
    expect(page.locator("#results .match").first).to_be_visible()


@pytest.mark.parametrize(("lang", "width"), WINDOWS)
@pytest.mark.parametrize("path", ["/needs/", "/solutions/"])
def test_facet_narrows_a_list_and_can_be_lifted(browse: Browse, path: str, lang: str, width: int):
    page = browse("visitor", lang, width)
    page.goto(path)
    everything = page.locator("main h2").first.inner_text()
    if width == WIDTHS["narrow"]:
        page.locator(".facets__toggle").click()
    page.locator(".facets__list a").first.click()
    expect(page.locator(".active-filters .chip")).to_have_count(1)
    assert page.locator("main h2").first.inner_text() != everything
    page.locator(".active-filters .chip").click()
    expect(page.locator(".active-filters")).to_have_count(0)
    assert page.locator("main h2").first.inner_text() == everything


@pytest.mark.parametrize("width", WIDTHS.values())
def test_changing_the_language_keeps_the_page_and_its_filters(browse: Browse, width: int):
    page = browse("visitor", "ko", width)
    page.goto("/solutions/?category=TRANSPORT")
    filtered = _label("ko", "TRANSPORT")
    page.get_by_role("link", name="English").click()
    assert "/solutions/?" in page.url
    assert "category=TRANSPORT" in page.url
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator(".active-filters .chip")).not_to_contain_text(filtered)
    page.get_by_role("link", name="한국어").click()
    expect(page.locator("html")).to_have_attribute("lang", "ko")
    expect(page.locator(".active-filters .chip")).to_contain_text(filtered)
