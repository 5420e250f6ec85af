"""The pages between the features: home, each role's work, help in both languages, health, robots."""

import re

import pytest

from openlab.extensions import db
from openlab.identity.orgs.queries import find_organisation
from openlab.identity.orgs.states import OrganisationKind, Role
from openlab.jobs.service import drain
from openlab.kit.db import transaction
from openlab.kit.text import guess_language
from openlab.matching.market import sync
from openlab.portal.help_pages import FOLDER, ORDER
from tests.builders import (
    make_actor,
    make_curator,
    make_firm_member,
    make_need,
    make_official,
    make_organisation,
    make_solution,
    sign_in,
)

FLOOD = "비가 오면 지하차도에 물이 찹니다. " * 5


def test_home_shows_the_question_box_the_newest_and_the_figures(client, build):
    build(lambda: make_need(status="PUBLISHED", title="새로 올라온 문제", region_code="41290"))
    build(lambda: make_need(title="감춰진 초안"))
    build(lambda: make_solution(status="LISTED", title="새로 올라온 솔루션"))

    page = client.get("/").text

    assert 'action="/search"' in page
    assert "새로 올라온 문제" in page
    assert "새로 올라온 솔루션" in page
    assert "감춰진 초안" not in page


def test_home_of_an_empty_site_is_a_whole_page(client):
    page = client.get("/")

    assert page.status_code == 200
    assert page.text.rstrip().endswith("</html>")


@pytest.mark.parametrize(
    ("header", "lang"), [("ko", "ko"), ("en-GB,en;q=0.9", "en"), ("de", "ko"), ("", "ko"), ("x" * 999, "ko")]
)
def test_home_speaks_the_language_of_the_browser(client, header, lang):
    assert f'<html lang="{lang}">' in client.get("/", headers={"Accept-Language": header}).text


def test_language_once_chosen_stays(client):
    client.get("/?lang=en")

    assert '<html lang="en">' in client.get("/needs/").text
    assert '<html lang="en">' in client.get("/?lang=xx").text


def test_work_asks_visitors_to_sign_in_and_leads_back(client):
    answer = client.get("/work")

    assert answer.status_code == 302
    assert answer.location == "/login?next=/work"


def test_work_of_an_approver_lists_what_waits_for_approval_and_of_an_officer_does_not(app, build):
    city = build(lambda: make_organisation(region_code="41290").id)
    number = build(lambda: make_need(find_organisation(city), status="IN_REVIEW", title="결재할 문제").id)
    pages = {}
    for role in (Role.APPROVER, Role.OFFICER):
        client = app.test_client()
        sign_in(client, build(lambda role=role: make_actor(find_organisation(city), role)))
        pages[role] = client.get("/work").text

    todo = {role: "결재를 기다립니다" in page for role, page in pages.items()}
    assert todo == {Role.APPROVER: True, Role.OFFICER: False}
    assert f"/needs/{number}" in pages[Role.APPROVER]


def test_work_of_an_officer_shows_own_needs_with_fresh_matches(app, client, build):
    official = build(make_official)
    with app.app_context():
        with transaction(db.session):
            make_need(
                find_organisation(official.organisation_id), status="PUBLISHED", title="우리 침수 문제", problem=FLOOD
            )
            make_solution(
                status="LISTED", title="지하차도 수위 감지", summary=FLOOD, description=FLOOD, nationwide=True
            )
        list(sync.catch_up())
        drain()
    sign_in(client, official)

    page = client.get("/work").text

    assert "우리 침수 문제" in page
    assert "지하차도 수위 감지" in page


def test_work_of_an_officer_lists_own_drafts_to_go_on_with(app, build):
    official = build(make_official)
    client = app.test_client()
    sign_in(client, official)
    client.post("/needs/new", data={"title": "쓰다 만 문제", "organisation_id": str(official.organisation_id)})

    page = client.get("/work").text

    assert "쓰다 만 문제" in page
    assert re.search(r"/needs/\d+[^\"]*/edit", page)


def test_work_of_a_firm_shows_its_solutions_and_their_steps(client, build):
    member = build(make_firm_member)
    for status, title in (
        ("DRAFT", "쓰는 중인 솔루션"),
        ("CHANGES_REQUESTED", "보완할 솔루션"),
        ("LISTED", "등록된 솔루션"),
    ):
        build(lambda status=status, title=title: make_solution(
            find_organisation(member.organisation_id), status=status, title=title))  # fmt: skip
    sign_in(client, member)

    page = client.get("/work").text

    assert all(title in page for title in ("쓰는 중인 솔루션", "보완할 솔루션", "등록된 솔루션"))
    assert "보완 요청을 받았습니다" in page


def test_work_of_a_curator_counts_what_waits_for_review(client, build):
    curator = build(make_curator)
    for title in ("하나", "둘"):
        build(lambda title=title: make_solution(status="SUBMITTED", title=title).id)
    sign_in(client, curator)

    assert "심사할 솔루션 2건" in client.get("/work").text


def test_work_of_somebody_without_an_organisation_is_a_page_that_says_how_to_begin(client, build):
    sign_in(client, build(lambda: make_actor(make_organisation(OrganisationKind.RESEARCH))))

    page = client.get("/work")

    assert page.status_code == 200
    assert "먼저 기관이나 기업에 들어가세요" in page.text


@pytest.mark.parametrize(
    ("kind", "role", "offered"),
    [
        (OrganisationKind.MUNICIPALITY, Role.OFFICER, {"/needs/new"}),
        (OrganisationKind.MUNICIPALITY, Role.AUDITOR, set()),
        (OrganisationKind.COMPANY, Role.MEMBER, {"/solutions/new"}),
        (OrganisationKind.RESEARCH, Role.EVALUATOR, set()),
        (OrganisationKind.ALLIANCE, Role.CURATOR, set()),
    ],
)
def test_work_offers_to_write_only_what_the_person_may_write(client, build, kind, role, offered):
    sign_in(client, build(lambda: make_actor(make_organisation(kind), role)))

    page = client.get("/work").text

    assert {address for address in ("/needs/new", "/solutions/new") if f'href="{address}"' in page} == offered
    assert all(client.get(address).status_code == 200 for address in offered)


def test_nobody_sees_the_work_of_others(client, build):
    build(lambda: make_need(status="IN_REVIEW", title="남의 문제"))
    sign_in(client, build(make_official))

    assert "남의 문제" not in client.get("/work").text


@pytest.mark.parametrize("lang", ["ko", "en"])
@pytest.mark.parametrize("topic", ORDER)
def test_help_page_is_whole_in_each_language_and_its_links_lead_somewhere(client, topic, lang):
    page = client.get(f"/help/{topic}?lang={lang}")

    assert page.status_code == 200
    assert f'<html lang="{lang}">' in page.text
    text = page.text.split('<main id="main"')[1].split("</main>")[0]
    assert len(re.sub("<[^>]+>", "", text)) > 300
    assert guess_language(re.sub("<[^>]+>", "", text)) == lang
    for address in set(re.findall(r'href="(/[^"#]*)', text)):
        assert client.get(address).status_code in {200, 302}, address


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_help_lists_every_topic(client, lang):
    page = client.get(f"/help/?lang={lang}").text

    assert all(f'href="/help/{topic}"' in page for topic in ORDER)


def test_every_help_file_is_a_topic_and_there_in_both_languages():
    for lang in ("ko", "en"):
        assert {path.stem for path in (FOLDER / lang).glob("*.md")} == set(ORDER)


@pytest.mark.parametrize("topic", ["nothing", "..", "ko", "start.md", "%2e%2e%2fviews", "%00", "x" * 5000])
def test_help_on_nothing_is_not_found(client, topic):
    assert client.get(f"/help/{topic}").status_code == 404


def test_health_answers_without_a_database(client, monkeypatch):
    monkeypatch.setattr("openlab.schema._connect", lambda _url: pytest.fail("healthz asked the database"))

    assert client.get("/healthz").json == {"status": "ok"}


@pytest.mark.parametrize(("at", "status", "said"), [("9", 200, "ready"), ("8", 503, "migrate"), (None, 503, "migrate")])
def test_readiness_says_whether_the_schema_is_the_newest(client, monkeypatch, at, status, said):
    monkeypatch.setattr("openlab.schema.newest", lambda: "9")
    monkeypatch.setattr("openlab.schema.current", lambda _url: at)

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json["status"], answer.json["schema"]) == (status, said, at)


def test_robots_stay_out_of_private_pages(client):
    answer = client.get("/robots.txt")

    assert answer.mimetype == "text/plain"
    assert {"Disallow: /work", "Disallow: /account", "Disallow: /admin"} <= set(answer.text.splitlines())


@pytest.mark.parametrize(
    "address", ["/nowhere", "/needs/1/2/3", "/static/none.css", "/.env", "/wp-login.php", "/%00", "/\ud55c\uae00"]
)
def test_unknown_address_is_a_page_in_ones_language_with_a_request_id(client, address):
    answer = client.get(address, headers={"Accept-Language": "en"})

    assert answer.status_code == 404
    assert '<html lang="en">' in answer.text
    assert answer.headers["X-Request-Id"] in answer.text
