"""Pages on which people leave: they show what is handed over, and keep the choice on a refusal."""

import pytest

from openlab.identity.orgs.queries import get_organisation, roles_held
from openlab.identity.orgs.states import Role
from openlab.needs.queries import find_need
from tests.builders import make_actor, make_need, make_organisation, sign_in


@pytest.fixture
def city(build):
    """The id of a municipality."""
    return build(lambda: make_organisation(name="과천시", region_code="41290").id)


@pytest.fixture
def people(build, city):
    """A manager and an officer of the municipality."""
    return build(
        lambda: [
            make_actor(get_organisation(city), *roles, name=name)
            for name, roles in (("김관리", (Role.OFFICER, Role.MANAGER)), ("이담당", (Role.OFFICER,)))
        ]
    )


@pytest.fixture
def need(build, city, people):
    """The id of a draft of the officer."""

    def make():
        draft = make_need(get_organisation(city), title="골목 주차")
        draft.author_id = people[1].user_id
        return draft.id

    return build(make)


def test_an_officer_hands_a_draft_over_and_leaves(app, client, city, people, need):
    manager, officer = people
    sign_in(client, officer)
    page = f"/organisations/{city}/leave"
    shown = client.get(page).text
    assert "골목 주차" in shown
    assert "김관리" in shown
    assert client.post(page).status_code == 422
    assert client.post(page, data={"successor": "999"}).status_code == 422
    assert client.post(page, data={"successor": str(manager.user_id)}).status_code == 303
    with app.app_context():
        assert find_need(need).author_id == manager.user_id
        assert roles_held(officer.user_id, city) == {}
    assert client.get(page).status_code == 403


def test_taking_every_role_away_leads_to_the_page_on_which_somebody_leaves(app, client, city, people, need):
    manager, officer = people
    sign_in(client, manager)
    answer = client.post(f"/organisations/{city}/people/{officer.user_id}", data={})
    assert answer.status_code == 303
    assert "골목 주차" in client.get(answer.location).text
    assert client.post(answer.location, data={"successor": str(manager.user_id)}).status_code == 303
    with app.app_context():
        assert roles_held(officer.user_id, city) == {}
    assert client.get(answer.location).status_code == 404


def test_the_last_manager_is_told_to_invite_somebody(build, client):
    city = build(lambda: make_organisation(region_code="41110").id)
    sign_in(client, build(lambda: make_actor(get_organisation(city), Role.MANAGER)))
    assert "먼저 초대해" in client.get(f"/organisations/{city}/leave").text
    assert client.post(f"/organisations/{city}/leave").status_code == 422


def test_nobody_removes_people_of_another_organisation(build, client, city, people):
    other = build(lambda: make_organisation(region_code="41110").id)
    sign_in(client, build(lambda: make_actor(get_organisation(other), Role.MANAGER)))
    page = f"/organisations/{city}/people/{people[1].user_id}/leave"
    assert client.get(page).status_code == 403
    assert client.post(page).status_code == 403
