"""People of firms work together: a committee meets and writes minutes, and two firms find each other and talk."""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Browse
from tests.journeys.samples import Samples
from tests.journeys.visit import WINDOWS, said, word

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("lang", "width"), WINDOWS)
def test_chair_calls_a_meeting_and_answers_and_subscribes_to_it(
    browse: Browse, samples: Samples, lang: str, width: int
):
    page = browse("firm", lang, width)
    page.goto(f"/committees/{samples.committee}/meetings/new")
    page.locator("#title").fill(f"Meeting {lang} {width}")
    page.locator("#day").fill("2098-03-02")
    page.locator("#starts").fill("14:00")
    page.locator("#ends").fill("13:00")
    page.locator("#place").fill("Seoul")
    page.get_by_role("button", name=word(lang, "저장")).click()
    expect(page.locator("#ends-error")).to_contain_text(word(lang, "끝나는 때가 시작하는 때보다 늦어야 합니다."))
    expect(page.locator("#title")).to_have_value(f"Meeting {lang} {width}")

    page.locator("#ends").fill("16:00")
    page.get_by_role("button", name=word(lang, "저장")).click()
    assert word(lang, "회의를 부르고 위원들에게 메일로 알렸습니다.") in said(page)
    page.get_by_role("button", name=word(lang, "참석합니다"), exact=True).click()
    expect(page.get_by_text(word(lang, "지금 답: %(reply)s", reply=word(lang, "참석합니다")))).to_be_visible()

    page.goto("/committees/calendar")
    page.get_by_role("button", name=word(lang, "새 주소 만들기")).click()
    address = page.locator("code.break").inner_text()
    answer = page.request.get(address[address.index("/committees/feed/") :])
    assert f"Meeting {lang} {width}" in answer.text()


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_chair_writes_circulates_and_adopts_the_minutes(browse: Browse, samples: Samples, lang: str):
    page = browse("firm", lang)
    page.goto(f"/committees/meetings/{samples.past_meeting}")
    if lang == "ko":  # the second language reads what the first has adopted
        page.get_by_role("link", name=word(lang, "회의록 쓰기")).click()
        page.locator("#text").fill("표준 목록의 차례를 정했다. 다음 달에 다시 모인다.")
        page.get_by_role("button", name=word(lang, "초안 저장")).click()
        for action, status in (("회람하기", "회람 중"), ("확정하기", "확정")):
            page.get_by_role("button", name=word(lang, action), exact=True).click()
            assert word(lang, status) in said(page)
    expect(page.locator("#minutes-title")).to_contain_text(word(lang, "확정"))
    expect(page.get_by_role("link", name=word(lang, "회의록 쓰기"))).to_have_count(0)


@pytest.mark.parametrize(("lang", "width"), WINDOWS)
def test_firm_posts_what_it_seeks_and_finds_who_offers_it(browse: Browse, samples: Samples, lang: str, width: int):
    page = browse("firm", lang, width)
    page.goto("/partners/notices/new")
    page.locator("#title").fill("영상 분석 기업을 찾습니다")
    page.locator("#capability").fill("짧다")
    page.locator("#category").select_option("TRANSPORT")
    page.get_by_role("button", name=word(lang, "글 올리기")).click()
    expect(page.locator("#capability-error")).to_be_visible()
    page.locator("#capability").fill("골목 카메라 영상에서 오래 서 있는 차를 가려내는 일을 함께할 기업을 찾습니다.")
    page.get_by_role("button", name=word(lang, "글 올리기")).click()

    match = page.locator(".match").filter(
        has=page.locator(f'a[href*="/partners/notices/{samples.notice.split("-")[0]}"]')
    )
    expect(match.locator(".quote")).to_have_count(2)
    match.locator("summary").click()
    expect(match.locator(".match__score table")).to_be_visible()


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_firm_reads_a_request_and_answers_it(browse: Browse, samples: Samples, lang: str):
    page = browse("firm", lang)
    page.goto(f"/partners/requests/{samples.partner_request}")
    expect(page.get_by_text("실증을 함께합시다.")).to_be_visible()
    page.locator("#message").fill(f"Gladly, {lang}")
    page.get_by_role("button", name=word(lang, "보내기"), exact=True).click()

    expect(page.get_by_text(f"Gladly, {lang}")).to_be_visible()
