"""A firm applies, mends, is voted in, finds its papers and its place, and renews; another one is suspended."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from openlab.identity.accounts.service import create_user
from openlab.identity.orgs.states import OrganisationKind, Role, SizeClass
from openlab.kit import clock
from openlab.membership.queries import find_membership
from openlab.membership.terms import look_daily
from tests.builders import PASSWORD, give_role, make_organisation
from tests.journeys.conftest import Browse
from tests.journeys.samples import database
from tests.journeys.site import Site
from tests.journeys.visit import WINDOWS, press, said, word
from tests.service.membership.builders import PURPOSE, make_member
from tests.unit.files.samples import png

pytestmark = pytest.mark.browser


def _furnish(site: Site, lang: str, width: int) -> tuple[str, str, str]:
    """Make a firm that applies and one that votes, each with a manager; return their addresses and the firm's name."""
    name, mark = f"두레시티 {lang}{width}", f"{lang}{width}"
    with database(site.home):
        firm = make_organisation(
            OrganisationKind.COMPANY,
            name,
            name_en=f"Dure City {mark}",
            size_class=SizeClass.VENTURE,
            region_code="41290",
        )
        voter = make_organisation(OrganisationKind.COMPANY, f"투표사 {mark}", size_class=SizeClass.SME)
        make_member(voter)
        for organisation, address in ((firm, f"apply-{mark}@firm.example"), (voter, f"vote-{mark}@firm.example")):
            user = create_user(address, "김대표", PASSWORD)
            user.confirmed_at = clock.now()
            give_role(user, organisation, Role.MANAGER)
    return f"apply-{mark}@firm.example", f"vote-{mark}@firm.example", name if lang == "ko" else f"Dure City {mark}"


def _log_in(page: Page, email: str, lang: str) -> None:
    page.goto(f"/login?lang={lang}")
    page.locator("#email").fill(email)
    page.locator("#password").fill(PASSWORD)
    page.locator("form[data-login] button").click()
    page.wait_for_url("**/work")


def _apply(page: Page, lang: str) -> str:
    """Write the application with what is missing told on the way; return the address of the membership."""
    page.goto("/membership/mine")
    page.get_by_role("button", name=word(lang, "가입 신청하기")).click()
    page.wait_for_url(re.compile(r"/membership/applications/\d+$"))
    expect(page.locator("#member_class")).to_have_value("VENTURE")
    press(page, "send")
    expect(page.locator(".error-summary")).to_be_focused()
    page.locator("#purpose").fill(PURPOSE)
    page.locator("#categories input[value=TRANSPORT]").check()
    page.locator("#committees input[value=STANDARDS]").check()
    page.locator("#agreed").check()
    press(page, "save")
    page.locator("#file").set_input_files({"name": "license.png", "mimeType": "image/png", "buffer": png()})
    page.locator("form[enctype] button").click()
    expect(page.locator(".files li")).to_have_count(1)
    expect(page.locator("#agreed")).to_be_checked()
    press(page, "send")
    page.wait_for_url(re.compile(r"/membership/\d+$"))
    assert word(lang, "신청서를 보냈습니다. 얼라이언스가 살펴보고 알려 드립니다.") in said(page)
    return page.url


def _supplement(desk: Page, firm: Page, lang: str, name: str, address: str) -> str:
    """Ask for more, answer, and hand in again; return the address of the desk's page."""
    desk.goto("/admin/members/")
    desk.get_by_role("link", name=name, exact=True).click()
    press(desk, "take")
    desk.locator("summary", has_text=word(lang, "보완 요청")).click()
    desk.locator("#ask_supplement-body").fill("사업자등록증이 흐립니다.")
    press(desk, "ask_supplement")
    assert word(lang, "보완을 요청했습니다.") in said(desk)

    firm.goto(address)
    expect(firm.locator("main")).to_contain_text("사업자등록증이 흐립니다.")
    firm.locator("#body").fill("다시 올렸습니다.")
    firm.get_by_role("button", name=word(lang, "글 보내기")).click()
    firm.get_by_role("link", name=word(lang, "신청서 고치고 다시 내기")).click()
    press(firm, "send")
    firm.wait_for_url(address)
    desk.reload()
    expect(desk.locator("main")).to_contain_text("다시 올렸습니다.")
    return desk.url


def _vote(desk: Page, voter: Page, lang: str, name: str) -> None:
    """Put the application to the vote of all members for today, and cast one vote."""
    desk.locator("summary", has_text=word(lang, "회원 투표에 부치기")).click()
    desk.locator("#open_ballot-quorum").fill("1")
    desk.locator("#open_ballot-closes_on").fill(f"{clock.today():%Y-%m-%d}")
    press(desk, "open_ballot")
    assert word(lang, "투표를 열었습니다.") in said(desk)
    expect(desk.locator('button[value="approve"]')).to_have_count(0)

    voter.goto("/membership/mine")
    voter.get_by_role("link", name=word(lang, "%(name)s의 가입", name=name)).click()
    expect(voter.locator("main")).to_contain_text(PURPOSE)
    voter.locator("input[type=radio]").first.check()
    voter.get_by_role("button", name=word(lang, "투표하기")).click()
    assert word(lang, "투표했습니다.") in said(voter)
    expect(voter.locator("main form")).to_have_count(0)


def _pass_days(site: Site, days: int) -> None:
    """Let the job of a later day run."""
    with database(site.home), clock.at(clock.now() + timedelta(days=days)):
        look_daily()


def _near_the_end(site: Site, address: str) -> None:
    with database(site.home):
        membership = find_membership(int(address.rpartition("/")[2]))
        assert membership is not None
        membership.term_ends_on = clock.today() + timedelta(days=7)
        look_daily()


@pytest.mark.parametrize(("lang", "width"), WINDOWS)
def test_firm_applies_mends_is_voted_in_is_found_and_renews(browse: Browse, site: Site, lang: str, width: int):
    applicant, elector, name = _furnish(site, lang, width)
    firm, voter = browse("visitor", lang, width), browse("visitor", lang, width)
    desk = browse("alliance", lang, width)
    _log_in(firm, applicant, lang)
    _log_in(voter, elector, lang)

    address = _apply(firm, lang)
    review = _supplement(desk, firm, lang, name, address)
    _vote(desk, voter, lang, name)
    _pass_days(site, 1)
    desk.goto(review)
    expect(desk.locator("main")).to_contain_text(word(lang, "가결"))

    firm.goto(address)
    expect(firm.locator("main")).to_contain_text(word(lang, "회비 납부 대기"))
    with firm.expect_download() as paper:
        firm.get_by_role("link", name=word(lang, "회원증 (PDF)")).click()
    assert paper.value.path().read_bytes().startswith(b"%PDF-")
    firm.get_by_role("link", name=word(lang, "회원증 확인 화면")).click()
    expect(firm.locator("#result")).to_contain_text(word(lang, "진짜 회원증이고 지금 유효합니다."))

    visitor = browse("visitor", lang, width)
    visitor.goto(f"/alliance/?lang={lang}&q={name}")
    visitor.get_by_role("link", name=name, exact=True).click()
    expect(visitor.locator("h1")).to_have_text(name)

    _near_the_end(site, address)
    assert site.link_mailed_to(applicant, r"membership/\d+(?=/renew)")
    firm.goto(address)
    firm.get_by_role("link", name=word(lang, "갱신하기")).click()
    firm.locator("#agreed").check()
    firm.get_by_role("button", name=word(lang, "갱신하기")).click()
    assert word(lang, "회원 기간을 갱신했습니다.") in said(firm)
    expect(firm.get_by_role("link", name=word(lang, "갱신하기"))).to_have_count(0)


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_suspension_says_what_it_touches_before_it_is_confirmed(browse: Browse, site: Site, lang: str):
    desk = browse("alliance", lang)
    with database(site.home):
        organisation = make_organisation(OrganisationKind.COMPANY, f"정지사 {lang}", name_en=f"Halted {lang}")
        member = make_member(organisation).id
    desk.goto(f"/admin/members/{member}")
    desk.get_by_role("link", name=word(lang, "자격 정지하기")).click()
    expect(desk.locator("#effects")).to_contain_text(word(lang, "회원 명부에서 빠지고 회원증이 유효하지 않게 됩니다."))
    desk.locator("#ground").select_option("DUES_UNPAID")
    desk.locator("#note").fill("두 해째 회비를 내지 않았습니다.")
    desk.get_by_role("button", name=word(lang, "자격 정지하기")).click()
    expect(desk.locator("main")).to_contain_text("두 해째 회비를 내지 않았습니다.")
    expect(desk.get_by_role("button", name=word(lang, "정지 풀기"))).to_be_visible()
