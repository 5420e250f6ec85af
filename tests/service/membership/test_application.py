"""Applying: drafts, completeness, sending, duplicates, supplements, decisions, and coming back; on both databases."""

from datetime import timedelta

import pytest

from openlab.audit.queries import history
from openlab.identity.orgs.states import OrganisationKind, Role
from openlab.jobs.models import OutboxJob
from openlab.kit import clock
from openlab.kit.errors import ConflictError, ForbiddenError, InvalidInputError, LoginRequiredError
from openlab.kit.lifecycle import ReasonRequiredError, UnknownTransitionError
from openlab.kit.policy import ANONYMOUS
from openlab.membership import bylaws, service
from openlab.membership.queries import (
    duplicates,
    find_draft,
    get_application,
    is_member,
    latest_certificate,
    may_edit,
    may_read,
    messages_of,
)
from openlab.membership.states import Ground, MemberClass, MembershipStatus, MessageKind
from tests.builders import give_role, make_actor, make_curator, make_firm_member, make_organisation, make_user
from tests.service.membership.builders import approved, make_applicant, make_manager, make_screened, write_application

pytestmark = pytest.mark.usefixtures("any_session")


@pytest.fixture
def home(any_app):
    return any_app.extensions["openlab.settings"]


def mails(session) -> list[str]:
    return [job.payload["to"] for job in session.query(OutboxJob).filter_by(kind="mail.send") if job.payload]


def test_begin_prefills_class_and_contact_and_returns_the_same_draft_again():
    manager = make_manager()

    draft = service.begin(manager, manager.organisation_id)

    assert draft.member_class is MemberClass.STARTUP
    assert draft.contact_name
    assert "@" in draft.contact_email
    assert service.begin(manager, manager.organisation_id).id == draft.id


@pytest.mark.parametrize(
    ("kind", "fitting"),
    [
        (OrganisationKind.MUNICIPALITY, MemberClass.MUNICIPALITY),
        (OrganisationKind.OVERSEAS_CITY, MemberClass.MUNICIPALITY),
        (OrganisationKind.PUBLIC_BODY, MemberClass.PUBLIC),
        (OrganisationKind.RESEARCH, MemberClass.RESEARCH),
    ],
)
def test_bodies_of_one_class_get_it_without_being_asked(kind, fitting):
    manager = make_manager(kind)

    assert service.begin(manager, manager.organisation_id).member_class is fitting


def test_only_managers_of_the_organisation_begin_and_write(home):
    manager, other, member = make_manager(), make_manager(), make_firm_member()
    draft = write_application(manager, home)

    with pytest.raises(ForbiddenError):
        service.begin(other, manager.organisation_id)
    with pytest.raises(ForbiddenError):
        service.begin(member, member.organisation_id)
    with pytest.raises(LoginRequiredError):
        service.begin(ANONYMOUS, manager.organisation_id)
    with pytest.raises(ForbiddenError):
        service.update(other, draft, {"purpose": "남의 글"})
    with pytest.raises(ForbiddenError):
        service.send(other, draft)


def test_alliance_itself_cannot_apply():
    curator = make_actor(make_organisation(OrganisationKind.ALLIANCE), Role.CURATOR, Role.MANAGER)

    with pytest.raises(ForbiddenError):
        service.begin(curator, curator.organisation_id)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"member_class": None}, "member_class"),
        ({"purpose": "짧음"}, "purpose"),
        ({"categories": []}, "categories"),
        ({"contact_name": ""}, "contact_name"),
        ({"contact_email": ""}, "contact_email"),
    ],
)
def test_incomplete_application_is_not_sent_and_says_what_is_missing(home, change, field):
    manager = make_manager()
    draft = write_application(manager, home, **change)

    with pytest.raises(InvalidInputError) as refused:
        service.send(manager, draft)

    assert field in refused.value.fields
    assert draft.sent_at is None


def test_application_without_evidence_or_consent_is_not_sent(home):
    manager = make_manager()
    draft = write_application(manager, home, evidence=False)
    service.update(manager, draft, {}, agreed=False)

    with pytest.raises(InvalidInputError) as refused:
        service.send(manager, draft)

    assert {"file", "agreed"} <= set(refused.value.fields)


def test_class_that_does_not_fit_the_kind_of_organisation_is_refused(home):
    manager = make_manager()
    draft = write_application(manager, home, member_class=MemberClass.MUNICIPALITY)

    with pytest.raises(InvalidInputError, match="구분"):
        service.send(manager, draft)


def test_consent_keeps_version_and_time_and_can_be_taken_back(home):
    manager = make_manager()
    draft = write_application(manager, home)
    assert draft.bylaws_version == bylaws.VERSION
    assert draft.bylaws_agreed_at is not None

    service.update(manager, draft, {}, agreed=False)

    assert draft.bylaws_version == ""
    assert draft.bylaws_agreed_at is None


def test_older_version_of_an_application_does_not_overwrite_a_newer_one(home):
    manager = make_manager()
    draft = write_application(manager, home)

    with pytest.raises(ConflictError):
        service.update(manager, draft, {"purpose": "늦은 글"}, expected_version=draft.version - 1)


def test_sent_application_waits_closed_for_writing_and_tells_the_curators(home, any_session):
    manager, curator = make_manager(), make_curator()
    membership = make_applicant(manager, home)
    application = get_application(manager, membership.application_id)

    assert membership.status is MembershipStatus.APPLIED
    assert membership.categories == ["TRANSPORT"]
    assert find_draft(manager.organisation_id) is None
    assert not may_edit(manager, application.id)
    assert may_read(curator, application.id)
    assert not may_read(make_manager(), application.id)
    assert len(mails(any_session)) == 1
    with pytest.raises(ForbiddenError):
        service.send(manager, application)


def test_draft_is_hidden_from_curators_until_it_is_sent(home):
    manager, curator = make_manager(), make_curator()
    draft = write_application(manager, home)

    assert not may_read(curator, draft.id)


def test_organisation_that_applied_or_is_a_member_cannot_apply_twice(home):
    manager = make_manager()
    make_applicant(manager, home)

    with pytest.raises(ConflictError):
        service.begin(manager, manager.organisation_id)


def test_duplicates_are_found_by_name_without_legal_form_and_by_website(home):
    one = make_manager(name="㈜푸른도시", website="https://www.green.example/a")
    two = make_manager(name="푸른 도시 주식회사")
    three = make_manager(name="다른 이름", website="http://green.example")
    four = make_manager(name="아주 다른 곳")
    first, second, third, fourth = (make_applicant(manager, home) for manager in (one, two, three, four))

    assert {found.id for found in duplicates(first)} == {second.id, third.id}
    assert {found.id for found in duplicates(second)} == {first.id}
    assert not duplicates(fourth)


def test_curator_takes_up_screens_and_hands_over_only_to_curators(home):
    manager, curator = make_manager(), make_curator()
    membership = make_applicant(manager, home)

    service.take_up(curator, membership)
    assert membership.status is MembershipStatus.SCREENING
    assert membership.assignee_id == curator.user_id
    with pytest.raises(InvalidInputError):
        service.take_up(curator, membership, manager.user_id)
    with pytest.raises(ForbiddenError):
        service.take_up(manager, membership)


def test_nobody_decides_about_an_organisation_of_their_own(home):
    manager = make_manager()
    curator = make_curator()
    give_role(make_user(), make_organisation(OrganisationKind.COMPANY), Role.MEMBER)
    membership = make_applicant(manager, home)
    both = type(manager)(
        curator.user_id,
        roles={**curator.roles, **manager.roles},
        kinds={**curator.kinds, **manager.kinds},
        organisation_id=curator.organisation_id,
    )

    with pytest.raises(ForbiddenError):
        service.take_up(both, membership)


def test_decisions_need_screening_first(home):
    manager, curator = make_manager(), make_curator()
    membership = make_applicant(manager, home)

    for decide in (
        lambda: service.approve(curator, membership),
        lambda: service.refuse(curator, membership, Ground.EVIDENCE, "증빙이 없습니다."),
        lambda: service.ask_supplement(curator, membership, "서류"),
    ):
        with pytest.raises(UnknownTransitionError):
            decide()


def test_supplement_opens_the_application_answers_in_a_thread_and_comes_back(home, any_session):
    manager, curator = make_manager(), make_curator()
    membership = make_screened(manager, curator, home)
    service.ask_supplement(curator, membership, "사업자등록증이 흐립니다.", clock.today() + timedelta(days=5))
    application = get_application(manager, membership.application_id)
    assert membership.status is MembershipStatus.SUPPLEMENT
    assert may_edit(manager, application.id)

    service.reply(manager, membership, "다시 올렸습니다.")
    service.update(manager, application, {"categories": ["ENERGY"]})
    service.supplement(manager, membership)

    assert membership.status is MembershipStatus.SCREENING
    assert membership.categories == ["ENERGY"]
    assert not may_edit(manager, application.id)
    assert [message.kind for message in messages_of(membership.id)] == [MessageKind.REQUEST, MessageKind.REPLY]
    assert messages_of(membership.id)[0].due_on == clock.today() + timedelta(days=5)


def test_supplement_request_needs_words_and_a_day_to_come(home):
    manager, curator = make_manager(), make_curator()
    membership = make_screened(manager, curator, home)

    with pytest.raises(ReasonRequiredError):
        service.ask_supplement(curator, membership, "  ")
    with pytest.raises(InvalidInputError, match="답할 날"):
        service.ask_supplement(curator, membership, "서류", clock.today() - timedelta(days=1))
    assert membership.status is MembershipStatus.SCREENING


def test_supplemented_application_must_still_be_complete(home):
    manager, curator = make_manager(), make_curator()
    membership = make_screened(manager, curator, home)
    service.ask_supplement(curator, membership, "분야를 다시 골라 주세요.")
    service.update(manager, get_application(manager, membership.application_id), {"categories": []})

    with pytest.raises(InvalidInputError) as refused:
        service.supplement(manager, membership)

    assert "categories" in refused.value.fields
    assert membership.status is MembershipStatus.SUPPLEMENT


def test_thread_takes_no_empty_word_and_no_stranger(home):
    manager, curator = make_manager(), make_curator()
    membership = make_screened(manager, curator, home)

    with pytest.raises(InvalidInputError):
        service.reply(manager, membership, "   ")
    with pytest.raises(ForbiddenError):
        service.reply(make_manager(), membership, "남의 글")
    assert service.reply(curator, membership, "살펴보고 있습니다.").kind is MessageKind.NOTE


def test_approval_sets_the_date_the_year_a_certificate_and_dues_pending(home):
    manager, curator = make_manager(), make_curator()
    membership = make_screened(manager, curator, home)

    service.approve(curator, membership)

    certificate = latest_certificate(membership.id)
    assert is_member(manager.organisation_id)
    assert membership.joined_on == clock.today()
    assert membership.term_ends_on == service.year_from(clock.today())
    assert membership.dues_until is None
    assert certificate is not None
    assert certificate.valid_until == membership.term_ends_on
    assert next(record.action for record in history("membership", membership.id)) == "membership.approve"


def test_refusal_needs_a_ground_of_the_list_and_a_note_and_lets_apply_again(home):
    manager, curator = make_manager(), make_curator()
    membership = make_screened(manager, curator, home)
    with pytest.raises(InvalidInputError):
        service.refuse(curator, membership, Ground.DUES_UNPAID, "회비")
    with pytest.raises(ReasonRequiredError):
        service.refuse(curator, membership, Ground.EVIDENCE, " ")

    service.refuse(curator, membership, Ground.EVIDENCE, "증빙이 모자랍니다.")
    assert membership.status is MembershipStatus.REFUSED
    assert not is_member(manager.organisation_id)

    again = write_application(manager, home)
    assert again.committees == ["STANDARDS"]
    assert service.send(manager, again).id == membership.id
    assert membership.status is MembershipStatus.APPLIED
    assert membership.ground is None
    assert membership.assignee_id is None


def test_member_cannot_be_refused_or_approved_again(home):
    manager, curator = make_manager(), make_curator()
    membership = approved(manager, home)

    with pytest.raises(UnknownTransitionError):
        service.approve(curator, membership)
    with pytest.raises(UnknownTransitionError):
        service.refuse(curator, membership, Ground.EVIDENCE, "늦음")
