"""A link to an official address proves that somebody belongs, and the alliance says which domains are official."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from openlab.audit.models import AuditRecord
from openlab.identity.orgs import service as orgs
from openlab.identity.orgs.proof import service
from openlab.identity.orgs.proof.models import AddressProof
from openlab.identity.orgs.proof.queries import find_official_domain, get_official_domain, official_rules
from openlab.identity.orgs.queries import actor_for, find_municipality, roles_held
from openlab.identity.orgs.states import OrganisationKind, Role
from openlab.jobs.models import OutboxJob
from openlab.kit import clock
from openlab.kit.errors import ConflictError, ForbiddenError, InvalidInputError, LoginRequiredError, NotFoundError
from openlab.kit.policy import ANONYMOUS
from tests.builders import give_role, make_actor, make_curator, make_organisation, make_user

GWACHEON = "41290"
OFFICIAL = "kim@gwacheon.go.kr"


@pytest.fixture
def city(any_session):
    city = make_organisation(name="과천시", region_code=GWACHEON, mail_domains=["gwacheon.go.kr"])
    make_actor(city, Role.OFFICER, Role.MANAGER)
    return city


@pytest.fixture
def asker(any_session):
    return actor_for(make_user(email="kim@home.example"))


@pytest.fixture
def token(any_session):
    """Return a function that reads the token of the last mailed proof."""

    def read():
        any_session.flush()
        job = any_session.scalars(select(OutboxJob).order_by(OutboxJob.id.desc())).first()
        return re.search(r"/proofs/(\S+)", job.payload["text"])[1]

    return read


def roles_of(actor, organisation):
    return set(roles_held(actor.user_id, organisation.id))


def test_a_link_to_an_official_address_lets_its_asker_in(any_session, city, asker, token):
    service.ask_proof(asker, city, f" {OFFICIAL.upper()} ")

    assert service.prove(asker, token()) is city

    assert roles_of(asker, city) == {Role.OFFICER}
    actions = list(any_session.scalars(select(AuditRecord.action).order_by(AuditRecord.id)))
    assert actions == ["proof.asked", "proof.given", "role.given"]


def test_the_first_one_in_an_imported_city_verifies_and_manages_it(any_session, asker, token):
    city = make_organisation(region_code=GWACHEON, verified_at=None)
    service.ask_proof(asker, city, OFFICIAL)
    service.prove(asker, token())
    assert city.verified_at is not None
    assert city.mail_domains == ["gwacheon.go.kr"]
    assert roles_of(asker, city) == {Role.OFFICER, Role.MANAGER, Role.APPROVER}


def test_the_domains_of_other_bodies_are_those_the_alliance_has_named(any_session, asker, token):
    body = make_organisation(OrganisationKind.PUBLIC_BODY)
    with pytest.raises(InvalidInputError, match="공식 메일이 아닙니다"):
        service.ask_proof(asker, body, "kim@korea.kr")
    body.mail_domains = ["lx.or.kr"]
    service.ask_proof(asker, body, "kim@lx.or.kr")
    service.prove(asker, token())
    assert Role.OFFICER in roles_of(asker, body)


def test_the_alliance_itself_is_never_entered_by_mail(any_session, asker):
    alliance = make_organisation(OrganisationKind.ALLIANCE, mail_domains=["alliance.example"])
    with pytest.raises(InvalidInputError):
        service.ask_proof(asker, alliance, "kim@alliance.example")


@pytest.mark.parametrize("email", ["kim@busan.go.kr", "kim@gwacheon.go.kr.evil.example", "kim@naver.com"])
def test_an_address_elsewhere_proves_nothing(city, asker, email):
    with pytest.raises(InvalidInputError) as caught:
        service.ask_proof(asker, city, email)
    assert set(caught.value.fields) == {"email"}


def test_a_link_works_once_and_for_a_day(any_session, city, asker, token):
    service.ask_proof(asker, city, OFFICIAL)
    first = token()
    service.prove(asker, first)
    with pytest.raises(NotFoundError):
        service.prove(asker, first)

    other = actor_for(make_user(email="lee@home.example"))
    service.ask_proof(other, city, "lee@gwacheon.go.kr")
    any_session.scalars(
        select(AddressProof).where(AddressProof.user_id == other.user_id)
    ).one().expires_at = clock.now()
    with pytest.raises(NotFoundError):
        service.prove(other, token())


def test_nobody_but_the_asker_can_use_the_link(city, asker, token):
    service.ask_proof(asker, city, OFFICIAL)
    thief = actor_for(make_user())
    with pytest.raises(InvalidInputError, match="부탁한 계정"):
        service.prove(thief, token())
    assert roles_of(thief, city) == set()


def test_an_address_that_is_somebody_elses_account_proves_nothing_and_asking_does_not_tell(city, asker, token):
    make_user(email=OFFICIAL)
    service.ask_proof(asker, city, OFFICIAL)
    with pytest.raises(InvalidInputError, match="다른 계정"):
        service.prove(asker, token())


def test_an_address_has_let_one_person_in_and_lets_in_no_second(city, asker, token):
    service.ask_proof(asker, city, OFFICIAL)
    service.prove(asker, token())
    second = actor_for(make_user())
    service.ask_proof(second, city, OFFICIAL)
    with pytest.raises(InvalidInputError, match="다른 계정"):
        service.prove(second, token())


def test_members_visitors_and_unconfirmed_people_cannot_ask(city, asker):
    member = make_user()
    give_role(member, city, Role.AUDITOR)
    with pytest.raises(ConflictError, match="이미"):
        service.ask_proof(actor_for(member), city, OFFICIAL)
    with pytest.raises(LoginRequiredError):
        service.ask_proof(ANONYMOUS, city, OFFICIAL)
    stranger = make_user()
    stranger.confirmed_at = None
    with pytest.raises(ForbiddenError):
        service.ask_proof(actor_for(stranger), city, OFFICIAL)


def test_neither_a_person_nor_a_mailbox_gets_more_than_five_mails_an_hour(any_session, city, asker):
    for number in range(service.MAILS_AN_HOUR):
        service.ask_proof(asker, city, f"kim{number}@gwacheon.go.kr")
    with pytest.raises(ConflictError, match="여러 번"):
        service.ask_proof(asker, city, OFFICIAL)
    for _number in range(service.MAILS_AN_HOUR):
        service.ask_proof(actor_for(make_user()), city, OFFICIAL)
    with pytest.raises(ConflictError, match="여러 번"):
        service.ask_proof(actor_for(make_user()), city, OFFICIAL)
    for proof in any_session.scalars(select(AddressProof)):
        proof.created_at -= timedelta(hours=1)
    any_session.flush()
    service.ask_proof(asker, city, OFFICIAL)


def test_links_that_were_never_used_are_forgotten_after_a_month(any_session, city, asker, token):
    service.ask_proof(asker, city, OFFICIAL)
    service.prove(asker, token())
    service.ask_proof(actor_for(make_user()), city, "lee@gwacheon.go.kr")
    for proof in any_session.scalars(select(AddressProof)):
        proof.expires_at -= timedelta(days=40)
    any_session.flush()

    service.forget_unused()

    assert [proof.email for proof in any_session.scalars(select(AddressProof))] == [OFFICIAL]


def test_a_domain_that_the_alliance_names_opens_a_city_and_one_it_refuses_closes_it(any_session):
    curator, official = make_curator(), actor_for(make_user(email="kim@seoul.metro.example"))
    with pytest.raises(InvalidInputError):
        orgs.enter_municipality(official, "11000")
    entry = service.say_official(curator, "@Seoul.Metro.example", accepted=True, note="서울시의 옛 도메인")
    assert (entry.pattern, entry.changed_by) == ("seoul.metro.example", curator.user_id)
    orgs.enter_municipality(official, "11000")

    service.say_official(curator, ".school.go.kr", accepted=False, note="학교는 지자체가 아님")
    with pytest.raises(InvalidInputError):
        orgs.enter_municipality(actor_for(make_user(email="lee@a.school.go.kr")), GWACHEON)
    assert find_municipality(GWACHEON) is None


def test_refusing_korea_kr_closes_that_door_until_it_is_taken_back(any_session, city):
    curator, official = make_curator(), actor_for(make_user(email="kim@korea.kr"))
    entry = service.say_official(curator, "korea.kr", accepted=False, note="사고")
    with pytest.raises(InvalidInputError):
        orgs.enter_municipality(official, GWACHEON)
    service.unsay_official(curator, entry)
    assert orgs.enter_municipality(official, GWACHEON) is city


def test_what_was_said_before_stands_in_the_record(any_session):
    curator = make_curator()
    first = service.say_official(curator, "city.example", accepted=True, note="시범")
    assert service.say_official(curator, "city.example", accepted=False, note="끝남") is first
    said = [record.data for record in any_session.scalars(select(AuditRecord).order_by(AuditRecord.id))]
    assert [(one["before"], one["accepted"]) for one in said] == [(None, True), (True, False)]
    assert official_rules()["city.example"] is False


@pytest.mark.parametrize("pattern", ["", "kr", ".kr", "no spaces.kr", "naver.com", ".gmail.com", "a..b", "-a.kr"])
def test_what_is_no_domain_or_anybodys_is_refused(any_session, pattern):
    with pytest.raises(InvalidInputError) as caught:
        service.say_official(make_curator(), pattern, accepted=True, note="까닭")
    assert set(caught.value.fields) == {"pattern"}


def test_an_organisation_cannot_name_a_domain_where_anybody_has_an_address(any_session, city):
    with pytest.raises(InvalidInputError) as caught:
        orgs.set_mail_domains(make_curator(), city, ["gwacheon.go.kr", "naver.com"])
    assert set(caught.value.fields) == {"domains"}
    assert city.mail_domains == ["gwacheon.go.kr"]


def test_only_the_alliance_says_what_is_official(any_session, city):
    manager = make_actor(city, Role.MANAGER)
    with pytest.raises(ForbiddenError):
        service.say_official(manager, "city.example", accepted=True)
    entry = service.say_official(make_curator(), "city.example", accepted=True)
    with pytest.raises(ForbiddenError):
        service.unsay_official(manager, entry)
    assert get_official_domain(entry.id) is find_official_domain("city.example")
    with pytest.raises(NotFoundError):
        get_official_domain(0)
