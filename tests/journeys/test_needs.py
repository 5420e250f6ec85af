"""An official posts a need: guided form, live matches, autosave, publication, and what must never be lost."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.builders import PASSWORD
from tests.journeys.conftest import Browse
from tests.journeys.samples import Samples, end_logins
from tests.journeys.site import Site
from tests.journeys.texts import NEED_TITLE, PROBLEM
from tests.journeys.visit import WIDTHS, WINDOWS, press, said, word
from tests.unit.files.samples import png

pytestmark = pytest.mark.browser


def _begin(page: Page, lang: str, title: str) -> None:
    page.goto("/needs/new")
    page.locator("#title").fill(title)
    page.get_by_role("button", name=word(lang, "초안 만들기")).click()
    page.wait_for_url(re.compile(r"/needs/\d+.*/edit$"))


def _expect_saved(page: Page) -> None:
    expect(page.locator("[data-save-state]")).to_have_attribute("data-state", "saved")


def _fill_in(page: Page) -> None:
    page.locator("#category").select_option("TRANSPORT")
    page.locator("#kpis-0-name").fill("부상 아동")
    page.locator("#kpis-0-baseline").fill("7")
    page.locator("#kpis-0-target").fill("0")
    page.locator("#period_months").fill("10")
    page.locator("#contact").fill("02-000-0000")


def _wait_until_found(page: Page, title: str) -> None:
    """Ask as others do until the need is found; the index follows a publication within moments."""
    for _attempt in range(20):
        page.goto(f"/search?side=needs&q={title}")
        if page.locator("#results").get_by_text(title).count():
            return
        page.wait_for_timeout(200)
    raise AssertionError(f"nobody finds “{title}”")


@pytest.mark.parametrize(("lang", "width"), WINDOWS)
def test_official_posts_a_need_and_visitors_find_it(browse: Browse, lang: str, width: int):
    page = browse("official", lang, width)
    title, problem = NEED_TITLE[lang].format(name=width), PROBLEM[lang]
    _begin(page, lang, title)
    missing = page.locator("#readiness li a")
    before = missing.count()
    page.locator("#problem").fill(problem)
    _expect_saved(page)
    expect(page.locator("[data-save-state]")).to_contain_text(word(lang, "저장됨 {time}").partition("{")[0].strip())
    expect(page.locator("aside .results").first.locator("li").first).to_be_visible()
    expect(missing).to_have_count(before - 1)

    _fill_in(page)
    page.locator("#budget_max").fill("넉넉히")
    press(page, "publish")
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.locator("#budget_max-error")).to_contain_text(
        word(lang, "금액을 읽을 수 없습니다. 예: 1억 8,000만 원 또는 180000000")
    )
    expect(page.locator("#budget_max")).to_have_value("넉넉히")
    expect(page.locator("#problem")).to_have_value(problem)

    page.locator("#budget_max").fill("1억 8,000만")
    press(page, "publish")
    assert word(lang, "공개했습니다. 곧 맞는 솔루션이 보입니다.") in said(page)
    match = page.locator("#matches .match").first
    expect(match.locator(".quote")).to_have_count(2)
    expect(match.locator(".chip").first).to_be_visible()
    match.locator("summary").click()
    expect(match.locator(".match__score table")).to_be_visible()
    _wait_until_found(browse("visitor", lang, width), title)


def test_adding_and_removing_a_kpi_row_keeps_what_the_others_hold(browse: Browse):
    page = browse("official")
    _begin(page, "ko", "지표 줄을 더하고 빼는 초안")
    page.locator("#kpis-0-name").fill("남는 지표")
    rows = page.locator("#kpis [data-row]")
    before = rows.count()
    page.locator("#kpis [data-add-row]").click()
    expect(rows).to_have_count(before + 1)
    expect(page.locator(f"#kpis-{before}-name")).to_be_focused()
    page.locator("#kpis [data-remove-row]").nth(1).click()
    expect(rows).to_have_count(before)
    expect(page.locator("#kpis-0-name")).to_have_value("남는 지표")
    _expect_saved(page)


@pytest.mark.parametrize("width", WIDTHS.values())
def test_login_that_ends_while_writing_loses_nothing(browse: Browse, site: Site, samples: Samples, width: int):
    page = browse("visitor", "ko", width)
    _log_in(page, samples.writer, "/needs/new")
    page.locator("#title").fill("로그인이 끝나도 남는 글")
    page.get_by_role("button", name="초안 만들기").click()
    page.locator("#problem").fill("처음 쓴 글")
    _expect_saved(page)
    end_logins(site.home, samples.writer)
    page.locator("#problem").fill("로그인이 끝난 뒤에 쓴 글")
    press(page, "save")
    _enter(page, samples.writer)
    page.wait_for_url(re.compile("/edit$"))
    expect(page.locator("#problem")).to_have_value("로그인이 끝난 뒤에 쓴 글")
    _expect_saved(page)
    page.reload()
    expect(page.locator("#problem")).to_have_value("로그인이 끝난 뒤에 쓴 글")


def test_window_closed_before_the_autosave_loses_nothing(browse: Browse):
    page = browse("official")
    _begin(page, "ko", "창을 닫아도 남는 글")
    address = page.url
    page.locator("#problem").fill("저장되기 전에 창을 닫습니다.")
    page.close(run_before_unload=False)
    again = page.context.new_page()
    again.goto(address)
    expect(again.locator("#problem")).to_have_value("저장되기 전에 창을 닫습니다.")


def _log_in(page: Page, email: str, target: str) -> None:
    page.goto(f"/login?next={target}")
    _enter(page, email)
    page.wait_for_url(f"**{target}")


def _enter(page: Page, email: str) -> None:
    page.locator("#email").fill(email)
    page.locator("#password").fill(PASSWORD)
    page.locator("form[data-login] button").click()


def _upload(page: Page, name: str, content: bytes) -> None:
    page.locator("#file").set_input_files({"name": name, "mimeType": "image/png", "buffer": content})
    page.locator("form[enctype] button").click()


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_good_file_is_attached_and_a_false_one_is_refused_with_a_sentence(browse: Browse, lang: str):
    page = browse("official", lang)
    _begin(page, lang, "첨부를 붙이는 초안")
    _upload(page, "site.png", png())
    expect(page.locator(".files li")).to_have_count(1)
    _upload(page, "page.png", b"<script>alert(1)</script>")
    expect(page.locator(".flashes .alert--danger")).to_be_visible()
    expect(page.locator(".files li")).to_have_count(1)
    page.locator(".files button").click()
    expect(page.locator(".files li")).to_have_count(0)
