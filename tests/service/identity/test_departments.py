"""A public body keeps a list of departments, and its people follow a new name."""

import pytest
from sqlalchemy.exc import IntegrityError

from openlab.identity.accounts.queries import find_user
from openlab.identity.orgs import service as orgs
from openlab.identity.orgs.departments import service
from openlab.identity.orgs.invitations.service import invite
from openlab.identity.orgs.models import Department
from openlab.identity.orgs.queries import count_by_department, departments_of, get_department, members
from openlab.identity.orgs.states import OrganisationKind, Role
from openlab.kit.errors import ForbiddenError, InvalidInputError, NotFoundError
from tests.builders import make_actor, make_organisation, make_user, stored


@pytest.fixture
def city(any_session):
    return make_organisation(name="과천시", region_code="41290")


@pytest.fixture
def manager(city):
    return make_actor(city, Role.OFFICER, Role.MANAGER)


def place(manager, city, name):
    service.place(manager, city, find_user(manager.user_id), name)


def department_of(city, actor):
    return next(one.department for one in members(city.id) if one.user.id == actor.user_id)


def test_a_new_name_follows_to_people_and_to_open_invitations(any_session, city, manager):
    traffic = service.add_department(manager, city, "교통과", "Transport")
    place(manager, city, "교통과")
    invited = invite(manager, city, "lee@gwacheon.go.kr", {Role.OFFICER}, department="교통과")

    service.rename_department(manager, traffic, "모빌리티과", "Mobility")
    any_session.expire_all()

    assert department_of(city, manager) == "모빌리티과"
    assert invited.department == "모빌리티과"
    assert [one.label("en") for one in departments_of(city.id)] == ["Mobility"]
    assert count_by_department(city.id) == {"모빌리티과": 1}


def test_people_of_a_removed_department_stay_without_one(any_session, city, manager):
    traffic = service.add_department(manager, city, "교통과")
    place(manager, city, "교통과")

    service.remove_department(manager, traffic)
    any_session.expire_all()

    assert department_of(city, manager) == ""
    assert departments_of(city.id) == []


def test_one_name_stands_on_a_list_once(city, manager):
    service.add_department(manager, city, "교통과")
    other = service.add_department(manager, city, "안전과")
    for again in (
        lambda: service.add_department(manager, city, "교통과"),
        lambda: service.rename_department(manager, other, "교통과"),
    ):
        with pytest.raises(InvalidInputError, match="이미"):
            again()
    with pytest.raises(IntegrityError):
        stored(Department(organisation_id=city.id, name="교통과"))


def test_a_full_list_takes_no_more(city, manager, monkeypatch):
    monkeypatch.setattr(service, "MOST", 1)
    service.add_department(manager, city, "교통과")
    with pytest.raises(InvalidInputError, match="1개까지"):
        service.add_department(manager, city, "안전과")


def test_firms_keep_no_departments(any_session):
    firm = make_organisation(OrganisationKind.COMPANY)
    with pytest.raises(InvalidInputError):
        service.add_department(make_actor(firm, Role.MANAGER), firm, "영업부")


def test_only_a_department_of_the_list_is_chosen_and_only_for_members(city, manager):
    with pytest.raises(InvalidInputError) as caught:
        place(manager, city, "없는과")
    assert set(caught.value.fields) == {"department"}
    with pytest.raises(NotFoundError):
        service.place(manager, city, make_user(), "")


def test_others_change_nothing(city, manager):
    traffic = service.add_department(manager, city, "교통과")
    for other in (
        make_actor(city, Role.OFFICER),
        make_actor(make_organisation(region_code="41110"), Role.MANAGER),
    ):
        for act in (
            lambda one=other: service.add_department(one, city, "안전과"),
            lambda one=other: service.rename_department(one, traffic, "안전과"),
            lambda one=other: service.remove_department(one, traffic),
            lambda one=other: service.place(one, city, find_user(one.user_id), "교통과"),
        ):
            with pytest.raises(ForbiddenError):
                act()


def test_a_department_is_found_only_under_its_own_organisation(city, manager):
    traffic = service.add_department(manager, city, "교통과")
    with pytest.raises(NotFoundError):
        get_department(make_organisation(region_code="41110").id, traffic.id)


def test_a_firm_keeps_what_it_states_of_itself(any_session):
    firm = make_organisation(OrganisationKind.COMPANY)
    values = {"youth_founded": True, "founded_year": 2021, "nationwide": False, "service_regions": ["11000", "41000"]}

    orgs.edit_organisation(make_actor(firm, Role.MANAGER), firm, values, firm.version)
    any_session.flush()
    any_session.expire_all()

    assert {name: getattr(firm, name) for name in values} == values
