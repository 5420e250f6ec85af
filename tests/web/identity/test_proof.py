"""Pages of proof by mail, and of the alliance's official domains."""

import pytest

from openlab.identity.orgs.queries import actor_for, get_organisation, roles_held
from openlab.identity.orgs.states import OrganisationKind, Role
from tests.builders import make_actor, make_curator, make_organisation, make_user, sign_in


@pytest.fixture
def city(build):
    """The id of a municipality with a domain of its own."""
    return build(lambda: make_organisation(name="과천시", region_code="41290", mail_domains=["gwacheon.go.kr"]).id)


def test_somebody_proves_an_official_address_and_is_in(app, build, client, city, links):
    user = build(lambda: actor_for(make_user(email="kim@home.example")))
    page = f"/organisations/{city}/prove"
    assert client.get(page).status_code == 302
    sign_in(client, user)
    assert "gwacheon.go.kr" in client.get(page).text
    assert "기관 메일로 증명하기" in client.get(f"/organisations/{city}/join").text
    wrong = client.post(page, data={"email": "kim@busan.go.kr"})
    assert (wrong.status_code, "kim@busan.go.kr" in wrong.text) == (422, True)
    assert "메일함" in client.post(page, data={"email": "kim@gwacheon.go.kr"}).text

    link = links()[-1]
    assert f'action="{link}"' in client.get(link).text
    assert client.post(link).status_code == 303
    assert client.get(link).status_code == 404

    with app.app_context():
        assert set(roles_held(user.user_id, city)) >= {Role.OFFICER}
    assert client.post(page, data={"email": "kim@gwacheon.go.kr"}).status_code == 409


def test_the_link_asks_a_visitor_to_sign_in_and_refuses_somebody_else(build, client, city, links):
    sign_in(client, build(lambda: actor_for(make_user())))
    client.post(f"/organisations/{city}/prove", data={"email": "kim@gwacheon.go.kr"})
    link = links()[-1]
    client.post("/logout")
    assert client.get(link).location.startswith("/login?next=")
    sign_in(client, build(lambda: actor_for(make_user())))
    assert client.post(link).status_code == 422


def test_a_curator_names_and_takes_back_official_domains(build, client):
    sign_in(client, build(lambda: make_curator(name="박운영")))
    page = "/organisations/official-domains"
    assert ".go.kr" in client.get(page).text
    values = {"pattern": "city.example", "accepted": "no", "note": "쓰지 않는 도메인"}
    refused = client.post(page, data={**values, "pattern": "naver.com"})
    assert (refused.status_code, "쓰지 않는 도메인" in refused.text) == (422, True)
    assert client.post(page, data=values).status_code == 303
    shown = client.get(page).text
    assert all(word in shown for word in ("city.example", "쓰지 않는 도메인", "박운영"))
    action = shown.partition("/official-domains/")[2].partition("/remove")[0]
    assert client.post(f"{page}/{action}/remove").status_code == 303
    assert "city.example" not in client.get(page).text
    assert client.post(f"{page}/{action}/remove").status_code == 404


def test_nobody_else_sees_or_changes_official_domains(build, client, city):
    sign_in(client, build(lambda: make_actor(get_organisation(city), Role.MANAGER)))
    assert client.get("/organisations/official-domains").status_code == 403
    assert client.post("/organisations/official-domains", data={"pattern": "city.example"}).status_code == 403


def test_a_curator_who_names_anybodys_domain_keeps_what_was_typed(build, client):
    firm = build(lambda: make_organisation(OrganisationKind.COMPANY).id)
    sign_in(client, build(make_curator))
    answer = client.post(f"/organisations/{firm}/domains", data={"domains": "firm.example, naver.com"})
    assert (answer.status_code, "firm.example, naver.com" in answer.text) == (422, True)
