"""People come into an organisation by a mailed link, and every link that should be dead is."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from openlab.audit.models import AuditRecord
from openlab.identity.accounts import passwords
from openlab.identity.accounts.queries import find_user_by_email
from openlab.identity.orgs import service as orgs
from openlab.identity.orgs.invitations import service
from openlab.identity.orgs.invitations.models import Invitation
from openlab.identity.orgs.invitations.queries import find_by_token, find_open, invitations_of
from openlab.identity.orgs.invitations.states import InvitationStatus
from openlab.identity.orgs.queries import actor_for, find_waiting_request, members, roles_held
from openlab.identity.orgs.states import OrganisationKind, Role
from openlab.jobs.models import OutboxJob
from openlab.kit import clock
from openlab.kit.errors import ConflictError, ForbiddenError, InvalidInputError, LoginRequiredError, NotFoundError
from openlab.kit.ids import token_digest
from openlab.kit.lifecycle import UnknownTransitionError
from openlab.kit.policy import ANONYMOUS
from tests.builders import PASSWORD, give_role, make_actor, make_curator, make_organisation, make_user, sign_up, stored

ADDRESS = "lee@gwacheon.go.kr"


@pytest.fixture
def city(any_session):
    return make_organisation(name="과천시", region_code="41290")


@pytest.fixture
def manager(city):
    return make_actor(city, Role.OFFICER, Role.MANAGER)


@pytest.fixture
def token(any_session):
    """Return a function that reads the token of the last mailed invitation."""

    def read():
        any_session.flush()
        job = any_session.scalars(select(OutboxJob).order_by(OutboxJob.id.desc())).first()
        return re.search(r"/invitations/(\S+)", job.payload["text"])[1]

    return read


def person(email=ADDRESS, **values):
    return actor_for(make_user(email=email, **values))


def test_an_invited_person_enters_with_the_chosen_roles_and_department(any_session, city, manager, token):
    invitation = service.invite(
        manager, city, " Lee@Gwacheon.go.kr ", {Role.OFFICER, Role.APPROVER}, department="교통과"
    )
    invited = person()

    assert service.accept(invited, token()) is city

    assert set(roles_held(invited.user_id, city.id)) == {Role.OFFICER, Role.APPROVER}
    assert [one.department for one in members(city.id) if one.user.id == invited.user_id] == ["교통과"]
    assert invitation.status is InvitationStatus.ACCEPTED
    assert invitation.decided_at is not None
    actions = list(any_session.scalars(select(AuditRecord.action).order_by(AuditRecord.id)))
    assert actions == ["invitation.sent", "invitation.accept", "role.given", "role.given"]


def test_the_database_and_the_record_hold_no_token(any_session, city, manager, token):
    invitation = service.invite(manager, city, ADDRESS, {Role.OFFICER})

    assert invitation.digest == token_digest(token())
    assert token() not in str([record.data for record in any_session.scalars(select(AuditRecord))])


def test_a_link_works_once(city, manager, token):
    service.invite(manager, city, ADDRESS, {Role.OFFICER})
    invited, link = person(), token()
    service.accept(invited, link)

    with pytest.raises(NotFoundError):
        service.accept(invited, link)


def test_a_revoked_link_is_dead(city, manager, token):
    invitation = service.invite(manager, city, ADDRESS, {Role.OFFICER})
    link = token()
    service.revoke(manager, invitation)

    with pytest.raises(NotFoundError):
        service.accept(person(), link)
    with pytest.raises(UnknownTransitionError):
        service.revoke(manager, invitation)


def test_a_link_dies_at_its_last_moment_and_is_closed_by_the_daily_task(any_session, city, manager, token):
    invitation = service.invite(manager, city, ADDRESS, {Role.OFFICER}, days=3)
    invitation.expires_at = clock.now()
    any_session.flush()

    with pytest.raises(NotFoundError):
        service.accept(person(), token())
    service.expire_old()

    assert invitation.status is InvitationStatus.EXPIRED


def test_the_daily_task_leaves_links_that_still_work(city, manager):
    invitation = service.invite(manager, city, ADDRESS, {Role.OFFICER})
    service.expire_old()
    assert invitation.status is InvitationStatus.INVITED


def test_somebody_with_another_address_cannot_use_the_link(city, manager, token):
    service.invite(manager, city, ADDRESS, {Role.OFFICER})
    other = person("park@busan.go.kr")

    with pytest.raises(InvalidInputError, match=ADDRESS):
        service.accept(other, token())

    assert roles_held(other.user_id, city.id) == {}


def test_an_unconfirmed_account_cannot_use_the_link(city, manager, token):
    service.invite(manager, city, ADDRESS, {Role.OFFICER})
    user = make_user(email=ADDRESS)
    user.confirmed_at = None

    with pytest.raises(InvalidInputError):
        service.accept(actor_for(user), token())


def test_a_visitor_has_to_sign_in_or_sign_up(city, manager, token):
    service.invite(manager, city, ADDRESS, {Role.OFFICER})
    with pytest.raises(LoginRequiredError):
        service.accept(ANONYMOUS, token())


def test_signing_up_by_the_link_confirms_the_account_and_enters(city, manager, token):
    service.invite(manager, city, ADDRESS, {Role.OFFICER})

    user, organisation = service.accept_by_signing_up(token(), "이새벽", PASSWORD, "en")

    assert (user.email, user.name, user.locale, organisation) == (ADDRESS, "이새벽", "en", city)
    assert user.confirmed_at is not None
    assert passwords.matches(user.password_hash, PASSWORD)
    assert set(roles_held(user.id, city.id)) == {Role.OFFICER}


def test_signing_up_by_the_link_replaces_what_a_stranger_began(city, manager, token):
    sign_up(ADDRESS, "누군가", "some other four words", "ko")
    service.invite(manager, city, ADDRESS, {Role.OFFICER})

    user, _organisation = service.accept_by_signing_up(token(), "이새벽", PASSWORD, "ko")

    assert user.name == "이새벽"
    assert passwords.matches(user.password_hash, PASSWORD)
    assert not passwords.matches(user.password_hash, "some other four words")


def test_signing_up_with_a_weak_password_leaves_the_link_alive(city, manager, token):
    service.invite(manager, city, ADDRESS, {Role.OFFICER})
    with pytest.raises(InvalidInputError) as caught:
        service.accept_by_signing_up(token(), "이새벽", "short", "ko")
    assert set(caught.value.fields) == {"password"}
    assert find_by_token(token()) is not None
    assert find_user_by_email(ADDRESS) is None


def test_somebody_with_an_account_cannot_sign_up_again(city, manager, token):
    service.invite(manager, city, ADDRESS, {Role.OFFICER})
    person()
    with pytest.raises(ConflictError, match="로그인"):
        service.accept_by_signing_up(token(), "이새벽", PASSWORD, "ko")


def test_accepting_settles_a_request_to_join_that_waits(city, manager, token):
    invited = person()
    orgs.ask_to_join(invited, city, "교통과입니다")
    service.invite(manager, city, ADDRESS, {Role.OFFICER})

    service.accept(invited, token())

    assert find_waiting_request(invited.user_id, city.id) is None


def test_only_managers_and_the_alliance_invite_and_revoke(city, manager):
    stranger = make_actor(make_organisation(region_code="41110"), Role.MANAGER)
    for other in (make_actor(city, Role.OFFICER), stranger):
        with pytest.raises(ForbiddenError):
            service.invite(other, city, ADDRESS, {Role.OFFICER})
    invitation = service.invite(make_curator(), city, ADDRESS, {Role.OFFICER})
    with pytest.raises(ForbiddenError):
        service.revoke(stranger, invitation)
    service.revoke(manager, invitation)


def test_nobody_but_the_system_closes_a_link_for_its_age(city, manager):
    invitation = service.invite(manager, city, ADDRESS, {Role.OFFICER})
    with pytest.raises(ForbiddenError):
        service.advance(service.LIFECYCLE, invitation, "expire", manager)


@pytest.mark.parametrize(
    ("kind", "verified", "roles"),
    [
        (OrganisationKind.COMPANY, True, {Role.INSPECTOR}),
        (OrganisationKind.MUNICIPALITY, True, {Role.CURATOR}),
        (OrganisationKind.PUBLIC_BODY, False, {Role.APPROVER}),
        (OrganisationKind.MUNICIPALITY, True, set()),
    ],
)
def test_roles_that_the_organisation_cannot_have_are_refused(any_session, kind, verified, roles):
    organisation = make_organisation(kind)
    organisation.verified_at = organisation.verified_at if verified else None
    with pytest.raises(InvalidInputError) as caught:
        service.invite(make_actor(organisation, Role.MANAGER), organisation, ADDRESS, roles)
    assert set(caught.value.fields) == {"roles"}


def test_a_member_is_not_invited_again(city, manager):
    give_role(make_user(email=ADDRESS), city, Role.AUDITOR)
    with pytest.raises(InvalidInputError, match="이미 이 기관의 구성원"):
        service.invite(manager, city, ADDRESS, {Role.OFFICER})


def test_an_address_has_one_open_link_until_it_is_revoked_or_over(any_session, city, manager):
    first = service.invite(manager, city, ADDRESS, {Role.OFFICER})
    with pytest.raises(InvalidInputError, match="이미 초대한"):
        service.invite(manager, city, ADDRESS, {Role.OFFICER})
    first.expires_at = clock.now()
    any_session.flush()

    second = service.invite(manager, city, ADDRESS, {Role.OFFICER})

    assert first.status is InvitationStatus.EXPIRED
    assert find_open(city.id, ADDRESS) is second
    assert [one.id for one in invitations_of(city.id)] == [second.id, first.id]


def test_the_database_holds_one_open_link_per_address(city, manager):
    first = service.invite(manager, city, ADDRESS, {Role.OFFICER})
    copied = {name: getattr(first, name) for name in ("organisation_id", "email", "roles", "created_at", "expires_at")}
    with pytest.raises(IntegrityError):
        stored(Invitation(**copied, digest="0" * 64))


def test_an_organisation_sends_so_many_a_day_and_no_more(any_session, city, manager, monkeypatch):
    monkeypatch.setattr(service, "MOST_A_DAY", 2)
    first = service.invite(manager, city, "a@gwacheon.go.kr", {Role.OFFICER})
    service.invite(manager, city, "b@gwacheon.go.kr", {Role.OFFICER})
    with pytest.raises(ConflictError, match="하루에"):
        service.invite(manager, city, "c@gwacheon.go.kr", {Role.OFFICER})
    first.created_at -= timedelta(days=1)
    any_session.flush()
    assert service.invite(manager, city, "c@gwacheon.go.kr", {Role.OFFICER}).status is InvitationStatus.INVITED
