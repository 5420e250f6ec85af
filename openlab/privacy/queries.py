"""Reads of who saw whose data, and of wishes to delete an account."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Select, func, or_, select

from openlab.audit.models import AccessRecord
from openlab.audit.states import Handling, Purpose
from openlab.extensions import db
from openlab.identity.accounts.models import User
from openlab.identity.orgs.models import Organisation
from openlab.identity.orgs.queries import organisations_by_id
from openlab.kit import clock
from openlab.kit.db import Page, paginate

PAGE_SIZE = 50
MOST_ROWS = 100_000  # of one file


@dataclass(frozen=True, slots=True)
class Filters:
    """What the record of accesses is narrowed to; `person` is part of a name or an address, of either side."""

    person: str = ""
    purpose: Purpose | None = None
    handling: Handling | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """The people and organisations that rows speak of, by id."""

    people: dict[int, User]
    organisations: dict[int, Organisation]


def accesses_about(user_id: int, number: int) -> Page[AccessRecord]:
    """Return one page of what others saw of a person, newest first."""
    wanted = select(AccessRecord).where(AccessRecord.subject_id == user_id)
    return paginate(db.session, wanted.order_by(AccessRecord.id.desc()), number, PAGE_SIZE)


def accesses(filters: Filters, number: int) -> Page[AccessRecord]:
    """Return one page of all accesses, newest first."""
    return paginate(db.session, _narrowed(filters).order_by(AccessRecord.id.desc()), number, PAGE_SIZE)


def all_accesses(filters: Filters) -> Sequence[AccessRecord]:
    """Return the accesses for a file, newest first, at most MOST_ROWS."""
    return db.session.scalars(_narrowed(filters).order_by(AccessRecord.id.desc()).limit(MOST_ROWS)).all()


def known_to(rows: Iterable[AccessRecord]) -> Known:
    """Return the people and organisations that rows name."""
    rows = list(rows)
    ids = {one for row in rows for one in (row.actor_id, row.subject_id) if one}
    people = db.session.scalars(select(User).where(User.id.in_(ids)))
    places = organisations_by_id([row.organisation_id for row in rows if row.organisation_id])
    return Known({user.id: user for user in people}, places)


def count_accounts() -> int:
    """Count the accounts that are open."""
    return db.session.scalar(select(func.count()).select_from(User).where(User.active)) or 0


def _narrowed(filters: Filters) -> Select[AccessRecord]:
    wanted = select(AccessRecord).where(*_conditions(filters))
    if filters.person:
        named = User.email.icontains(filters.person, autoescape=True) | User.name.icontains(
            filters.person, autoescape=True
        )
        ids = select(User.id).where(named)
        wanted = wanted.where(or_(AccessRecord.actor_id.in_(ids), AccessRecord.subject_id.in_(ids)))
    return wanted


def _conditions(filters: Filters) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if filters.purpose:
        found.append(AccessRecord.purpose == filters.purpose)
    if filters.handling:
        found.append(AccessRecord.handling == filters.handling)
    if filters.since:
        found.append(AccessRecord.at >= _start(filters.since))
    if filters.until:
        found.append(AccessRecord.at < _start(filters.until + timedelta(days=1)))
    return found


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), clock.SEOUL)
