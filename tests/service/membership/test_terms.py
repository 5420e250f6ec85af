"""The years of a member: dues, reminders, renewal, suspension, expulsion, leaving, coming back; on both databases."""

from datetime import timedelta

import pytest

from openlab.identity.orgs.queries import get_organisation
from openlab.jobs.models import OutboxJob
from openlab.kit import clock
from openlab.kit.errors import ConflictError, ForbiddenError, InvalidInputError
from openlab.kit.lifecycle import UnknownTransitionError
from openlab.membership import service, terms
from openlab.membership.certificates import Standing, standing
from openlab.membership.models import MembershipPeriod
from openlab.membership.queries import find_application, find_certificate, is_member, latest_certificate
from openlab.membership.states import DuesState, Ground, MembershipStatus
from tests.builders import make_curator, make_need, make_solution
from tests.service.membership.builders import approved, make_manager, make_member, write_application

pytestmark = pytest.mark.usefixtures("any_session")


@pytest.fixture
def home(any_app):
    return any_app.extensions["openlab.settings"]


@pytest.fixture
def manager(any_session):
    return make_manager()


@pytest.fixture
def curator(any_session):
    return make_curator()


@pytest.fixture
def member(manager, home):
    return approved(manager, home)


def later(days):
    return clock.at(clock.now() + timedelta(days=days))


def mails(session) -> int:
    return session.query(OutboxJob).filter_by(kind="mail.send").count()


def test_dues_are_pending_after_approval_paid_when_recorded_and_late_after(member, curator):
    assert terms.dues_state(member) is DuesState.PENDING
    terms.record_dues(curator, member, clock.today() + timedelta(days=100), "10월 2일 입금")
    assert terms.dues_state(member) is DuesState.PENDING
    with later(101):
        assert terms.dues_state(member) is DuesState.OVERDUE

    terms.record_dues(curator, member, member.term_ends_on, "나머지 입금")

    assert terms.dues_state(member) is DuesState.PAID


def test_dues_need_a_source_a_sensible_day_a_curator_and_a_member(member, manager, curator, home):
    with pytest.raises(InvalidInputError, match="무엇을 보고"):
        terms.record_dues(curator, member, member.term_ends_on, " ")
    with pytest.raises(InvalidInputError, match="가입일"):
        terms.record_dues(curator, member, member.joined_on - timedelta(days=1), "입금")
    with pytest.raises(ForbiddenError):
        terms.record_dues(manager, member, member.term_ends_on, "우리가 냈음")
    applicant = service.send(other := make_manager(), write_application(other, home))
    with pytest.raises(ConflictError):
        terms.record_dues(curator, applicant, clock.today(), "입금")


def test_reminders_come_once_at_each_mark_and_not_before(member, any_session):
    days_left = (member.term_ends_on - clock.today()).days
    counts = []
    for mark in (61, 60, 60, 59, 30, 7, 0, -1):
        with later(days_left - mark):
            before = mails(any_session)
            terms.look_daily()
            counts.append(mails(any_session) - before)

    assert counts == [0, 1, 0, 0, 1, 1, 1, 0]


def test_membership_without_renewal_is_suspended_after_thirty_days_and_not_before(member, manager):
    days_left = (member.term_ends_on - clock.today()).days
    with later(days_left + 30):
        terms.look_daily()
        assert member.status is MembershipStatus.ACTIVE
    with later(days_left + 31):
        terms.look_daily()

    assert member.status is MembershipStatus.SUSPENDED
    assert member.ground is Ground.TERM_ENDED
    assert not is_member(manager.organisation_id)


def test_renewal_before_the_end_adds_a_year_a_certificate_and_pending_dues(member, manager, curator):
    first, ends = latest_certificate(member.id), member.term_ends_on
    terms.record_dues(curator, member, ends, "입금")
    with pytest.raises(ConflictError, match="아직"):
        terms.renew(manager, member, agreed=True)

    with later((ends - clock.today()).days - 10):
        with pytest.raises(InvalidInputError):
            terms.renew(manager, member, agreed=False)
        with pytest.raises(ForbiddenError):
            terms.renew(make_manager(), member, agreed=True)
        terms.renew(manager, member, agreed=True)
        assert terms.dues_state(member) is DuesState.PENDING
        assert standing(find_certificate(first.code)) is Standing.REPLACED
        with pytest.raises(ConflictError):
            terms.renew(manager, member, agreed=True)

    assert member.term_ends_on == service.year_from(ends + timedelta(days=1))
    assert latest_certificate(member.id).valid_until == member.term_ends_on


def test_renewal_lifts_a_suspension_for_the_end_of_the_term_but_no_other(member, manager, curator):
    days = (member.term_ends_on - clock.today()).days + 40
    with later(days):
        terms.look_daily()
        with pytest.raises(ConflictError, match="갱신하면"):
            terms.restore(curator, member)
        terms.renew(manager, member, agreed=True)
        assert member.status is MembershipStatus.ACTIVE
        assert member.term_ends_on == service.year_from(clock.today())
        terms.end(curator, member, "suspend", Ground.DUES_UNPAID, "회비 미납", clock.today())
        with pytest.raises(ConflictError):
            terms.renew(manager, member, agreed=True)


def test_suspension_hides_the_member_and_its_certificate_until_it_is_lifted(member, manager, curator):
    code = latest_certificate(member.id).code
    assert standing(find_certificate(code)) is Standing.VALID

    terms.end(curator, member, "suspend", Ground.BREACH, "규약 위반", clock.today())
    assert not is_member(manager.organisation_id)
    assert standing(find_certificate(code)) is Standing.ENDED

    terms.restore(curator, member)
    assert is_member(manager.organisation_id)
    assert member.ground is None


def test_certificate_runs_out_with_its_year_and_unknown_codes_are_unknown(member):
    certificate = latest_certificate(member.id)
    spelled = certificate.code.lower()
    with later(366):
        assert standing(find_certificate(f"{spelled[:4]}-{spelled[4:8]} {spelled[8:]}")) is Standing.EXPIRED

    assert find_certificate("AAAA-AAAA-AAAA") is None
    assert find_certificate("") is None
    assert find_certificate("' OR 1=1") is None


def test_step_for_a_later_day_is_planned_done_by_the_job_and_can_be_dropped(member, manager, curator):
    day = clock.today() + timedelta(days=3)
    terms.end(curator, member, "suspend", Ground.BREACH, "규약 위반", day)
    assert member.status is MembershipStatus.ACTIVE
    assert terms.planned(member)["on"] == day
    terms.drop_plan(curator, member)
    with later(4):
        terms.look_daily()
    assert member.status is MembershipStatus.ACTIVE
    with pytest.raises(ConflictError):
        terms.drop_plan(curator, member)

    terms.end(curator, member, "expel", Ground.FALSE_FACTS, "거짓 증빙", day)
    with pytest.raises(ForbiddenError):
        terms.drop_plan(manager, member)
    with later(3):
        terms.look_daily()

    assert member.status is MembershipStatus.EXPELLED
    assert terms.planned(member) is None


@pytest.mark.parametrize(
    ("action", "ground", "note", "days", "field"),
    [
        ("suspend", Ground.OWN_WISH, "이유", 0, "ground"),
        ("expel", Ground.TERM_ENDED, "이유", 0, "ground"),
        ("suspend", Ground.BREACH, "  ", 0, "note"),
        ("suspend", Ground.BREACH, "이유", -1, "on"),
    ],
)
def test_ending_needs_a_ground_of_its_list_a_note_and_a_day_to_come(member, curator, action, ground, note, days, field):
    with pytest.raises(InvalidInputError) as refused:
        terms.end(curator, member, action, ground, note, clock.today() + timedelta(days=days))

    assert field in refused.value.fields
    assert member.status is MembershipStatus.ACTIVE


def test_members_leave_curators_expel_and_neither_does_the_others_part(member, manager, curator):
    with pytest.raises(ForbiddenError):
        terms.end(curator, member, "leave", Ground.OWN_WISH, "대신 탈퇴", clock.today())
    with pytest.raises(ForbiddenError):
        terms.end(manager, member, "expel", Ground.BREACH, "스스로 제명", clock.today())
    with pytest.raises(ConflictError):
        terms.end(curator, member, "approve", Ground.OTHER, "엉뚱한 일", clock.today())


def test_who_left_may_apply_again_and_joins_anew(member, manager, curator, home, any_session):
    terms.end(manager, member, "leave", Ground.OWN_WISH, "사업을 옮깁니다.", clock.today())
    assert member.status is MembershipStatus.LEFT

    service.send(manager, write_application(manager, home))
    service.take_up(curator, member)
    service.approve(curator, member)

    assert is_member(manager.organisation_id)
    periods = any_session.query(MembershipPeriod).filter_by(membership_id=member.id).order_by(MembershipPeriod.id).all()
    assert [period.ended_on for period in periods] == [clock.today(), None]


def test_expelled_organisation_cannot_come_back(member, manager, curator):
    terms.end(curator, member, "expel", Ground.FALSE_FACTS, "거짓 증빙", clock.today())

    with pytest.raises(ConflictError, match="제명"):
        service.begin(manager, manager.organisation_id)
    with pytest.raises(UnknownTransitionError):
        terms.restore(curator, member)


def test_suspended_member_can_be_expelled_but_not_leave(member, manager, curator):
    terms.end(curator, member, "suspend", Ground.BREACH, "규약 위반", clock.today())

    with pytest.raises(ConflictError):
        terms.end(manager, member, "leave", Ground.OWN_WISH, "탈퇴", clock.today())
    terms.end(curator, member, "expel", Ground.BREACH, "되풀이", clock.today())

    assert member.status is MembershipStatus.EXPELLED


def test_effects_are_counted_before_anybody_confirms(member, manager):
    firm = get_organisation(manager.organisation_id)
    make_solution(firm)
    make_need(firm, status="PUBLISHED")

    found = terms.effects(member)

    assert (found.solutions, found.needs, found.votes) == (1, 1, 0)
    assert found.leaves_directory


def test_renewal_notes_the_new_consent(member, manager):
    application = find_application(member.application_id)
    with later((member.term_ends_on - clock.today()).days):
        terms.renew(manager, member, agreed=True)
        assert application.bylaws_agreed_at == clock.now()


def test_year_ends_the_day_before_it_began_also_after_a_leap_day():
    from datetime import date

    assert service.year_from(date(2026, 11, 21)) == date(2027, 11, 20)
    assert service.year_from(date(2028, 2, 29)) == date(2029, 2, 28)


def test_member_made_without_application_renews_all_the_same(manager):
    member = make_member(get_organisation(manager.organisation_id), term_ends_on=clock.today())

    terms.renew(manager, member, agreed=True)

    assert member.term_ends_on > clock.today()
