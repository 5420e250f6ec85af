"""Short ways to make stored things for tests; every builder adds to the session and flushes."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import count

from flask import has_app_context
from flask.testing import FlaskClient
from sqlalchemy import inspect, select

from openlab import regions
from openlab.committees.models import Committee, CommitteeSeat, Meeting, Minutes
from openlab.committees.states import MinutesStatus, SeatRole, Visibility
from openlab.committees.votes.models import Vote, VoteOption, VoteVoter
from openlab.committees.votes.states import VoteKind, VoteStatus
from openlab.extensions import db
from openlab.identity.accounts import service as accounts
from openlab.identity.accounts.models import User
from openlab.identity.accounts.service import Browser, open_session
from openlab.identity.orgs.models import Organisation, OrganisationRole
from openlab.identity.orgs.queries import actor_for, find_municipality
from openlab.identity.orgs.states import OrganisationKind, Role, SizeClass
from openlab.jobs.models import OutboxJob
from openlab.kit import clock
from openlab.kit.db import transaction
from openlab.kit.ids import new_token
from openlab.kit.policy import SYSTEM, Actor
from openlab.membership.models import Membership
from openlab.membership.states import MemberClass, MembershipStatus
from openlab.needs.models import Need
from openlab.needs.service import create_draft as create_need
from openlab.needs.states import PUBLIC as PUBLIC_NEEDS
from openlab.needs.states import NeedStatus
from openlab.partners.consortia.models import Consortium, ConsortiumMember
from openlab.partners.consortia.states import ConsortiumStatus, MemberRole
from openlab.partners.models import PartnerNotice
from openlab.partners.states import NoticeKind, NoticeStatus
from openlab.solutions.models import Solution
from openlab.solutions.service import create_draft as create_solution
from openlab.solutions.states import PUBLIC as PUBLIC_SOLUTIONS
from openlab.solutions.states import SolutionStatus

_numbers = count(1)
# argon2id of "correct horse battery" with tiny parameters, so that tests do not spend their time hashing
PASSWORD = "correct horse battery"

# All that a solution needs before it can be submitted, but for its title.
COMPLETE_SOLUTION = {
    "summary": "버스가 다니는 길에 선 차를 사람 없이 가려냅니다.",
    "description": "가" * 100,
    "category": "TRANSPORT",
    "nationwide": True,
    "trl": 8,
    "maturity": "COMMERCIAL",
    "price_min": 60_000_000,
}


def stored(thing):
    """Add a row and flush, so that it has an id."""
    db.session.add(thing)
    db.session.flush()
    return thing


def make_user(email: str = "", name: str = "김담당", **values) -> User:
    """Make a confirmed account."""
    number = next(_numbers)
    moment = clock.now()
    return stored(
        User(
            email=email or f"person{number}@example.org",
            name=name,
            password_hash="",
            confirmed_at=moment,
            created_at=moment,
            **values,
        )
    )


def make_organisation(kind: OrganisationKind = OrganisationKind.MUNICIPALITY, name: str = "", **values) -> Organisation:
    """Make an organisation."""
    number = next(_numbers)
    moment = clock.now()
    values = {"created_at": moment, "verified_at": moment, **values}
    return stored(Organisation(kind=kind, name=name or f"기관 {number}", **values))


def give_role(user: User, organisation: Organisation, *roles: Role) -> None:
    """Give somebody roles."""
    for role in roles:
        stored(OrganisationRole(user_id=user.id, organisation_id=organisation.id, role=role, created_at=clock.now()))


def make_actor(organisation: Organisation, *roles: Role, **values) -> Actor:
    """Make a person with roles in an organisation and return the actor."""
    user = make_user(**values)
    give_role(user, organisation, *roles)
    return actor_for(user, organisation.id)


def _free_region() -> str:
    """Return 과천시, or the next region that has no municipality yet: there is one for each."""
    codes = ("41290", *(inner.code for sido in regions.sidos() for inner in regions.sigungus(sido.code)))
    return next(code for code in codes if find_municipality(code) is None)


def make_official(**values) -> Actor:
    """Make a local official of a new municipality."""
    region_code = values.pop("region_code", None) or _free_region()
    return make_actor(make_organisation(region_code=region_code), Role.OFFICER, **values)


def make_firm_member(**values) -> Actor:
    """Make somebody who works for a new firm."""
    return make_actor(make_organisation(OrganisationKind.COMPANY), Role.MEMBER, **values)


def make_curator(**values) -> Actor:
    """Make an alliance admin."""
    return make_actor(make_organisation(OrganisationKind.ALLIANCE, "융합 얼라이언스"), Role.CURATOR, **values)


def sign_up(email: str, name: str, password: str, locale: str) -> None:
    """Ask for an account and do the job that makes it, within the test's transaction."""
    accounts.sign_up(email, name, password, locale)
    asked = select(OutboxJob).where(OutboxJob.kind == "accounts.sign_up").order_by(OutboxJob.id.desc())
    accounts.open_account(dict(db.session.scalars(asked).first().payload))


def sign_in(client: FlaskClient, person: User | Actor) -> None:
    """Let a test client carry a live session of somebody, an account or an actor that has been committed.

    Outside any application context: one that is still open would lend its session and its `g` to the requests.
    """
    assert not has_app_context(), "close the application context (and the `session` fixture) before the first request"
    with client.application.app_context(), transaction(db.session):
        user_id = inspect(person).identity[0] if isinstance(person, User) else person.user_id
        user = db.session.get_one(User, user_id)
        token, _row = open_session(user, Browser("127.0.0.1", "test"), timedelta(hours=1))
    with client.session_transaction() as cookie:
        cookie.update(_user_id=token, _fresh=True)


def make_need(organisation: Organisation | None = None, *, status: str = "DRAFT", **values) -> Need:
    """Make a need of a municipality, by default of a new one; a public one has been public since now."""
    organisation = organisation or make_organisation(region_code=_free_region())
    need = create_need(SYSTEM, values.pop("title", "상가 골목 정차 문제"), organisation_id=organisation.id, **values)
    need.status = NeedStatus(status)
    need.published_at = clock.now() if need.status in PUBLIC_NEEDS else None
    db.session.flush()
    return need


def make_solution(organisation: Organisation | None = None, *, status: str = "DRAFT", **values) -> Solution:
    """Make a solution of a firm, by default of a new one; a listed one has been listed since now."""
    organisation = organisation or make_organisation(OrganisationKind.COMPANY)
    solution = create_solution(
        SYSTEM, values.pop("title", "이동형 정차 감지"), organisation_id=organisation.id, **values
    )
    solution.status = SolutionStatus(status)
    solution.listed_at = clock.now() if solution.status in PUBLIC_SOLUTIONS else None
    db.session.flush()
    return solution


def make_alliance_member(organisation: Organisation | None = None, **values) -> Organisation:
    """Make an organisation, by default a new firm, a member of the alliance in good standing."""
    organisation = organisation or make_organisation(OrganisationKind.COMPANY)
    values = {"status": MembershipStatus.ACTIVE, "member_class": MemberClass.SME, "applied_at": clock.now(), **values}
    stored(Membership(organisation_id=organisation.id, **values))
    return organisation


def make_committee(name: str = "표준분과", *, visibility: str = "PUBLIC", **values) -> Committee:
    """Make a committee without anybody on it."""
    return stored(Committee(name=name, visibility=Visibility(visibility), created_at=clock.now(), **values))


def seat_on(committee: Committee, organisation: Organisation, role: str = "MEMBER", **values) -> Actor:
    """Let somebody new of an organisation sit on a committee, and return the actor."""
    actor = make_actor(organisation, Role.MEMBER, **values)
    moment = clock.now()
    stored(CommitteeSeat(committee_id=committee.id, user_id=actor.user_id, organisation_id=organisation.id,
                         role=SeatRole(role), created_at=moment))  # fmt: skip
    db.session.refresh(committee)
    return actor


def make_meeting(committee: Committee, title: str = "정기 회의", **values) -> Meeting:
    """Make a meeting of two hours, by default a week from now."""
    starts = values.pop("starts_at", clock.now() + timedelta(days=7))
    moment = clock.now()
    values = {"ends_at": starts + timedelta(hours=2), "place": "서울", "created_at": moment, **values}
    return stored(Meeting(committee=committee, title=title, starts_at=starts, uid=new_token(), updated_at=moment,
                          sequence=0, **values))  # fmt: skip


def make_minutes(meeting: Meeting, status: MinutesStatus = MinutesStatus.DRAFT, text: str = "정한 것") -> Minutes:
    """Write the minutes of a meeting."""
    return stored(Minutes(meeting=meeting, status=status, text=text, updated_at=clock.now()))


def make_notice(organisation: Organisation | None = None, *, kind: str = "SEEKS", **values) -> PartnerNotice:
    """Make a notice of a firm, by default of a new one, that is open for a month."""
    organisation = organisation or make_organisation(OrganisationKind.COMPANY)
    moment = clock.now()
    values = {
        "title": "영상 분석 기업을 찾습니다",
        "capability": "골목 카메라 영상에서 오래 서 있는 차를 가려내는 일을 함께할 곳을 찾습니다.",
        "category": "TRANSPORT",
        "until_on": clock.today() + timedelta(days=30),
        "translation": {},
        "status": NoticeStatus.OPEN,
        "lang": "ko",
        "nationwide": True,
        "region_codes": [],
        "sizes_wanted": [],
        "keywords": [],
        **values,
    }
    return stored(PartnerNotice(organisation_id=organisation.id, kind=NoticeKind(kind), created_at=moment,
                                updated_at=moment, **values))  # fmt: skip


def make_vote(*, status: str = "DRAFT", candidates: Sequence[int] = (), voters: Sequence[Organisation] = (), **values):
    """Make a vote with candidates (ids of organisations) and a list of voters; it ends in a week."""
    moment = clock.now()
    values = {"title": "공동의장 선거", "closes_at": moment + timedelta(days=7), "term_from": clock.today(),
              "term_until": clock.today() + timedelta(days=365), "secret": True, **values}  # fmt: skip
    vote = stored(Vote(kind=VoteKind.CO_CHAIR, status=VoteStatus(status), created_at=moment, lot_seed="5" * 64,
                       lot={}, **values))  # fmt: skip
    for number in candidates:
        stored(VoteOption(vote_id=vote.id, organisation_id=number))
    for organisation in voters:
        stored(VoteVoter(vote_id=vote.id, organisation_id=organisation.id, name=organisation.name))
    db.session.refresh(vote)
    return vote


def make_consortium(organisation: Organisation, *parts: tuple[str, int], title: str = "골목 주차 실증") -> Consortium:
    """Make a consortium of members given as (size class or nothing, share in hundredths of a percent)."""
    moment = clock.now()
    made = Consortium(organisation_id=organisation.id, title=title, created_at=moment, updated_at=moment,
                      status=ConsortiumStatus.DRAFT)  # fmt: skip
    for at, (size, share) in enumerate(parts):
        role = MemberRole.PARTICIPANT if at else MemberRole.LEAD
        size_class = SizeClass(size) if size else None
        made.members.append(
            ConsortiumMember(position=at, name=f"기업 {at}", size_class=size_class, role=role, share=share)
        )
    return stored(made)
