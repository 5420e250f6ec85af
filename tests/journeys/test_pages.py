"""Every page, as each role that may see it, in both languages and at both widths."""

import pytest
from playwright.sync_api import Page, expect

from openlab.app import Openlab
from tests.journeys.audit import narrow_problems, problems
from tests.journeys.conftest import Browse
from tests.journeys.pages import NO_PAGES, PAGES, paths
from tests.journeys.samples import Samples
from tests.journeys.visit import WIDTHS

pytestmark = pytest.mark.browser


def _examine(page: Page, role: str, lang: str, samples: Samples) -> list[str]:
    """Return the problems of all pages of a role."""
    found: list[str] = []
    for path in paths(role, samples):
        page.set_viewport_size({"width": WIDTHS["wide"], "height": 900})
        answer = page.goto(path, wait_until="load")
        expect(page.locator(".htmx-request")).to_have_count(0)
        if answer is None or not answer.ok:
            found.append(f"{path}: {answer and answer.status}")
        for width in WIDTHS.values():
            page.set_viewport_size({"width": width, "height": 900})
            found += problems(page, lang)
        found += narrow_problems(page)
    return found


class TestKorean:
    """One worker's share; tests are handed out by class."""

    @pytest.mark.parametrize("role", PAGES)
    def test_pages_in_korean_owe_their_readers_nothing(self, browse: Browse, samples: Samples, role: str):
        page = browse(role, "ko")
        found = _examine(page, role, "ko", samples)
        assert not found, "\n".join(found)


class TestEnglish:
    """The other worker's."""

    @pytest.mark.parametrize("role", PAGES)
    def test_pages_in_english_owe_their_readers_nothing(self, browse: Browse, samples: Samples, role: str):
        page = browse(role, "en")
        found = _examine(page, role, "en", samples)
        assert not found, "\n".join(found)


def test_list_of_pages_names_every_page_of_the_program(app: Openlab):
    shown = {name for pages in PAGES.values() for name in pages} | NO_PAGES
    there = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert {name for name in there if not name.startswith("api.")} <= shown


@pytest.mark.parametrize("role", ["visitor", "official"])
def test_pages_in_the_dark_keep_their_contrast(browse: Browse, samples: Samples, role: str):
    page = browse(role)
    page.emulate_media(color_scheme="dark")
    found = []
    for path in [
        f"/needs/{samples.own_need}",
        f"/solutions/{samples.solution}",
        "/needs/",
        "/",
        *_writing(role, samples),
    ]:
        page.goto(path)
        expect(page.locator(".htmx-request")).to_have_count(0)
        found += problems(page, "ko")
    assert not found, "\n".join(found)


def _writing(role: str, samples: Samples) -> list[str]:
    return [f"/needs/{samples.draft_need}/edit", "/work"] if role == "official" else ["/login"]
