"""Reads of organisations and roles."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import joinedload

from openlab.extensions import db
from openlab.identity.accounts.models import User
from openlab.identity.orgs.models import Department, JoinRequest, Organisation, OrganisationRole
from openlab.identity.orgs.states import JoinStatus, OrganisationKind, Role
from openlab.kit.db import Page, paginate
from openlab.kit.errors import NotFoundError
from openlab.kit.policy import Actor

PAGE_SIZE = 20


@dataclass(frozen=True, slots=True)
class Filters:
    """What the directory is narrowed to."""

    kind: str = ""
    sido: str = ""  # first two digits of the region code
    q: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """A person of an organisation with the roles held there."""

    user: User
    roles: tuple[Role, ...]
    department: str


def actor_for(user: User, organisation_id: int | None = None) -> Actor:
    """Return the actor of a person, with all roles; acts for the given organisation, else for the first."""
    held = select(OrganisationRole.organisation_id, OrganisationRole.role, Organisation.kind).join(Organisation)
    rows = db.session.execute(held.where(OrganisationRole.user_id == user.id).order_by(OrganisationRole.id)).all()
    roles: dict[int, set[str]] = defaultdict(set)
    kinds: dict[int, str] = {}
    for org, role, kind in rows:
        roles[org].add(role.value)
        kinds[org] = kind.value
    acting = organisation_id if organisation_id in roles else next(iter(roles), None)
    return Actor(user.id, user.name, {org: frozenset(names) for org, names in roles.items()}, kinds, acting)


def find_organisation(organisation_id: int) -> Organisation | None:
    """Return an organisation by id."""
    return db.session.get(Organisation, organisation_id)


def get_organisation(organisation_id: int) -> Organisation:
    """Return an organisation by id or raise NotFoundError; one that became part of another is not found any more."""
    found = find_organisation(organisation_id)
    if found is None or found.merged_into_id:
        raise NotFoundError(kind="organisation")
    return found


def organisations_by_id(ids: Sequence[int]) -> dict[int, Organisation]:
    """Return several organisations by id in one query."""
    found = db.session.scalars(select(Organisation).where(Organisation.id.in_(set(ids))))
    return {organisation.id: organisation for organisation in found}


def find_by_business_number(number: str) -> Organisation | None:
    """Return the firm with a 사업자등록번호 (digits only)."""
    return db.session.scalar(select(Organisation).where(Organisation.business_number == number))


def find_municipality(region_code: str) -> Organisation | None:
    """Return the municipality of a region."""
    wanted = select(Organisation).where(
        Organisation.kind == OrganisationKind.MUNICIPALITY, Organisation.region_code == region_code
    )
    return db.session.scalar(wanted.order_by(Organisation.id).limit(1))


def find_by_exchange_id(exchange_id: str) -> Organisation | None:
    """Return the organisation that was imported under an id."""
    return _today(db.session.scalar(select(Organisation).where(Organisation.exchange_id == exchange_id)))


def find_by_name(kind: OrganisationKind, name: str) -> Organisation | None:
    """Return the first organisation of a kind with exactly this name."""
    wanted = select(Organisation).where(Organisation.kind == kind, Organisation.name == name)
    return _today(db.session.scalar(wanted.order_by(Organisation.id).limit(1)))


def count_by_kind() -> dict[OrganisationKind, int]:
    """Count the organisations of each kind."""
    standing = select(Organisation.kind, func.count()).where(Organisation.merged_into_id.is_(None))
    rows = db.session.execute(standing.group_by(Organisation.kind))
    return {kind: count for kind, count in rows}  # noqa: C416  # a row is no tuple to the type checker


def alliance() -> Organisation | None:
    """Return the alliance itself, whose curators administer the market."""
    return db.session.scalar(select(Organisation).where(Organisation.kind == OrganisationKind.ALLIANCE).limit(1))


def organisations_of(actor: Actor) -> Sequence[Organisation]:
    """Return the organisations a person belongs to: the one blessed way to ask."""
    wanted = select(Organisation).where(Organisation.id.in_(actor.organisation_ids))
    return db.session.scalars(wanted.order_by(Organisation.name)).all()


def people_with_role(organisation_id: int, *roles: Role) -> Sequence[User]:
    """Return the active people who hold one of the roles."""
    wanted = select(User).join(OrganisationRole, OrganisationRole.user_id == User.id)
    wanted = wanted.where(
        OrganisationRole.organisation_id == organisation_id, OrganisationRole.role.in_(roles), User.active
    )
    return db.session.scalars(wanted.distinct().order_by(User.id)).all()


def open_join_requests(organisation_ids: Sequence[int]) -> int:
    """Count the requests that wait for a decision in these organisations."""
    wanted = select(func.count()).select_from(JoinRequest)
    wanted = wanted.where(JoinRequest.organisation_id.in_(organisation_ids), JoinRequest.status == JoinStatus.REQUESTED)
    return db.session.scalar(wanted) or 0


def get_standing(organisation_id: int) -> Organisation:
    """Return what an organisation is today: itself, or the one it became a part of; or raise NotFoundError."""
    found = _today(find_organisation(organisation_id))
    if found is None:
        raise NotFoundError(kind="organisation")
    return found


def directory(filters: Filters, page: int, size: int = PAGE_SIZE) -> Page[Organisation]:
    """Return one page of the public directory, by name."""
    wanted = select(Organisation).where(*_conditions(filters)).order_by(Organisation.name, Organisation.id)
    return paginate(db.session, wanted, page, size)


def count_kinds(filters: Filters) -> dict[str, int]:
    """Count the organisations of each kind under the other filters."""
    return _counts(Organisation.kind, replace(filters, kind=""))


def count_sidos(filters: Filters) -> dict[str, int]:
    """Count the organisations of each 시도 (by the first two digits of the code) under the other filters."""
    return _counts(func.substr(Organisation.region_code, 1, 2), replace(filters, sido=""))


def members(organisation_id: int) -> list[Member]:
    """Return the active people of an organisation with their roles, managers first, then by name."""
    held = select(OrganisationRole).join(OrganisationRole.user).options(joinedload(OrganisationRole.user))
    held = held.where(OrganisationRole.organisation_id == organisation_id, User.active).order_by(OrganisationRole.id)
    by_person: dict[int, list[OrganisationRole]] = defaultdict(list)
    for row in db.session.scalars(held):
        by_person[row.user_id].append(row)
    people = [Member(rows[0].user, tuple(row.role for row in rows), rows[0].department) for rows in by_person.values()]
    return sorted(people, key=lambda member: (Role.MANAGER not in member.roles, member.user.name))


def departments_of(organisation_id: int) -> Sequence[Department]:
    """Return an organisation's list of departments, by name."""
    wanted = select(Department).where(Department.organisation_id == organisation_id)
    return db.session.scalars(wanted.order_by(Department.name)).all()


def get_department(organisation_id: int, department_id: int) -> Department:
    """Return a department of an organisation or raise NotFoundError."""
    found = db.session.get(Department, department_id)
    if found is None or found.organisation_id != organisation_id:
        raise NotFoundError(kind="department")
    return found


def count_by_department(organisation_id: int) -> dict[str, int]:
    """Count the active people in each department."""
    people = func.count(OrganisationRole.user_id.distinct())
    wanted = select(OrganisationRole.department, people).join(OrganisationRole.user)
    wanted = wanted.where(OrganisationRole.organisation_id == organisation_id, User.active)
    return dict(db.session.execute(wanted.group_by(OrganisationRole.department)).all())


def roles_held(user_id: int, organisation_id: int) -> dict[Role, OrganisationRole]:
    """Return the roles a person holds in an organisation."""
    held = select(OrganisationRole).where(
        OrganisationRole.user_id == user_id, OrganisationRole.organisation_id == organisation_id
    )
    return {row.role: row for row in db.session.scalars(held)}


def count_with_role(organisation_id: int, role: Role) -> int:
    """Count the active people who hold a role."""
    return len(people_with_role(organisation_id, role))


def has_people(organisation_id: int) -> bool:
    """Say whether anybody holds a role there."""
    wanted = select(OrganisationRole.id).where(OrganisationRole.organisation_id == organisation_id).limit(1)
    return db.session.scalar(wanted) is not None


def waiting_requests(organisation_id: int) -> Sequence[JoinRequest]:
    """Return the requests to join that wait for a decision, the oldest first, with the people who ask."""
    wanted = select(JoinRequest).options(joinedload(JoinRequest.user))
    wanted = wanted.where(JoinRequest.organisation_id == organisation_id, JoinRequest.status == JoinStatus.REQUESTED)
    return db.session.scalars(wanted.order_by(JoinRequest.id)).all()


def get_join_request(request_id: int) -> JoinRequest:
    """Return a request to join with its person and organisation, or raise NotFoundError."""
    wanted = select(JoinRequest).options(joinedload(JoinRequest.user), joinedload(JoinRequest.organisation))
    found = db.session.scalar(wanted.where(JoinRequest.id == request_id))
    if found is None:
        raise NotFoundError(kind="join request")
    return found


def find_waiting_request(user_id: int | None, organisation_id: int) -> JoinRequest | None:
    """Return a person's request to join that has not been decided yet."""
    wanted = select(JoinRequest).where(JoinRequest.user_id == user_id, JoinRequest.status == JoinStatus.REQUESTED)
    return db.session.scalar(wanted.where(JoinRequest.organisation_id == organisation_id))


def _today(found: Organisation | None) -> Organisation | None:
    """Return what an organisation is today: the one it became a part of, or itself."""
    return find_organisation(found.merged_into_id) if found and found.merged_into_id else found


def _conditions(filters: Filters) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [Organisation.merged_into_id.is_(None)]
    if filters.kind:
        conditions.append(Organisation.kind == filters.kind)
    if filters.sido:
        conditions.append(Organisation.region_code.startswith(filters.sido, autoescape=True))
    if filters.q:
        conditions.append(
            or_(
                Organisation.name.icontains(filters.q, autoescape=True),
                Organisation.name_en.icontains(filters.q, autoescape=True),
            )
        )
    return conditions


def _counts(column: Any, filters: Filters) -> dict[str, int]:
    wanted = select(column, func.count()).where(*_conditions(filters)).group_by(column)
    return {str(code): count for code, count in db.session.execute(wanted)}
