"""Somebody is invited, accepts while signing up, switches between two organisations, hands over and leaves."""

import re

import pytest
from playwright.sync_api import Page, expect

from openlab.extensions import db
from openlab.identity.accounts.queries import find_user_by_email
from openlab.identity.orgs.models import Organisation
from openlab.identity.orgs.states import OrganisationKind, Role
from tests.builders import give_role, make_organisation
from tests.journeys.audit import problems
from tests.journeys.conftest import Browse
from tests.journeys.samples import Samples, database
from tests.journeys.site import Site
from tests.journeys.visit import said, word

pytestmark = pytest.mark.browser
PASSWORD = "four plain korean words"


def _invite(page: Page, samples: Samples, lang: str, email: str) -> None:
    page.goto(f"/organisations/{samples.municipality}/invitations")
    page.locator("#email").fill("nobody")
    page.get_by_role("button", name=word(lang, "초대 보내기")).click()
    expect(page.locator("#email-error")).to_be_visible()
    expect(page.locator("#email")).to_have_value("nobody")
    page.locator("#email").fill(email)
    page.get_by_role("button", name=word(lang, "초대 보내기")).click()
    assert email in said(page)


def _accept(page: Page, link: str, lang: str) -> None:
    page.goto(link)
    assert problems(page, lang) == []
    page.locator("#name").fill("최새벽")
    page.locator("#password").fill(PASSWORD)
    page.get_by_role("button", name=word(lang, "가입하고 받아들이기")).click()
    page.wait_for_url(re.compile(r"/organisations/\d+"))


def _join_second(site: Site, email: str) -> str:
    """Let the person belong to a second municipality as well; return its name."""
    with database(site.home):
        user = find_user_by_email(email)
        assert user is not None
        other = make_organisation(OrganisationKind.PUBLIC_BODY, "두 번째 기관", name_en="Second body")
        give_role(user, other, Role.OFFICER)
        assert db.session.get(Organisation, other.id) is not None
    return "두 번째 기관"


def _switch(page: Page, name: str) -> None:
    page.locator("details.menu summary").click()
    page.locator("details.menu form button", has_text=name).click()
    page.wait_for_url("**/work")
    expect(page.locator(".tool__org")).to_have_text(name)


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_invited_person_accepts_switches_hands_over_and_leaves(browse: Browse, site: Site, samples: Samples, lang: str):
    email = f"newcomer-{lang}@city.example"
    manager = browse("official", lang)
    _invite(manager, samples, lang, email)

    page = browse("visitor", lang)
    _accept(page, site.link_mailed_to(email, "invitations"), lang)
    _join_second(site, email)
    page.goto("/work")
    _switch(page, "Second body" if lang == "en" else "두 번째 기관")
    own = page.locator("details.menu form button:not([aria-current])").first
    page.locator("details.menu summary").click()
    own.click()
    page.wait_for_url("**/work")

    page.goto("/needs/new")
    page.locator("#title").fill(f"넘겨줄 초안 {lang}")
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_url(re.compile(r"/needs/\d+.*/edit"))

    page.goto(f"/organisations/{samples.municipality}/leave")
    expect(page.locator("main")).to_contain_text(f"넘겨줄 초안 {lang}")
    assert problems(page, lang) == []
    page.get_by_role("button", name=word(lang, "나가기"), exact=True).click()
    expect(page.locator("#successor-error")).to_be_visible()
    page.locator("#successor").select_option(index=1)
    page.get_by_role("button", name=word(lang, "나가기"), exact=True).click()
    page.wait_for_url(re.compile(r"/organisations/\d+"))
    expect(page.locator(".flashes")).to_be_visible()
    page.goto(f"/organisations/{samples.municipality}/leave")
    expect(page.locator("main")).not_to_contain_text(f"넘겨줄 초안 {lang}")
