"""Things in states that the seed does not have, so that every page has something to show."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from huey import MemoryHuey
from sqlalchemy import delete, select

from openlab.admin.abuse import service as abuse
from openlab.admin.abuse.states import AbuseReason, ReportTarget
from openlab.app import create_app
from openlab.committees.models import CommitteeSeat, CommitteeTask
from openlab.committees.states import SeatRole, TaskStatus
from openlab.committees.votes.models import OfficeTerm
from openlab.committees.votes.states import Office
from openlab.config import Settings
from openlab.demo.content import role_addresses
from openlab.extensions import db
from openlab.files import service as files
from openlab.identity.accounts.models import LoginSession, User
from openlab.identity.accounts.queries import find_user_by_email
from openlab.identity.accounts.service import create_user
from openlab.identity.orgs import service as orgs
from openlab.identity.orgs.departments.service import add_department
from openlab.identity.orgs.models import Organisation
from openlab.identity.orgs.queries import actor_for, organisations_of
from openlab.identity.orgs.states import OrganisationKind, Role, SizeClass
from openlab.kit import clock
from openlab.kit.db import transaction
from openlab.kit.policy import SYSTEM, Actor
from openlab.membership.ballots import ALL
from openlab.membership.queries import find_membership_of, latest_certificate
from openlab.membership.states import MembershipStatus
from openlab.membership.voting import open_ballot
from openlab.needs.models import Need
from openlab.needs.states import NeedStatus
from openlab.partners.consortia.service import begin as begin_consortium
from openlab.partners.consortia.states import Template
from openlab.partners.models import PartnerMessage, PartnerRequest
from openlab.partners.states import RequestStatus
from openlab.profiles.models import VerificationRequest
from openlab.solutions.models import Solution
from openlab.solutions.states import ReviewReason, SolutionStatus
from tests.builders import (
    PASSWORD,
    give_role,
    make_committee,
    make_meeting,
    make_minutes,
    make_need,
    make_notice,
    make_organisation,
    make_solution,
    make_user,
    make_vote,
    stored,
)
from tests.service.membership.builders import approved, make_applicant, make_manager, write_application
from tests.unit.files.samples import png

ROLES = ("official", "firm", "alliance")


@dataclass(frozen=True)
class Samples:
    """The parts of addresses that name things in every state with a page of its own."""

    need: str
    own_need: str
    draft_need: str
    solution: str
    own_solution: str
    draft_solution: str
    returned_solution: str
    submitted_solution: str
    municipality: str
    firm: str
    stranger: str
    join_request: str
    vote: str
    closed_vote: str
    term: str
    committee: str
    meeting: str
    past_meeting: str
    drafted_meeting: str  # whose minutes no journey takes further
    task: str
    department: str
    membership: str
    application: str
    applicant: str
    screened: str
    ballot: str
    certificate: str
    notice: str
    own_notice: str
    consortium: str
    partner_request: str
    other_firm: str
    report: str
    verification: int
    writer_id: int
    writer: str  # the address of an official with the password of the builders


def furnish(home: Path) -> Samples:
    """Make what the seed lacks (drafts, a refused listing, a queue, a request to join) and name it all."""
    with database(home) as settings:
        official, firm = (actor_for(_person(role)) for role in ROLES[:2])
        city, company = organisations_of(official)[0], organisations_of(firm)[0]
        writer = _writer(city)
        draft = make_need(city, title="시험용 초안: 골목 주차", category="TRANSPORT")
        files.attach(official, draft, "현장.png", io.BytesIO(png()), storage_dir=settings.files_dir, limit=10**6)
        asked = orgs.ask_to_join(actor_for(make_user(name="박새벽")), city, "교통과에 새로 왔습니다.")
        return Samples(
            need=_first(Need, NeedStatus.PUBLISHED, Need.organisation_id != city.id),
            own_need=_first(Need, NeedStatus.PUBLISHED, Need.organisation_id == city.id),
            draft_need=draft.slug,
            solution=_first(Solution, SolutionStatus.LISTED, Solution.organisation_id != company.id),
            own_solution=_first(Solution, SolutionStatus.LISTED, Solution.organisation_id == company.id),
            draft_solution=make_solution(company, title="시험용 초안 솔루션").slug,
            returned_solution=_returned(company).slug,
            submitted_solution=make_solution(company, status="SUBMITTED", title="심사를 기다리는 솔루션").slug,
            municipality=city.slug,
            firm=company.slug,
            stranger=_stranger(city).slug,
            join_request=str(asked.id),
            **_together(firm, company),
            **_alliance(official, firm, settings),
            **_partners(firm, company),
            **_votes(company),
            department=str(add_department(SYSTEM, city, "스마트도시과", "Smart City").id),
            report=str(abuse.report(official, ReportTarget.ORGANISATION, company.id, AbuseReason.OTHER, "시험").id),
            verification=_verification().id,
            other_firm=make_organisation(OrganisationKind.COMPANY, "시험용 쌍둥이 기업").slug,
            writer_id=writer.id,
            writer=writer.email,
        )


def _votes(company: Organisation) -> dict[str, str]:
    """Make a vote that is open for the firm, one that was closed with a tie, and a time in office."""
    closed = make_vote(status="CLOSED", title="공동감사 선거 2026", candidates=[company.id])
    closed.valid, closed.options[0].chosen, closed.options[0].count = True, True, 1
    closed.lot = {"seed": "0" * 64, "tied": [closed.options[0].id], "order": [closed.options[0].id]}
    today = clock.today()
    term = stored(OfficeTerm(office=Office.AUDITOR, organisation_id=company.id, from_on=today, until_on=today))
    opened = make_vote(status="OPEN", title="공동의장 선거 2026", candidates=[company.id], voters=[company])
    return {"vote": opened.slug, "closed_vote": closed.slug, "term": str(term.id)}


def _together(firm: Actor, company: Organisation) -> dict[str, str]:
    """Make a committee that the firm's person leads, with a meeting to come, one with minutes, and a task."""
    committee = make_committee("표준·인증분과", name_en="Standards and certification", purpose="표준 목록을 만듭니다.")
    held = {"committee_id": committee.id, "organisation_id": company.id, "created_at": clock.now()}
    stored(CommitteeSeat(user_id=firm.user_id, role=SeatRole.CHAIR, **held))
    past = make_meeting(committee, "1차 회의", starts_at=clock.now() - timedelta(days=3))
    drafted = make_meeting(committee, "준비 회의", starts_at=clock.now() - timedelta(days=6))
    for meeting in (past, drafted):
        make_minutes(meeting, text="표준 목록의 차례를 정했다.")
    task = CommitteeTask(committee_id=committee.id, title="표준 초안 쓰기", assignee_id=firm.user_id,
                         due_on=clock.today(), status=TaskStatus.OPEN, created_at=clock.now())  # fmt: skip
    return {"committee": committee.slug, "meeting": str(make_meeting(committee, "2차 회의").id),
            "past_meeting": str(past.id), "drafted_meeting": str(drafted.id), "task": str(stored(task).id)}  # fmt: skip


def _alliance(official: Actor, firm: Actor, settings: Settings) -> dict[str, str]:
    """Make the firm a member near the end of its year with a vote to cast, the city an applicant, and two who wait."""
    member = find_membership_of(firm.organisation_id or 0) or approved(firm, settings)
    certificate = latest_certificate(member.id)
    assert certificate is not None
    member.term_ends_on = clock.today() + timedelta(days=20)
    screened, voted = (make_applicant(make_manager(name=name), settings) for name in ("새별도시", "㈜새별 도시"))
    for applicant in (screened, voted):
        applicant.status = MembershipStatus.SCREENING
    ballot = open_ballot(SYSTEM, voted, ALL, 50, clock.today() + timedelta(days=5))
    draft = write_application(official, settings)
    return {"membership": str(member.id), "application": str(draft.id), "applicant": str(voted.id),
            "screened": str(screened.id), "ballot": str(ballot.id), "certificate": certificate.code}  # fmt: skip


def end_logins(home: Path, email: str) -> None:
    """End every login of somebody, as time or another device would."""
    with database(home):
        user = find_user_by_email(email)
        assert user is not None
        db.session.execute(delete(LoginSession).where(LoginSession.user_id == user.id))


def _verification() -> VerificationRequest:
    body = make_organisation(OrganisationKind.PUBLIC_BODY, "시험용 공공기관", verified_at=None)
    return stored(VerificationRequest(organisation_id=body.id, message="공문을 붙입니다.", created_at=clock.now()))


def _partners(firm: Actor, company: Organisation) -> dict[str, str]:
    """Make a notice of the firm and one of another, which has asked the firm to work together."""
    other = make_organisation(
        OrganisationKind.COMPANY, "한빛영상", name_en="Hanbit Video", size_class=SizeClass.STARTUP
    )
    offered = make_notice(other, kind="OFFERS", title="골목 주정차 영상 분석을 맡습니다")
    asked = stored(PartnerRequest(organisation_id=other.id, to_organisation_id=company.id, subject="함께하고 싶습니다",
                                  created_at=clock.now(), status=RequestStatus.SENT))  # fmt: skip
    stored(
        PartnerMessage(request_id=asked.id, organisation_id=other.id, text="실증을 함께합시다.", created_at=clock.now())
    )
    own = make_notice(company, sizes_wanted=["STARTUP", "VENTURE"])
    joint = begin_consortium(firm, Template.SME_LEADS, "골목 주차 실증", organisation_id=company.id)
    return {"notice": offered.slug, "own_notice": own.slug, "partner_request": str(asked.id), "consortium": joint.slug}


def _writer(city: Organisation) -> User:
    user = create_user("writer@korea.kr", "글쓴이", PASSWORD)
    give_role(user, city, Role.OFFICER)
    return user


def _returned(company: Organisation) -> Solution:
    solution = make_solution(
        company,
        status="CHANGES_REQUESTED",
        title="되돌아온 솔루션",
        category="TRANSPORT",
        summary="골목의 빈 주차 자리를 운전자에게 알려 줍니다.",
        description="바닥 감지기로 빈 자리를 셉니다. " * 8,
    )
    solution.review_reason, solution.review_note = ReviewReason.EVIDENCE, "수치의 근거를 적어 주세요."
    return solution


def _first(kind: type[Need] | type[Solution], status: object, *conditions: object) -> str:
    found = db.session.scalars(select(kind).where(kind.status == status, *conditions).order_by(kind.id)).first()
    assert found is not None, f"the seed has no {kind.__name__} that is {status}"
    return found.slug


def _stranger(city: Organisation) -> Organisation:
    wanted = select(Organisation).where(Organisation.kind == OrganisationKind.MUNICIPALITY, Organisation.id != city.id)
    found = db.session.scalars(wanted.order_by(Organisation.id)).first()
    assert found is not None
    return found


def _person(role: str) -> User:
    found = find_user_by_email(role_addresses()[role])
    assert found is not None
    return found


@contextmanager
def database(home: Path) -> Iterator[Settings]:
    """Write to the database of a running site, past its pages."""
    settings = Settings.from_env({"OPENLAB_HOME": str(home), "OPENLAB_DEMO": "1"})
    app = create_app(settings, queue=MemoryHuey(immediate=True))
    with app.app_context():
        with transaction(db.session):
            yield settings
        db.session.remove()
        db.engine.dispose()
