"""Pages of organisations: visitors, members, managers, strangers and the alliance."""

import re

import pytest

from openlab.identity.accounts.service import find_user_by_email
from openlab.identity.orgs.queries import actor_for, find_municipality, get_organisation
from openlab.identity.orgs.service import ask_to_join
from openlab.identity.orgs.states import OrganisationKind, Role
from tests.builders import give_role, make_actor, make_curator, make_organisation, make_user, sign_in

FIRM = {
    "business_number": "124-81-00998",
    "name": "골목빛 모빌리티",
    "size_class": "STARTUP",
    "website": "golmok.example",
    "region_code": "",
}


@pytest.fixture
def firm(build):
    """The id of a firm."""
    return build(
        lambda: (
            make_organisation(
                OrganisationKind.COMPANY,
                name="골목빛 모빌리티",
                name_en="Golmokbit",
                business_number="1248100998",
                region_code="11680",
                summary="정차를 **안내**합니다 <script>alert(1)</script>",
            ).id
        )
    )


@pytest.fixture
def act(build, client, firm):
    """Return a function that signs the client in with roles in the firm and returns the actor."""

    def run(*roles, email=""):
        def make():
            from openlab.identity.orgs.queries import get_organisation

            return (
                make_actor(get_organisation(firm), *roles, email=email) if roles else actor_for(make_user(email=email))
            )

        actor = build(make)
        sign_in(client, actor)
        return actor

    return run


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_visitors_browse_the_directory_and_a_profile(client, firm, lang):
    listed = client.get(f"/organisations/?lang={lang}").text
    assert ("Golmokbit" if lang == "en" else "골목빛 모빌리티") in listed
    shown = client.get(f"/organisations/{firm}-whatever")
    assert shown.status_code == 200
    assert "124-81-00998" not in shown.text
    assert "<strong>안내</strong>" in shown.text
    assert "<script>alert" not in shown.text


def test_members_see_the_business_number(client, firm, act):
    act(Role.MEMBER)
    assert "124-81-00998" in client.get(f"/organisations/{firm}").text


@pytest.mark.parametrize(
    "query",
    ["kind=COMPANY", "sido=11", "q=골목", "q=GOLMOK", "kind=NONSENSE", "sido=%25%25", "page=99999999999999"],
)
def test_the_directory_answers_every_query(client, firm, query):
    page = client.get(f"/organisations/?{query}")
    assert page.status_code == 200
    assert "골목빛 모빌리티" in page.text or "기관이 없습니다" in page.text


def test_the_directory_is_narrowed_by_name(client, firm):
    assert "골목빛 모빌리티" not in client.get("/organisations/?q=없는이름").text


@pytest.mark.parametrize("number", ["0", "999", "99999999999999999999"])
def test_an_unknown_organisation_is_not_found(client, number):
    assert client.get(f"/organisations/{number}").status_code == 404


@pytest.mark.parametrize(
    "address", ["/new", "/new/municipality", "/new/company", "/1/edit", "/1/people", "/1/join", "/1/leave"]
)
def test_visitors_are_asked_to_sign_in(client, firm, address):
    assert client.get(f"/organisations{address}").location.startswith("/login?next=")


@pytest.mark.parametrize("address", ["edit", "people"])
@pytest.mark.parametrize(("roles", "status"), [((), 403), ((Role.MEMBER,), 403), ((Role.MANAGER,), 200)])
def test_profile_and_people_are_for_managers(client, firm, act, address, roles, status):
    act(*roles)
    assert client.get(f"/organisations/{firm}/{address}").status_code == status
    assert client.post(f"/organisations/{firm}/domains", data={"domains": "x.kr"}).status_code == 403


def test_a_manager_edits_the_profile(client, firm, act):
    act(Role.MANAGER)
    page = client.get(f"/organisations/{firm}/edit").text
    assert 'name="business_number"' not in page
    fields = {"name": "골목빛", "website": "golmok.example", "version": "1", "size_class": ""}
    saved = client.post(f"/organisations/{firm}/edit", data=fields)
    assert saved.status_code == 303
    assert 'href="https://golmok.example"' in client.get(saved.location).text
    again = client.post(f"/organisations/{firm}/edit", data={**fields, "name": "늦은 저장"})
    assert again.status_code == 409
    assert "늦은 저장" in again.text


@pytest.mark.parametrize(
    "website", ["javascript:alert(1)", "ftp://x.example", "https://", "https://user@evil.example/", "말도 안 됨"]
)
def test_a_website_is_a_web_address(client, firm, act, website):
    act(Role.MANAGER)
    page = client.post(f"/organisations/{firm}/edit", data={"name": "골목빛", "website": website, "version": "1"})
    assert page.status_code == 422
    assert "누리집 주소를" in page.text


def test_founding_a_firm_lets_the_founder_act_for_it(client, build):
    sign_in(client, build(make_user))
    made = client.post("/organisations/new/company", data=FIRM)
    assert made.status_code == 303
    page = client.get(made.location).text
    assert "124-81-00998" in page
    assert "확인 전" in page
    assert client.get(f"{made.location}/people").status_code == 200


@pytest.mark.parametrize("number", ["", "124-81-00997", "abc"])
def test_founding_a_firm_with_a_wrong_number_says_so(client, build, number):
    sign_in(client, build(make_user))
    page = client.post("/organisations/new/company", data={**FIRM, "business_number": number})
    assert page.status_code == 422
    assert f'value="{number}"' in page.text
    assert "골목빛 모빌리티" in page.text


def test_founding_a_firm_that_exists_leads_to_its_page(client, firm, act):
    act()
    page = client.post("/organisations/new/company", data=FIRM)
    assert page.status_code == 422
    assert f'href="/organisations/{firm}-' in page.text


@pytest.mark.parametrize("kind", ["public-body", "research", "overseas-city"])
def test_other_kinds_are_founded_by_their_own_form(client, build, kind):
    sign_in(client, build(make_user))
    assert client.get(f"/organisations/new/{kind}").status_code == 200
    made = client.post(
        f"/organisations/new/{kind}", data={"name": "이름", "foreign_city": "Barcelona, Spain", "region_code": ""}
    )
    assert made.status_code == 303


@pytest.mark.parametrize("kind", ["alliance", "nonsense", "MUNICIPALITY"])
def test_no_form_makes_other_kinds(client, build, kind):
    sign_in(client, build(make_user))
    assert client.get(f"/organisations/new/{kind}").status_code == 404


def test_an_official_enters_the_municipality(client, build):
    sign_in(client, build(lambda: make_user(email="kim@gwacheon.go.kr")))
    made = client.post("/organisations/new/municipality", data={"region_code": "41290"})
    assert made.status_code == 303
    assert "과천시" in client.get(made.location).text


def test_others_are_told_how_to_get_into_a_municipality(client, build):
    build(lambda: make_organisation(region_code="41290", name="경기도 과천시"))
    sign_in(client, build(lambda: make_user(email="kim@example.org")))
    assert "정부 기관 메일이 아닙니다" in client.get("/organisations/new/municipality").text
    page = client.post("/organisations/new/municipality", data={"region_code": "41290"})
    assert page.status_code == 422
    assert "경기도 과천시 화면으로" in page.text
    assert client.post("/organisations/new/municipality", data={"region_code": "99999"}).status_code == 422


def test_a_request_to_join_is_sent_once_shown_and_withdrawn(client, firm, act):
    act()
    sent = client.post(f"/organisations/{firm}/join", data={"message": "개발팀입니다"})
    assert sent.status_code == 303
    assert "관리자의 답을 기다립니다" in client.get(sent.location).text
    assert client.post(f"/organisations/{firm}/join", data={}).status_code == 409
    assert client.post("/organisations/requests/1/cancel").status_code == 303
    assert client.post("/organisations/requests/1/cancel").status_code == 409


@pytest.fixture
def asked(build, firm):
    """The id of a request of new@example.org to join the firm."""

    def make():
        return ask_to_join(actor_for(make_user(email="new@example.org")), get_organisation(firm), "개발팀입니다").id

    return build(make)


def test_a_manager_accepts_and_the_person_belongs(client, firm, act, asked, build):
    act(Role.MANAGER)
    assert "개발팀입니다" in client.get(f"/organisations/{firm}/people").text
    assert client.post(f"/organisations/requests/{asked}/accept").status_code == 303
    assert build(lambda: actor_for(find_user_by_email("new@example.org")).has_role(firm, Role.MEMBER))


def test_a_manager_declines_only_with_a_reason(client, firm, act, asked):
    act(Role.MANAGER)
    assert client.get(f"/organisations/requests/{asked}/decline").status_code == 200
    assert client.post(f"/organisations/requests/{asked}/decline", data={"reason": " "}).status_code == 422
    assert (
        client.post(f"/organisations/requests/{asked}/decline", data={"reason": "모르는 분입니다"}).status_code == 303
    )


@pytest.mark.parametrize("action", ["accept", "decline", "cancel"])
def test_strangers_and_members_decide_nothing(client, firm, act, asked, action):
    act(Role.MEMBER)
    page = client.post(f"/organisations/requests/{asked}/{action}", data={"reason": "까닭"})
    assert page.status_code == 403
    assert client.get(f"/organisations/requests/{asked}/decline").status_code == 403


def test_unknown_requests_and_actions_are_not_found(client, firm, act, asked):
    act(Role.MANAGER)
    assert client.post("/organisations/requests/999/accept").status_code == 404
    assert client.post(f"/organisations/requests/{asked}/explode").status_code == 404


def test_a_manager_sets_roles_but_stays_the_last_manager(client, firm, act, build):
    manager = act(Role.MANAGER)
    page = client.post(f"/organisations/{firm}/people/{manager.user_id}", data={"roles": ["MEMBER"]})
    assert page.status_code == 422
    assert "관리자가 한 사람은" in page.text
    saved = client.post(f"/organisations/{firm}/people/{manager.user_id}", data={"roles": ["MEMBER", "MANAGER"]})
    assert saved.status_code == 303
    wrong = client.post(f"/organisations/{firm}/people/{manager.user_id}", data={"roles": ["CURATOR"]})
    assert wrong.status_code == 404


def test_a_manager_cannot_draw_a_stranger_in(client, firm, act, build):
    act(Role.MANAGER)
    stranger = build(lambda: make_user().id)
    page = client.post(f"/organisations/{firm}/people/{stranger}", data={"roles": ["MEMBER"]})
    assert page.status_code == 403


def test_leaving_asks_once_and_then_ends_the_membership(client, firm, act):
    act(Role.MEMBER)
    assert client.get(f"/organisations/{firm}/leave").status_code == 200
    assert client.post(f"/organisations/{firm}/leave").status_code == 303
    assert "124-81-00998" not in client.get(f"/organisations/{firm}").text


def test_the_alliance_verifies_and_names_mail_domains(client, build):
    city = build(lambda: make_organisation(OrganisationKind.OVERSEAS_CITY, verified_at=None).id)
    sign_in(client, build(make_curator))
    assert "이 기관이 맞는지" in client.get(f"/organisations/{city}").text
    assert client.post(f"/organisations/{city}/verify").status_code == 303
    assert "확인한 기관" in client.get(f"/organisations/{city}").text
    assert client.post(f"/organisations/{city}/domains", data={"domains": "city.example"}).status_code == 303
    assert "city.example" in client.get(f"/organisations/{city}/people").text


def test_switching_acts_for_another_of_ones_own_organisations_only(client, build, firm):
    def make():
        user, first, second = make_user(), make_organisation(name="첫 기관"), make_organisation(name="둘째 기관")
        give_role(user, first, Role.OFFICER)
        give_role(user, second, Role.OFFICER)
        return user, second.id

    user, second = build(make)
    sign_in(client, user)
    assert client.post("/switch", data={"organisation_id": second, "next": "/account"}).location == "/account"
    menu = client.get("/account").text
    assert re.findall(r'aria-current="true">([^<]+)<', menu) == ["둘째 기관"]
    for wrong in (firm, "", "x", "99999999999999999999"):
        assert client.post("/switch", data={"organisation_id": wrong}).status_code == 403


def test_every_form_of_organisations_needs_its_csrf_token(app, client, firm, act):
    act(Role.MANAGER)
    app.config["WTF_CSRF_ENABLED"] = True
    for address in (
        "new/company",
        "new/municipality",
        f"{firm}/edit",
        f"{firm}/join",
        f"{firm}/leave",
        f"{firm}/people/1",
    ):
        assert client.post(f"/organisations/{address}", data=FIRM).status_code == 400, address


def test_two_officials_at_once_make_one_municipality(client, build, app):
    for number in range(2):
        browser = app.test_client()
        sign_in(browser, build(lambda number=number: make_user(email=f"kim{number}@korea.kr")))
        assert browser.post("/organisations/new/municipality", data={"region_code": "41290"}).status_code == 303
    assert build(lambda: find_municipality("41290").id) == 1
