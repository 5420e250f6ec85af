"""Reads of members, applications, messages and certificates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import joinedload

from openlab.extensions import db
from openlab.files.queries import count_of
from openlab.identity.accounts.models import User
from openlab.identity.orgs.models import Organisation
from openlab.identity.orgs.queries import alliance, people_with_role
from openlab.identity.orgs.states import Role
from openlab.kit.db import Page, paginate
from openlab.kit.errors import NotFoundError
from openlab.kit.policy import Actor, policies
from openlab.membership.models import Membership, MembershipApplication, MembershipCertificate, MembershipMessage
from openlab.membership.states import MEMBERS, WAITING, MembershipStatus

QUEUE_SIZE = 50
OWNER = MembershipApplication.__tablename__


@dataclass(frozen=True, slots=True)
class QueueFilters:
    """What the curators' list is narrowed to; `status` empty means all that waits, `assignee` is an id or 'none'."""

    status: str = ""
    member_class: str = ""
    assignee: str = ""
    q: str = ""


def is_member(organisation_id: int) -> bool:
    """Say whether an organisation is a member in good standing: neither suspended nor gone."""
    wanted = exists().where(Membership.organisation_id == organisation_id, Membership.status == MembershipStatus.ACTIVE)
    return bool(db.session.scalar(select(wanted)))


def active_members() -> Sequence[Membership]:
    """Return the members in good standing with their organisations, by name."""
    wanted = _with_organisation().join(Membership.organisation)
    wanted = wanted.where(Membership.status == MembershipStatus.ACTIVE)
    return db.session.scalars(wanted.order_by(Organisation.name, Organisation.id)).all()


def find_membership_of(organisation_id: int) -> Membership | None:
    """Return what the alliance keeps of an organisation."""
    return db.session.scalar(_with_organisation().where(Membership.organisation_id == organisation_id))


def find_membership(membership_id: int, *, lock: bool = False) -> Membership | None:
    """Return a membership by id; `lock` lets one writer at a time have it."""
    wanted = _with_organisation().where(Membership.id == membership_id)
    if lock:
        wanted = wanted.with_for_update(of=Membership).execution_options(populate_existing=True)
    return db.session.scalar(wanted)


def get_membership(actor: Actor, membership_id: int) -> Membership:
    """Return a membership the actor may read; raise NotFoundError for every other one."""
    found = find_membership(membership_id)
    if found is None or not policies.allows(actor, "membership:member:read", found):
        raise NotFoundError(kind="membership")
    return found


def memberships_of(organisation_ids: Sequence[int]) -> Sequence[Membership]:
    """Return what the alliance keeps of several organisations."""
    return db.session.scalars(
        _with_organisation().where(Membership.organisation_id.in_(organisation_ids)).order_by(Membership.id)
    ).all()


def find_application(application_id: int) -> MembershipApplication | None:
    """Return an application by id."""
    wanted = select(MembershipApplication).options(joinedload(MembershipApplication.organisation))
    return db.session.scalar(wanted.where(MembershipApplication.id == application_id))


def get_application(actor: Actor, application_id: int) -> MembershipApplication:
    """Return an application the actor may read; raise NotFoundError for every other one."""
    found = find_application(application_id)
    if found is None or not policies.allows(actor, "membership:application:read", found):
        raise NotFoundError(kind="application")
    return found


def find_draft(organisation_id: int) -> MembershipApplication | None:
    """Return the application of an organisation that has not been sent yet."""
    wanted = select(MembershipApplication).where(
        MembershipApplication.organisation_id == organisation_id, MembershipApplication.sent_at.is_(None)
    )
    return db.session.scalar(wanted)


def drafts_of(organisation_ids: Sequence[int]) -> Sequence[MembershipApplication]:
    """Return the drafts of several organisations."""
    wanted = select(MembershipApplication).options(joinedload(MembershipApplication.organisation))
    return db.session.scalars(
        wanted.where(
            MembershipApplication.organisation_id.in_(organisation_ids), MembershipApplication.sent_at.is_(None)
        )
    ).all()


def evidence_count(application: MembershipApplication) -> int:
    """Count the evidence files of an application."""
    return count_of(OWNER, application.id)


def may_read(actor: Actor, application_id: int) -> bool:
    """Say whether an actor may read the evidence of an application."""
    found = find_application(application_id)
    return found is not None and policies.allows(actor, "membership:application:read", found)


def may_edit(actor: Actor, application_id: int) -> bool:
    """Say whether an actor may add and remove evidence of an application."""
    found = find_application(application_id)
    return found is not None and policies.allows(actor, "membership:application:edit", found)


def queue(filters: QueueFilters, number: int) -> Page[Membership]:
    """Return one page of the curators' list: what waits the oldest first, everything else by name."""
    wanted = _with_organisation().options(joinedload(Membership.assignee)).where(*_conditions(filters))
    waits = filters.status in ("", *WAITING)
    if not waits or filters.q:
        wanted = wanted.join(Membership.organisation)
    order = (Membership.applied_at, Membership.id) if waits else (Organisation.name, Membership.id)
    return paginate(db.session, wanted.order_by(*order), number, QUEUE_SIZE)


def count_by_status() -> dict[str, int]:
    """Count the memberships in each status."""
    rows = db.session.execute(select(Membership.status, func.count()).group_by(Membership.status))
    return {status.value: count for status, count in rows}


def duplicates(membership: Membership) -> Sequence[Membership]:
    """Return other applicants and members that look like the same organisation: by name or by website."""
    same = [
        column == value
        for column, value in ((Membership.name_key, membership.name_key), (Membership.site_key, membership.site_key))
        if value
    ]
    if not same:
        return ()
    wanted = _with_organisation().where(Membership.id != membership.id, or_(*same))
    return db.session.scalars(wanted.order_by(Membership.id).limit(10)).all()


def messages_of(membership_id: int) -> Sequence[MembershipMessage]:
    """Return the thread of a membership, the oldest message first, with the authors."""
    wanted = select(MembershipMessage).options(joinedload(MembershipMessage.author))
    return db.session.scalars(
        wanted.where(MembershipMessage.membership_id == membership_id).order_by(MembershipMessage.id)
    ).all()


def find_certificate(code: str) -> MembershipCertificate | None:
    """Return the certificate with a code, written with or without hyphens and in any case."""
    plain = "".join(letter for letter in code.upper() if letter.isascii() and letter.isalnum())
    wanted = select(MembershipCertificate).options(joinedload(MembershipCertificate.membership))
    return db.session.scalar(wanted.where(MembershipCertificate.code == plain)) if plain else None


def latest_certificate(membership_id: int) -> MembershipCertificate | None:
    """Return the certificate of a membership that was issued last."""
    wanted = select(MembershipCertificate).where(MembershipCertificate.membership_id == membership_id)
    return db.session.scalar(wanted.order_by(MembershipCertificate.id.desc()).limit(1))


def ending_soon(until: date) -> Sequence[Membership]:
    """Return the members in good standing whose term ends on or before a day."""
    wanted = _with_organisation().where(Membership.status == MembershipStatus.ACTIVE, Membership.term_ends_on <= until)
    return db.session.scalars(wanted.order_by(Membership.id)).all()


def planned_until(day: date) -> Sequence[Membership]:
    """Return the members for whom a step was planned for this day or an earlier one."""
    wanted = _with_organisation().where(Membership.planned_on <= day, Membership.status.in_(MEMBERS))
    return db.session.scalars(wanted.order_by(Membership.id)).all()


def curators() -> list[User]:
    """Return the reachable curators of the alliance."""
    market = alliance()
    return _reachable(people_with_role(market.id, Role.CURATOR)) if market else []


def representatives(organisation_id: int) -> list[User]:
    """Return the reachable managers of an organisation, who speak for it."""
    return _reachable(people_with_role(organisation_id, Role.MANAGER))


def _reachable(people: Sequence[User]) -> list[User]:
    return [user for user in people if user.active and user.confirmed_at is not None]


def _with_organisation() -> Select[Membership]:
    return select(Membership).options(joinedload(Membership.organisation))


def _conditions(filters: QueueFilters) -> list[ColumnElement[bool]]:
    statuses = (filters.status,) if filters.status else WAITING
    conditions: list[ColumnElement[bool]] = [Membership.status.in_(statuses)]
    if filters.member_class:
        conditions.append(Membership.member_class == filters.member_class)
    if filters.assignee == "none":
        conditions.append(Membership.assignee_id.is_(None))
    elif filters.assignee:
        conditions.append(Membership.assignee_id == int(filters.assignee))
    if filters.q:
        conditions.append(
            or_(
                Organisation.name.icontains(filters.q, autoescape=True),
                Organisation.name_en.icontains(filters.q, autoescape=True),
            )
        )
    return conditions
