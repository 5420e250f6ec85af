"""Somebody leaves an organisation: what they hold gets a new owner first, or they stay."""

import pytest
from sqlalchemy import select

from openlab.audit.models import AuditRecord
from openlab.identity.accounts.queries import find_user
from openlab.identity.orgs.handover import service
from openlab.identity.orgs.handover.queries import plan_for
from openlab.identity.orgs.queries import actor_for, roles_held
from openlab.identity.orgs.states import OrganisationKind, Role
from openlab.jobs.models import OutboxJob
from openlab.kit.errors import ForbiddenError, InvalidInputError, LoginRequiredError, NotFoundError
from openlab.kit.policy import ANONYMOUS
from tests.builders import give_role, make_actor, make_curator, make_need, make_organisation, make_solution, make_user


@pytest.fixture
def city(any_session):
    return make_organisation(name="과천시", region_code="41290")


@pytest.fixture
def manager(city):
    return make_actor(city, Role.OFFICER, Role.MANAGER, name="김관리")


@pytest.fixture
def officer(city):
    return make_actor(city, Role.OFFICER, name="이담당")


def person(actor):
    return find_user(actor.user_id)


def authored(organisation, actor, status, title="골목 주차"):
    need = make_need(organisation, status=status, title=title)
    need.author_id = actor.user_id
    return need


def roles_of(actor, organisation):
    return set(roles_held(actor.user_id, organisation.id))


def test_drafts_approvals_in_progress_and_open_needs_go_to_the_successor_and_the_rest_stays(
    any_session, city, manager, officer
):
    handed = [authored(city, officer, status) for status in ("DRAFT", "IN_REVIEW", "APPROVED", "PUBLISHED", "CALLING")]
    kept = [authored(city, officer, status) for status in ("SOLVED", "WITHDRAWN", "EXPIRED")]
    elsewhere = authored(make_organisation(region_code="41110"), officer, "DRAFT")
    give_role(make_user(), city, Role.APPROVER)

    service.leave(officer, city, person(manager))
    any_session.expire_all()

    assert {need.author_id for need in handed} == {manager.user_id}
    assert {need.author_id for need in (*kept, elsewhere)} == {officer.user_id}
    assert roles_of(officer, city) == set()
    record = any_session.scalars(select(AuditRecord).where(AuditRecord.action == "organisation.handed_over")).one()
    assert (record.data["user"], record.data["to"], record.data["things"]) == (officer.user_id, manager.user_id, 5)
    mail = any_session.scalars(select(OutboxJob).order_by(OutboxJob.id.desc())).first()
    assert mail.payload["to"] == person(manager).email
    assert "골목 주차" in mail.payload["text"]


def test_solutions_are_handed_on_but_retired_ones(any_session):
    firm = make_organisation(OrganisationKind.COMPANY)
    leaver, other = make_actor(firm, Role.MEMBER), make_actor(firm, Role.MEMBER, Role.MANAGER)
    listed, retired = make_solution(firm, status="LISTED"), make_solution(firm, status="RETIRED")
    listed.author_id = retired.author_id = leaver.user_id

    service.leave(leaver, firm, person(other))
    any_session.expire_all()

    assert (listed.author_id, retired.author_id) == (other.user_id, leaver.user_id)


def test_somebody_with_nothing_in_hand_leaves_without_a_successor(city, manager, officer):
    assert not plan_for(city, person(officer)).needs_successor
    service.leave(officer, city)
    assert roles_of(officer, city) == set()


def test_somebody_with_work_needs_a_successor(city, manager, officer):
    authored(city, officer, "DRAFT")
    with pytest.raises(InvalidInputError) as caught:
        service.leave(officer, city)
    assert set(caught.value.fields) == {"successor"}
    assert roles_of(officer, city) == {Role.OFFICER}


def test_the_successor_works_there_and_is_somebody_else(city, manager, officer):
    authored(city, officer, "DRAFT")
    for wrong in (make_user(), person(officer)):
        with pytest.raises(InvalidInputError, match="함께 일하는"):
            service.leave(officer, city, wrong)


def test_a_successor_who_was_shut_out_takes_nothing(any_session, city, manager, officer):
    authored(city, officer, "DRAFT")
    person(manager).active = False
    give_role(make_user(), city, Role.OFFICER)
    any_session.flush()
    with pytest.raises(InvalidInputError, match="함께 일하는"):
        service.leave(officer, city, person(manager))


def test_a_successor_without_a_writing_role_takes_no_needs(city, manager, officer):
    authored(city, officer, "DRAFT")
    auditor = make_actor(city, Role.AUDITOR)
    with pytest.raises(InvalidInputError, match="수요"):
        service.leave(officer, city, person(auditor))


def test_the_last_manager_leaves_only_by_making_another(city, manager, officer):
    with pytest.raises(InvalidInputError, match="이어받을 사람을"):
        service.leave(manager, city)
    service.leave(manager, city, person(officer))
    assert roles_of(officer, city) == {Role.OFFICER, Role.MANAGER}
    assert roles_of(manager, city) == set()


def test_the_only_person_cannot_leave(city, manager):
    with pytest.raises(InvalidInputError, match="먼저 초대"):
        service.leave(manager, city, make_user())
    assert Role.MANAGER in roles_of(manager, city)


def test_one_of_two_managers_leaves_freely(city, manager):
    make_actor(city, Role.MANAGER)
    service.leave(manager, city)
    assert roles_of(manager, city) == set()


def test_the_only_approver_stays_while_something_waits_unless_a_manager_lets_go(any_session, city, manager, officer):
    approver = make_actor(city, Role.APPROVER)
    make_need(city, status="IN_REVIEW")
    with pytest.raises(InvalidInputError, match="승인자"):
        service.leave(approver, city, person(officer))

    service.remove(manager, city, person(approver), person(officer))

    assert roles_of(officer, city) == {Role.OFFICER, Role.APPROVER}
    assert roles_of(approver, city) == set()


def test_the_only_approver_leaves_when_nothing_waits(city, manager):
    approver = make_actor(city, Role.APPROVER)
    service.leave(approver, city)
    assert roles_of(approver, city) == set()


def test_managers_and_the_alliance_make_people_leave_and_nobody_else_does(city, manager, officer):
    other = make_actor(city, Role.OFFICER)
    for stranger in (officer, make_actor(make_organisation(region_code="41110"), Role.MANAGER)):
        with pytest.raises(ForbiddenError):
            service.remove(stranger, city, person(other))
    with pytest.raises(LoginRequiredError):
        service.remove(ANONYMOUS, city, person(other))
    service.remove(manager, city, person(other))
    service.remove(make_curator(), city, person(officer))
    assert roles_of(officer, city) == roles_of(other, city) == set()


def test_somebody_who_does_not_belong_neither_leaves_nor_is_removed(city, manager):
    stranger = make_user()
    with pytest.raises(ForbiddenError):
        service.leave(actor_for(stranger), city)
    with pytest.raises(NotFoundError):
        service.remove(manager, city, stranger)


def test_a_refused_leaving_changes_nothing(any_session, city, manager, officer):
    need = authored(city, officer, "DRAFT")
    auditor = make_actor(city, Role.AUDITOR)
    with pytest.raises(InvalidInputError):
        service.leave(officer, city, person(auditor))
    assert need.author_id == officer.user_id
    assert roles_of(auditor, city) == {Role.AUDITOR}
