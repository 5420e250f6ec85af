"""What waits, since when; and organisations and accounts as lists that stay fast at thousands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select

from openlab.admin.abuse.models import AbuseReport
from openlab.admin.abuse.states import ReportStatus
from openlab.extensions import db
from openlab.identity.accounts.models import User
from openlab.identity.orgs.models import JoinRequest, Organisation, OrganisationRole
from openlab.identity.orgs.states import JoinStatus, OrganisationKind
from openlab.jobs.models import MAX_ATTEMPTS, OutboxJob
from openlab.kit.db import Page, paginate
from openlab.membership.models import Membership
from openlab.membership.states import WAITING
from openlab.profiles.models import VerificationRequest
from openlab.profiles.states import VerificationStatus
from openlab.solutions.models import Solution
from openlab.solutions.states import SolutionStatus

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many things of a queue wait, and since when the oldest does."""

    queue: str
    count: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class OrganisationFilters:
    """What the list of organisations is narrowed to."""

    q: str = ""
    kind: str = ""
    verified: str = ""  # yes | no


@dataclass(frozen=True, slots=True)
class UserFilters:
    """What the list of accounts is narrowed to."""

    q: str = ""
    state: str = ""  # active | inactive | unconfirmed


def waiting() -> list[Waiting]:
    """Return every queue of the desk, in the order in which the desk shows them."""
    unverified = Organisation.verified_at.is_(None) & Organisation.merged_into_id.is_(None)
    failed = OutboxJob.done_at.is_(None) & (OutboxJob.attempts >= MAX_ATTEMPTS)
    return [
        _waiting("members", Membership.status.in_(WAITING), Membership.applied_at),
        _waiting("listings", Solution.status == SolutionStatus.SUBMITTED, Solution.submitted_at),
        _waiting("organisations", unverified, Organisation.created_at),
        _waiting("proofs", VerificationRequest.status == VerificationStatus.REQUESTED, VerificationRequest.created_at),
        _waiting("joins", JoinRequest.status == JoinStatus.REQUESTED, JoinRequest.created_at),
        _waiting("reports", AbuseReport.status == ReportStatus.OPEN, AbuseReport.created_at),
        _waiting("jobs", failed, OutboxJob.created_at),
    ]


def organisations(filters: OrganisationFilters, number: int) -> Page[Organisation]:
    """Return one page of the organisations that stand, the newest first."""
    conditions: list[ColumnElement[bool]] = [Organisation.merged_into_id.is_(None)]
    if filters.q:
        digits = filters.q.replace("-", "")
        conditions.append(
            or_(
                Organisation.name.icontains(filters.q, autoescape=True),
                Organisation.name_en.icontains(filters.q, autoescape=True),
                Organisation.business_number == digits,
            )
        )
    if filters.kind in OrganisationKind.__members__:
        conditions.append(Organisation.kind == OrganisationKind(filters.kind))
    if filters.verified in {"yes", "no"}:
        known = Organisation.verified_at
        conditions.append(known.is_not(None) if filters.verified == "yes" else known.is_(None))
    wanted = select(Organisation).where(*conditions)
    return paginate(db.session, wanted.order_by(Organisation.id.desc()), number, PAGE_SIZE)


def users(filters: UserFilters, number: int) -> Page[User]:
    """Return one page of the accounts, the newest first."""
    conditions: list[ColumnElement[bool]] = []
    if filters.q:
        conditions.append(
            or_(User.name.icontains(filters.q, autoescape=True), User.email.icontains(filters.q, autoescape=True))
        )
    states = {
        "active": User.active.is_(True),
        "inactive": User.active.is_(False),
        "unconfirmed": User.confirmed_at.is_(None),
    }
    if filters.state in states:
        conditions.append(states[filters.state])
    return paginate(db.session, select(User).where(*conditions).order_by(User.id.desc()), number, PAGE_SIZE)


def people_counts(organisation_ids: Sequence[int]) -> dict[int, int]:
    """Count the people of some organisations."""
    body, people = OrganisationRole.organisation_id, func.count(func.distinct(OrganisationRole.user_id))
    wanted = select(body, people).where(body.in_(organisation_ids)).group_by(body)
    return {body_id: count for body_id, count in db.session.execute(wanted)}  # noqa: C416  # a row is no tuple to mypy


def organisations_of_people(user_ids: Sequence[int]) -> dict[int, list[Organisation]]:
    """Return the organisations of some people."""
    wanted = (
        select(OrganisationRole.user_id, Organisation)
        .join(Organisation, Organisation.id == OrganisationRole.organisation_id)
        .where(OrganisationRole.user_id.in_(user_ids))
        .distinct()
    )
    found: dict[int, list[Organisation]] = {}
    for user_id, organisation in db.session.execute(wanted):
        found.setdefault(user_id, []).append(organisation)
    return found


def chosen_users(ids: Sequence[int]) -> Sequence[User]:
    """Return the chosen accounts, by name."""
    return db.session.scalars(select(User).where(User.id.in_(ids)).order_by(User.name, User.id)).all()


def chosen_organisations(ids: Sequence[int]) -> Sequence[Organisation]:
    """Return the chosen organisations, by name."""
    wanted = select(Organisation).where(Organisation.id.in_(ids))
    return db.session.scalars(wanted.order_by(Organisation.name, Organisation.id)).all()


def _waiting(queue: str, condition: ColumnElement[bool], since: Any) -> Waiting:
    count, oldest = db.session.execute(select(func.count(), func.min(since)).where(condition)).one()
    return Waiting(queue, count, oldest)
