"""Pages of departments, and the facts that firms state."""

import pytest

from openlab.identity.orgs.queries import departments_of, get_organisation, members
from openlab.identity.orgs.states import OrganisationKind, Role
from tests.builders import make_actor, make_organisation, sign_in


@pytest.fixture
def city(build):
    """The id of a municipality."""
    return build(lambda: make_organisation(name="과천시", region_code="41290").id)


@pytest.fixture
def manager(build, client, city):
    """A manager of the municipality, signed in."""
    actor = build(lambda: make_actor(get_organisation(city), Role.OFFICER, Role.MANAGER))
    sign_in(client, actor)
    return actor


def test_a_manager_adds_renames_chooses_and_removes_departments(app, client, city, manager):
    page = f"/organisations/{city}/departments"
    assert "아직 부서가 없습니다" in client.get(page).text
    assert client.post(page, data={"name": "교통과", "name_en": "Transport"}).status_code == 303
    again = client.post(page, data={"name": "교통과", "name_en": "Streets"})
    assert again.status_code == 422
    assert "Streets" in again.text
    roles = {"roles": ["OFFICER", "MANAGER"]}
    people = f"/organisations/{city}/people"
    assert client.post(f"{people}/{manager.user_id}", data={**roles, "department": "교통과"}).status_code == 303
    assert '<option value="교통과" selected' in client.get(people).text
    assert client.post(f"{people}/{manager.user_id}", data={**roles, "department": "없는과"}).status_code == 404

    with app.app_context():
        number = departments_of(city)[0].id
    assert client.post(f"{page}/{number}", data={"name": ""}).status_code == 422
    assert client.post(f"{page}/{number}", data={"name": "모빌리티과"}).status_code == 303
    with app.app_context():
        assert members(city)[0].department == "모빌리티과"
    assert client.post(f"{page}/{number}/remove").status_code == 303
    assert client.get(f"{page}/{number}").status_code == 404


def test_others_see_no_list_of_departments(build, client, city):
    sign_in(client, build(lambda: make_actor(get_organisation(city), Role.OFFICER)))
    assert client.get(f"/organisations/{city}/departments").status_code == 403
    assert client.post(f"/organisations/{city}/departments", data={"name": "교통과"}).status_code == 403


@pytest.mark.parametrize(("lang", "words"), [("ko", ("청년창업", "서울")), ("en", ("Youth-founded", "Seoul"))])
def test_a_firm_shows_what_it_states_and_where_it_works(build, client, lang, words):
    firm = build(lambda: make_organisation(OrganisationKind.COMPANY, summary="안내").id)
    sign_in(client, build(lambda: make_actor(get_organisation(firm), Role.MANAGER)))
    values = {"name": "골목빛", "version": "1", "summary": "안내", "service_regions": ["11000"], "youth_founded": "y"}
    assert "아직 오지 않은" in client.post(f"/organisations/{firm}/edit", data={**values, "founded_year": "2099"}).text
    assert client.post(f"/organisations/{firm}/edit", data={**values, "founded_year": "2021"}).status_code == 303

    shown = client.get(f"/organisations/{firm}?lang={lang}").text

    assert all(word in shown for word in words)
    assert ('class="untranslated"' in shown) is (lang == "en")
