"""Two organisations that are one become one: everything moves, nothing is forgotten, and what differs stays apart."""

import pytest
from sqlalchemy import select

from openlab.audit.models import AuditRecord
from openlab.files.models import Attachment
from openlab.identity.accounts.queries import find_user
from openlab.identity.orgs import service as orgs
from openlab.identity.orgs.departments.service import add_department
from openlab.identity.orgs.invitations.models import Invitation
from openlab.identity.orgs.invitations.service import invite
from openlab.identity.orgs.invitations.states import InvitationStatus
from openlab.identity.orgs.merging import service
from openlab.identity.orgs.merging.queries import candidates, preview
from openlab.identity.orgs.merging.references import KEPT, references
from openlab.identity.orgs.models import JoinRequest, Organisation
from openlab.identity.orgs.queries import (
    Filters,
    actor_for,
    count_by_kind,
    departments_of,
    directory,
    find_by_exchange_id,
    find_by_name,
    get_organisation,
    roles_held,
)
from openlab.identity.orgs.states import JoinStatus, OrganisationKind, Role, SizeClass
from openlab.kit import clock
from openlab.kit.db import Base
from openlab.kit.errors import ConflictError, ForbiddenError, InvalidInputError, LoginRequiredError, NotFoundError
from openlab.kit.policy import ANONYMOUS, SYSTEM
from openlab.membership.models import Membership
from openlab.membership.states import MemberClass, MembershipStatus
from tests.builders import give_role, make_actor, make_curator, make_organisation, make_solution, make_user, stored

WHY = "같은 사업자를 두 번 등록함"


@pytest.fixture
def target(any_session):
    return make_organisation(OrganisationKind.COMPANY, "골목빛 모빌리티", summary="남는 소개")


@pytest.fixture
def source(any_session):
    return make_organisation(
        OrganisationKind.COMPANY,
        "골목빛모빌리티(주)",
        business_number="1248100998",
        size_class=SizeClass.STARTUP,
        summary="없어질 소개",
        summary_en="Parking",
        youth_founded=True,
        mail_domains=["golmok.example"],
        exchange_id="F-1",
    )


@pytest.fixture
def curator(any_session):
    return make_curator()


def roles_of(actor, organisation):
    return set(roles_held(actor.user_id, organisation.id))


def test_everything_that_refers_to_the_one_refers_to_the_other(any_session, source, target, curator):
    member, both = make_actor(source, Role.MEMBER, Role.MANAGER), make_actor(source, Role.MEMBER, Role.MANAGER)
    give_role(find_user(both.user_id), target, Role.MEMBER)
    solution = make_solution(source, status="LISTED")
    file = stored(Attachment(owner_type="organisation", owner_id=source.id, filename="a.png", content_type="image/png",
                             size=1, sha256="0" * 64, created_at=clock.now()))  # fmt: skip
    sent = invite(member, source, "lee@firm.example", {Role.MEMBER})

    service.merge(curator, source, target, WHY)
    any_session.expire_all()

    assert (solution.organisation_id, file.owner_id, sent.organisation_id) == (target.id, target.id, target.id)
    assert roles_of(member, target) == roles_of(both, target) == {Role.MEMBER, Role.MANAGER}
    assert roles_of(member, source) == set()
    assert preview(source, target).moved == {}


def test_what_the_one_that_stays_lacks_is_filled_in_and_what_it_has_is_kept(any_session, source, target, curator):
    service.merge(curator, source, target, WHY)
    any_session.expire_all()
    assert (target.name, target.summary) == ("골목빛 모빌리티", "남는 소개")
    assert (target.business_number, target.size_class, target.youth_founded, target.summary_en) == (
        "1248100998", SizeClass.STARTUP, True, "Parking")  # fmt: skip
    assert target.mail_domains == ["golmok.example"]
    assert source.business_number is None


def test_the_record_says_who_merged_what_and_why(any_session, source, target, curator):
    make_actor(source, Role.MEMBER)
    service.merge(curator, source, target, f" {WHY} ")
    wanted = select(AuditRecord).where(AuditRecord.action == "organisation.merged")
    record = any_session.scalars(wanted).one()
    assert (record.actor_id, record.target_id) == (curator.user_id, str(source.id))
    assert (record.data["into"], record.data["reason"]) == (target.id, WHY)
    assert record.data["moved"] == {"organisation_role": 1}


def test_the_merged_one_is_gone_from_lists_and_found_as_the_other(any_session, source, target, curator):
    service.merge(curator, source, target, WHY)
    any_session.expire_all()
    with pytest.raises(NotFoundError):
        get_organisation(source.id)
    listed = directory(Filters(kind="COMPANY"), 1)
    assert [one.id for one in listed.items] == [target.id]
    assert count_by_kind()[OrganisationKind.COMPANY] == 1
    assert find_by_exchange_id("F-1") is target
    assert find_by_name(OrganisationKind.COMPANY, "골목빛모빌리티(주)") is target
    assert orgs.take_over(SYSTEM, OrganisationKind.COMPANY, "다른 이름", exchange_id="F-1") is target


def test_an_organisation_merged_before_follows_to_the_last(any_session, source, target, curator):
    earlier = make_organisation(OrganisationKind.COMPANY)
    service.merge(curator, earlier, source, WHY)
    service.merge(curator, source, target, WHY)
    any_session.expire_all()
    assert earlier.merged_into_id == target.id


def test_what_both_have_waiting_or_listed_once_is_settled(any_session, curator):
    one, other = (make_organisation(OrganisationKind.PUBLIC_BODY) for _number in range(2))
    managers = [make_actor(body, Role.MANAGER) for body in (one, other)]
    asker = make_user()
    for body, manager in zip((one, other), managers, strict=True):
        add_department(manager, body, "교통과")
        orgs.ask_to_join(actor_for(asker), body, "")
        invite(manager, body, "lee@body.example", {Role.OFFICER})

    service.merge(curator, one, other, WHY)
    any_session.expire_all()

    assert [department.name for department in departments_of(other.id)] == ["교통과"]
    asked = any_session.scalars(select(JoinRequest.status).where(JoinRequest.organisation_id == other.id)).all()
    assert sorted(asked) == [JoinStatus.CANCELLED, JoinStatus.REQUESTED]
    sent = any_session.scalars(select(Invitation.status).where(Invitation.organisation_id == other.id)).all()
    assert sorted(sent) == [InvitationStatus.INVITED, InvitationStatus.REVOKED]


def test_two_memberships_are_not_made_one_behind_the_alliances_back(any_session, source, target, curator):
    for body in (source, target):
        stored(Membership(organisation_id=body.id, status=MembershipStatus.ACTIVE, member_class=MemberClass.SME,
                          applied_at=clock.now()))  # fmt: skip
    with pytest.raises(ConflictError, match="회원 자격"):
        service.merge(curator, source, target, WHY)


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        ({"kind": OrganisationKind.COMPANY}, {"kind": OrganisationKind.RESEARCH}, "종류가 다른"),
        ({"kind": OrganisationKind.ALLIANCE}, {"kind": OrganisationKind.ALLIANCE}, "얼라이언스는"),
        (
            {"kind": OrganisationKind.COMPANY, "business_number": "1248100998"},
            {"kind": OrganisationKind.COMPANY, "business_number": "2208162517"},
            "사업자등록번호",
        ),
        ({"region_code": "41290"}, {"region_code": "41110"}, "다른 지역"),
    ],
)
def test_what_is_not_one_and_the_same_is_refused(any_session, curator, one, other, said):
    with pytest.raises(ConflictError, match=said):
        service.merge(curator, make_organisation(**one), make_organisation(**other), WHY)


def test_municipalities_without_a_region_may_become_part_of_the_one_that_has_it(any_session, curator):
    city, stray = make_organisation(region_code=""), make_organisation(region_code="41290")
    service.merge(curator, stray, city, WHY)
    any_session.expire_all()
    assert (city.region_code, stray.region_code) == ("41290", "")


def test_nothing_is_merged_with_itself_or_twice(any_session, source, target, curator):
    with pytest.raises(ConflictError, match="같은 기관"):
        service.merge(curator, source, source, WHY)
    service.merge(curator, source, target, WHY)
    for one, other in ((source, target), (target, source)):
        with pytest.raises(ConflictError, match="이미"):
            service.merge(curator, one, other, WHY)


def test_merging_needs_a_reason(source, target, curator):
    with pytest.raises(InvalidInputError) as caught:
        service.merge(curator, source, target, "  ")
    assert set(caught.value.fields) == {"reason"}
    assert source.merged_into_id is None


def test_only_the_alliance_merges(source, target):
    both = make_user()
    for body in (source, target):
        give_role(both, body, Role.MANAGER)
    with pytest.raises(ForbiddenError):
        service.merge(actor_for(both), source, target, WHY)
    with pytest.raises(LoginRequiredError):
        service.merge(ANONYMOUS, source, target, WHY)


def test_candidates_are_others_of_the_same_kind_that_still_stand(any_session, source, target, curator):
    make_organisation(OrganisationKind.RESEARCH, "골목빛 연구소")
    assert candidates(source, "골목빛") == [target]
    service.merge(curator, source, target, WHY)
    third = make_organisation(OrganisationKind.COMPANY, "골목빛 셋")
    assert candidates(third, "골목빛") == [target]


def test_no_table_that_names_an_organisation_is_forgotten():
    named = {
        (table.name, column.name)
        for table in Base.metadata.tables.values()
        for column in table.columns
        if column.name.endswith("organisation_id")
        or any(key.column is Organisation.__table__.c.id for key in column.foreign_keys)
    }
    moved = {(reference.table.name, reference.column.name) for reference in references()}
    assert {name for name in named - moved if name[0] not in KEPT} == set()
