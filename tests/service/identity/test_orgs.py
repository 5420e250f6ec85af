"""Organisations come into being, people join them, and roles are given and taken."""

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from openlab.audit.models import AuditRecord
from openlab.identity.orgs import service
from openlab.identity.orgs.models import Organisation, OrganisationRole
from openlab.identity.orgs.queries import (
    Filters,
    actor_for,
    count_kinds,
    count_sidos,
    directory,
    find_municipality,
    find_waiting_request,
    members,
    roles_held,
    waiting_requests,
)
from openlab.identity.orgs.states import JoinStatus, OrganisationKind, Role, SizeClass
from openlab.kit.errors import ConflictError, ForbiddenError, InvalidInputError, LoginRequiredError
from openlab.kit.lifecycle import ReasonRequiredError, UnknownTransitionError
from openlab.kit.policy import ANONYMOUS, SYSTEM
from tests.builders import give_role, make_actor, make_curator, make_organisation, make_user

GWACHEON = "41290"
FIRM = {"name": "골목빛 모빌리티", "business_number": "1248100998", "size_class": SizeClass.STARTUP}


def person(email):
    return actor_for(make_user(email=email))


def again(actor):
    return actor_for(service.find_user(actor.user_id))


def roles_of(actor, organisation):
    return set(roles_held(actor.user_id, organisation.id))


def acts(session):
    return list(session.scalars(select(AuditRecord.action).order_by(AuditRecord.id)))


def test_the_first_official_opens_the_municipality_and_manages_it(session):
    official = person("kim@gwacheon.go.kr")
    city = service.enter_municipality(official, GWACHEON)
    assert (city.name, city.name_en) == ("경기도 과천시", "Gwacheon-si, Gyeonggi-do")
    assert city.mail_domains == ["gwacheon.go.kr"]
    assert city.verified_at is not None
    assert roles_of(official, city) == {Role.OFFICER, Role.MANAGER, Role.APPROVER}
    assert acts(session) == ["organisation.founded", "role.given", "role.given", "role.given"]


def test_the_second_official_becomes_an_officer_only(session):
    city = service.enter_municipality(person("kim@gwacheon.go.kr"), GWACHEON)
    second = person("lee@korea.kr")
    assert service.enter_municipality(second, GWACHEON) is city
    assert roles_of(second, city) == {Role.OFFICER}


@pytest.mark.parametrize(("address", "domains"), [("kim@gwacheon.go.kr", ["gwacheon.go.kr"]), ("kim@korea.kr", [])])
def test_the_first_official_opens_an_imported_municipality_as_if_it_were_new(session, address, domains):
    city = service.take_over(SYSTEM, OrganisationKind.MUNICIPALITY, "과천시", region_code=GWACHEON)
    assert city.verified_at is None
    official = person(address)
    assert service.enter_municipality(official, GWACHEON) is city
    assert city.verified_at is not None
    assert city.mail_domains == domains
    assert roles_of(official, city) == {Role.OFFICER, Role.MANAGER, Role.APPROVER}
    assert acts(session)[1:] == ["organisation.verified", "role.given", "role.given", "role.given"]


def test_an_official_who_verifies_a_municipality_with_people_becomes_an_officer_only(session):
    city = make_organisation(region_code=GWACHEON, verified_at=None)
    make_actor(city, Role.MANAGER)
    official = person("kim@gwacheon.go.kr")
    service.enter_municipality(official, GWACHEON)
    assert city.verified_at is not None
    assert city.mail_domains == []
    assert roles_of(official, city) == {Role.OFFICER}


def test_an_old_region_code_leads_to_the_municipality_of_today(session):
    official = person("kim@korea.kr")
    city = service.enter_municipality(official, "42110")  # 춘천시 before 강원특별자치도
    assert find_municipality("51110") is city


@pytest.mark.parametrize("email", ["kim@gmail.example", "kim@gwacheon.or.kr", "kim@go.kr"])
def test_others_cannot_open_a_municipality(session, email):
    with pytest.raises(InvalidInputError, match="기관 메일") as caught:
        service.enter_municipality(person(email), GWACHEON)
    assert set(caught.value.fields) == {"region_code"}
    assert find_municipality(GWACHEON) is None


def test_officials_of_another_city_are_sent_to_ask(session):
    service.enter_municipality(person("kim@gwacheon.go.kr"), GWACHEON)
    with pytest.raises(InvalidInputError, match="참여를 신청"):
        service.enter_municipality(person("park@busan.go.kr"), GWACHEON)


def test_entering_twice_is_a_conflict(session):
    official = person("kim@gwacheon.go.kr")
    service.enter_municipality(official, GWACHEON)
    with pytest.raises(ConflictError, match="이미"):
        service.enter_municipality(again(official), GWACHEON)


@pytest.mark.parametrize("code", ["", "99999", "00000"])
def test_an_unknown_region_is_refused(session, code):
    with pytest.raises(InvalidInputError):
        service.enter_municipality(person("kim@korea.kr"), code)


def test_an_unconfirmed_person_cannot_enter(session):
    user = make_user(email="kim@korea.kr")
    user.confirmed_at = None
    with pytest.raises(ForbiddenError):
        service.enter_municipality(actor_for(user), GWACHEON)


def test_a_visitor_has_to_sign_in_first(session):
    with pytest.raises(LoginRequiredError):
        service.enter_municipality(ANONYMOUS, GWACHEON)


def test_the_database_holds_one_municipality_per_region(session):
    make_organisation(region_code=GWACHEON)
    with pytest.raises(IntegrityError):
        make_organisation(region_code=GWACHEON)


def test_other_kinds_may_share_a_region(session):
    make_organisation(region_code=GWACHEON)
    make_organisation(OrganisationKind.COMPANY, region_code=GWACHEON)
    make_organisation(OrganisationKind.COMPANY, region_code=GWACHEON)


def test_founding_a_firm_makes_its_founder_member_and_manager(session):
    founder = person("lee@firm.example")
    firm = service.found_organisation(founder, OrganisationKind.COMPANY, FIRM)
    assert firm.business_number == "1248100998"
    assert firm.size_class is SizeClass.STARTUP
    assert firm.verified_at is None
    assert roles_of(founder, firm) == {Role.MEMBER, Role.MANAGER}


def test_a_firm_is_registered_once(session):
    firm = service.found_organisation(person("lee@firm.example"), OrganisationKind.COMPANY, FIRM)
    with pytest.raises(InvalidInputError, match="골목빛 모빌리티") as caught:
        service.found_organisation(person("other@firm.example"), OrganisationKind.COMPANY, FIRM)
    assert caught.value.facts["organisation_id"] == firm.id


def test_a_firm_needs_its_number(session):
    with pytest.raises(InvalidInputError) as caught:
        service.found_organisation(person("lee@firm.example"), OrganisationKind.COMPANY, {"name": "이름뿐"})
    assert set(caught.value.fields) == {"business_number"}


@pytest.mark.parametrize("kind", [OrganisationKind.MUNICIPALITY, OrganisationKind.ALLIANCE])
def test_municipalities_and_the_alliance_cannot_be_made_by_hand(session, kind):
    with pytest.raises(InvalidInputError):
        service.found_organisation(person("lee@korea.kr"), kind, {"name": "가짜"})


def test_an_unverified_city_has_no_approver_until_the_alliance_has_checked_it(session):
    founder, curator = person("marta@city.example"), make_curator()
    city = service.found_organisation(founder, OrganisationKind.OVERSEAS_CITY, {"name": "바르셀로나"})
    founder = again(founder)
    assert roles_of(founder, city) == {Role.OFFICER, Role.MANAGER}
    with pytest.raises(InvalidInputError, match="확인이 끝난 뒤"):
        service.give_role(founder, city, service.find_user(founder.user_id), Role.APPROVER)
    with pytest.raises(ForbiddenError):
        service.verify_organisation(founder, city)
    service.verify_organisation(curator, city)
    assert Role.APPROVER in roles_of(founder, city)


def test_a_public_body_with_an_official_address_is_verified_at_once(session):
    founder = person("kim@body.go.kr")
    body = service.found_organisation(founder, OrganisationKind.PUBLIC_BODY, {"name": "도시공사"})
    assert body.verified_at is not None
    assert Role.APPROVER in roles_of(founder, body)


def test_edit_changes_the_profile_and_says_what(session):
    firm = make_organisation(OrganisationKind.COMPANY)
    manager = make_actor(firm, Role.MANAGER)
    service.edit_organisation(manager, firm, {"summary": "새 소개", "verified_at": None}, firm.version)
    assert firm.summary == "새 소개"
    assert firm.verified_at is not None
    assert session.scalar(select(AuditRecord.data)) == {"fields": ["summary"]}


def test_edit_of_an_older_version_is_a_conflict(session):
    firm = make_organisation(OrganisationKind.COMPANY)
    manager = make_actor(firm, Role.MANAGER)
    with pytest.raises(ConflictError):
        service.edit_organisation(manager, firm, {"summary": "새 소개"}, firm.version - 1)


def test_edit_is_for_managers_and_the_alliance(session):
    firm = make_organisation(OrganisationKind.COMPANY)
    for stranger in (make_actor(firm, Role.MEMBER), make_actor(make_organisation(), Role.MANAGER)):
        with pytest.raises(ForbiddenError):
            service.edit_organisation(stranger, firm, {"summary": "새 소개"}, firm.version)
    service.edit_organisation(make_curator(), firm, {"summary": "새 소개"}, firm.version)


def test_mail_domains_are_the_alliances_to_name(session):
    city = make_organisation(region_code=GWACHEON)
    with pytest.raises(ForbiddenError):
        service.set_mail_domains(make_actor(city, Role.MANAGER), city, ["gmail.com"])
    service.set_mail_domains(make_curator(), city, ["@Gwacheon.GO.kr ", ""])
    assert city.mail_domains == ["gwacheon.go.kr"]


def test_a_request_to_join_tells_the_managers(session, mails):
    firm = make_organisation(OrganisationKind.COMPANY, name="골목빛", name_en="Golmokbit")
    make_actor(firm, Role.MANAGER, email="boss@firm.example", locale="en")
    service.ask_to_join(person("new@firm.example"), firm, "개발팀입니다.")
    [(to, subject, text)] = mails()
    assert to == "boss@firm.example"
    assert "Golmokbit" in subject
    assert "개발팀입니다." in text
    assert f"/organisations/{firm.id}/people" in text


def test_a_request_without_managers_goes_to_the_alliance(session, mails):
    make_curator(email="curator@openlab.example")
    service.ask_to_join(person("new@firm.example"), make_organisation(OrganisationKind.COMPANY), "")
    assert [to for to, _subject, _text in mails()] == ["curator@openlab.example"]


def test_asking_twice_or_as_a_member_is_a_conflict(session):
    firm = make_organisation(OrganisationKind.COMPANY)
    asker = person("new@firm.example")
    service.ask_to_join(asker, firm, "")
    with pytest.raises(ConflictError):
        service.ask_to_join(asker, firm, "")
    with pytest.raises(ConflictError):
        service.ask_to_join(make_actor(firm, Role.MEMBER), firm, "")


def test_accepting_gives_the_first_role_and_tells_the_person(session, mails):
    firm = make_organisation(OrganisationKind.COMPANY)
    manager, asker = make_actor(firm, Role.MANAGER), person("new@firm.example")
    request = service.ask_to_join(asker, firm, "")
    service.decide_join(manager, request, "accept")
    assert request.status is JoinStatus.ACCEPTED
    assert roles_of(asker, firm) == {Role.MEMBER}
    assert mails()[-1][0] == "new@firm.example"
    with pytest.raises(UnknownTransitionError):
        service.decide_join(manager, request, "decline", "늦었습니다")


def test_declining_needs_a_reason_and_mails_it(session, mails):
    firm = make_organisation(OrganisationKind.COMPANY)
    manager, asker = make_actor(firm, Role.MANAGER), person("new@firm.example")
    request = service.ask_to_join(asker, firm, "")
    with pytest.raises(ReasonRequiredError):
        service.decide_join(manager, request, "decline", "  ")
    service.decide_join(manager, request, "decline", "퇴사하신 분입니다")
    assert roles_of(asker, firm) == set()
    assert "퇴사하신 분입니다" in mails()[-1][2]
    assert find_waiting_request(asker.user_id, firm.id) is None
    assert service.ask_to_join(asker, firm, "다시 신청합니다")


def test_only_managers_there_decide_and_only_the_asker_cancels(session):
    firm = make_organisation(OrganisationKind.COMPANY)
    asker, manager = person("new@firm.example"), make_actor(firm, Role.MANAGER)
    request = service.ask_to_join(asker, firm, "")
    for stranger in (asker, make_actor(firm, Role.MEMBER), make_actor(make_organisation(), Role.MANAGER)):
        with pytest.raises(ForbiddenError):
            service.decide_join(stranger, request, "accept")
    with pytest.raises(ForbiddenError):
        service.decide_join(manager, request, "cancel")
    service.decide_join(asker, request, "cancel")
    assert list(waiting_requests(firm.id)) == []


def test_set_roles_gives_and_takes_exactly_what_differs(session):
    city = make_organisation(region_code=GWACHEON)
    manager, officer = make_actor(city, Role.MANAGER), make_actor(city, Role.OFFICER, Role.AUDITOR)
    user = service.find_user(officer.user_id)
    service.set_roles(manager, city, user, {Role.OFFICER, Role.INSPECTOR})
    assert roles_of(officer, city) == {Role.OFFICER, Role.INSPECTOR}
    assert acts(session) == ["role.given", "role.taken"]


def test_set_roles_to_none_is_refused_because_leaving_hands_over_first(session):
    firm = make_organisation(OrganisationKind.COMPANY)
    manager, member = make_actor(firm, Role.MANAGER), make_actor(firm, Role.MEMBER)
    with pytest.raises(InvalidInputError) as caught:
        service.set_roles(manager, firm, service.find_user(member.user_id), set())
    assert set(caught.value.fields) == {"roles"}
    assert roles_of(member, firm) == {Role.MEMBER}


def test_the_last_manager_cannot_be_taken_away(session):
    firm = make_organisation(OrganisationKind.COMPANY)
    manager = make_actor(firm, Role.MANAGER, Role.MEMBER)
    with pytest.raises(InvalidInputError, match="관리자가 한 사람은"):
        service.take_role(manager, firm, service.find_user(manager.user_id), Role.MANAGER)
    with pytest.raises(InvalidInputError):
        service.end_membership(manager, firm, service.find_user(manager.user_id))
    make_actor(firm, Role.MANAGER)
    service.end_membership(manager, firm, service.find_user(manager.user_id))
    assert roles_of(manager, firm) == set()


def test_a_role_of_another_kind_of_organisation_is_refused(session):
    firm = make_organisation(OrganisationKind.COMPANY)
    manager = make_actor(firm, Role.MANAGER)
    with pytest.raises(InvalidInputError):
        service.give_role(manager, firm, service.find_user(manager.user_id), Role.CURATOR)


def test_a_manager_cannot_draw_strangers_in_but_the_alliance_and_the_system_can(session):
    firm, stranger = make_organisation(OrganisationKind.COMPANY), make_user()
    with pytest.raises(ForbiddenError):
        service.give_role(make_actor(firm, Role.MANAGER), firm, stranger, Role.MEMBER)
    service.give_role(make_curator(), firm, stranger, Role.MEMBER)
    service.give_role(SYSTEM, firm, stranger, Role.MANAGER)
    assert set(roles_held(stranger.id, firm.id)) == {Role.MEMBER, Role.MANAGER}


def test_giving_a_role_twice_is_once(session):
    firm, user = make_organisation(OrganisationKind.COMPANY), make_user()
    for _again in range(2):
        service.give_role(SYSTEM, firm, user, Role.MEMBER)
    assert len(session.scalars(select(OrganisationRole)).all()) == 1


def test_the_directory_narrows_by_kind_region_and_part_of_a_name(session):
    city = make_organisation(region_code=GWACHEON, name="경기도 과천시", name_en="Gwacheon-si")
    firm = make_organisation(OrganisationKind.COMPANY, region_code="26440", name="100% 솔루션")
    assert list(directory(Filters(kind="COMPANY"), 1).items) == [firm]
    assert list(directory(Filters(sido="41"), 1).items) == [city]
    assert list(directory(Filters(q="gwach"), 1).items) == [city]
    assert list(directory(Filters(q="0%"), 1).items) == [firm]
    assert list(directory(Filters(q="%천"), 1).items) == []


def test_facets_count_under_the_other_filters_only(session):
    make_organisation(region_code=GWACHEON)
    make_organisation(OrganisationKind.COMPANY, region_code=GWACHEON)
    make_organisation(OrganisationKind.COMPANY, region_code="26440")
    assert count_kinds(Filters(kind="COMPANY")) == {"COMPANY": 2, "MUNICIPALITY": 1}
    assert count_kinds(Filters(sido="26")) == {"COMPANY": 1}
    assert count_sidos(Filters(kind="COMPANY", sido="26")) == {"41": 1, "26": 1}


def test_members_come_with_their_roles_managers_first_without_closed_accounts(session):
    firm = make_organisation(OrganisationKind.COMPANY)
    make_actor(firm, Role.MEMBER, name="가나다")
    make_actor(firm, Role.MEMBER, Role.MANAGER, name="하하하")
    give_role(make_user(name="떠난 사람", active=False), firm, Role.MEMBER)
    assert [(member.user.name, set(member.roles)) for member in members(firm.id)] == [
        ("하하하", {Role.MEMBER, Role.MANAGER}),
        ("가나다", {Role.MEMBER}),
    ]


def test_a_profile_falls_back_to_the_other_language(session):
    firm = Organisation(name="골목빛", name_en="", summary="", summary_en="About")
    assert firm.label("en") == "골목빛"
    assert firm.about("ko") == "About"
