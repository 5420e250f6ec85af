"""The demonstration's alliance: members since different months, applications that wait, committees, partner notices."""

from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from fpdf import FPDF
from sqlalchemy import exists, select

from openlab.committees import service as committees
from openlab.committees.meetings import service as meetings
from openlab.committees.models import Committee
from openlab.committees.states import CommitteeKind, SeatRole, Visibility
from openlab.demo import content
from openlab.extensions import db
from openlab.files import service as files
from openlab.identity.accounts.queries import find_user_by_email
from openlab.identity.orgs.models import Organisation
from openlab.identity.orgs.states import Role
from openlab.kit import clock
from openlab.kit.policy import SYSTEM, Actor
from openlab.membership import service as applications
from openlab.membership.certificates import issue
from openlab.membership.hints import name_key, site_key
from openlab.membership.models import Membership, MembershipPeriod
from openlab.membership.queries import find_membership_of
from openlab.membership.states import MemberClass, MembershipStatus
from openlab.partners import service as partners
from openlab.partners.models import PartnerNotice
from openlab.partners.states import NoticeKind

# Members joined within the last year, one firm every nine days, so that terms end one after another.
JOINED_EVERY = 9
APPLYING = 3  # firms that are no members yet and wait for the alliance
EVIDENCE_LIMIT = 1_000_000
MEETS_AT = time(14)
PURPOSE = (
    "우리 기술이 필요한 지자체를 만나고, 실증에서 배운 것을 다른 회원과 나누고 싶습니다. 시연을 위해 지어낸 신청입니다."
)


def sow(by_id: dict[str, Organisation], files_dir: Path) -> None:
    """Bring in what is not there yet; `by_id` are the organisations by their number in the data."""
    firms = [row for row in content.organisations() if row["kind"] == "COMPANY"]
    fields = _fields()
    members = [row for row in firms if row.get("alliance_member")]
    for place, row in enumerate(members):
        joined = clock.today() - timedelta(days=JOINED_EVERY * (len(members) - place))
        _member(by_id[row["id"]], row, fields.get(row["id"], []), joined)
    waiting = [row for row in firms if not row.get("alliance_member")][:APPLYING]
    emails = {row["organisation"]: row["email"] for row in reversed(content.people())}
    for row in waiting:
        _applicant(by_id[row["id"]], fields.get(row["id"], []), emails[row["id"]], files_dir)
    for row in content.committees():
        _committee(row, by_id, emails)
    for row in content.partner_notices():
        _notice(row, by_id[row["organisation"]], emails[row["organisation"]])


def _fields() -> dict[str, list[str]]:
    """Return the fields in which firms have solutions."""
    found: dict[str, set[str]] = {}
    for row in content.solutions():
        found.setdefault(row["firm"], set()).add(row["category"].split(".")[0])
    return {firm: sorted(codes) for firm, codes in found.items()}


def _member(organisation: Organisation, row: dict[str, Any], fields: list[str], joined: date) -> None:
    if find_membership_of(organisation.id):
        return
    member = Membership(
        organisation=organisation,
        status=MembershipStatus.ACTIVE,
        member_class=MemberClass(row["size_class"]),
        applied_at=clock.now() - timedelta(days=(clock.today() - joined).days + 5),
        decided_at=clock.now(),
        joined_on=joined,
        term_ends_on=applications.year_from(joined),
        dues_until=applications.year_from(joined) if joined.day % 2 else None,
        name_key=name_key(organisation.name),
        site_key=site_key(organisation.website),
    )
    member.categories = fields
    db.session.add(member)
    db.session.flush()
    db.session.add(MembershipPeriod(membership_id=member.id, member_class=member.member_class, began_on=joined))
    issue(member)


def _applicant(organisation: Organisation, fields: list[str], email: str, files_dir: Path) -> None:
    if find_membership_of(organisation.id):
        return
    person = find_user_by_email(email)
    application = applications.begin(SYSTEM, organisation.id)
    values = {"purpose": PURPOSE, "categories": fields, "committees": ["STANDARDS"]}
    contact = {"contact_name": person.name if person else "", "contact_email": email}
    applications.update(SYSTEM, application, {**values, **contact}, agreed=True)
    evidence = BytesIO(_evidence(organisation.name_en))
    files.attach(SYSTEM, application, "증빙(시연).pdf", evidence, storage_dir=files_dir, limit=EVIDENCE_LIMIT)
    applications.send(SYSTEM, application)


def _evidence(name: str) -> bytes:
    """Return a page that says whom it is made up for."""
    page = FPDF()
    page.add_page()
    page.set_font("helvetica", size=14)
    page.multi_cell(0, 10, f"Evidence made up for the demonstration\n{name}")
    return bytes(page.output())


def _committee(row: dict[str, Any], by_id: dict[str, Organisation], emails: dict[str, str]) -> None:
    if db.session.scalar(select(exists().where(Committee.name == row["name"]))):
        return
    texts = {name: row[name] for name in ("name", "name_en", "purpose", "purpose_en")}
    closed = {"kind": CommitteeKind(row["kind"]), "visibility": Visibility(row["visibility"])}
    committee = committees.found_committee(SYSTEM, {**texts, **closed})
    for firm, role in zip(row["seats"], (SeatRole.CHAIR, SeatRole.SECRETARY), strict=False):
        _seat(committee, by_id[firm], emails[firm], role)
    for firm in row["seats"][2:]:
        _seat(committee, by_id[firm], emails[firm], SeatRole.MEMBER)
    planned = row["meeting"]
    begins = datetime.combine(clock.today() + timedelta(days=planned["in_days"]), MEETS_AT, clock.SEOUL)
    values = {name: planned[name] for name in ("title", "agenda", "place")}
    ends = begins + timedelta(hours=2)
    meetings.call_meeting(SYSTEM, committee, {**values, "link": "", "starts_at": begins, "ends_at": ends})


def _seat(committee: Committee, organisation: Organisation, email: str, role: SeatRole) -> None:
    committees.give_seat(SYSTEM, committee, find_user_by_email(email), organisation, role)


def _notice(row: dict[str, Any], organisation: Organisation, email: str) -> None:
    known = PartnerNotice.organisation_id == organisation.id, PartnerNotice.title == row["title"]
    if db.session.scalar(select(exists().where(*known))):
        return
    values = {name: row[name] for name in ("lang", "title", "capability", "category", "keywords", "sizes_wanted")}
    values |= {
        "kind": NoticeKind(row["kind"]),
        "translation": {"title": row["other_title"], "capability": row["other_capability"]},
        "nationwide": True,
        "until_on": clock.today() + timedelta(days=row["days"]),
    }
    author, roles = find_user_by_email(email), {organisation.id: frozenset({Role.MEMBER.value})}
    if author:
        actor = Actor(author.id, author.name, roles, {organisation.id: organisation.kind.value}, organisation.id)
        partners.post_notice(actor, values, organisation_id=organisation.id)
