"""Reads of organisations and roles."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import func, select

from openlab.extensions import db
from openlab.identity.accounts.models import User
from openlab.identity.orgs.models import JoinRequest, Organisation, OrganisationRole
from openlab.identity.orgs.states import JoinStatus, OrganisationKind, Role
from openlab.kit.errors import NotFoundError
from openlab.kit.policy import Actor


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
    """Return an organisation by id or raise NotFoundError."""
    found = find_organisation(organisation_id)
    if found is None:
        raise NotFoundError("organisation")
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
    wanted = select(Organisation).where(Organisation.kind == OrganisationKind.MUNICIPALITY,
                                        Organisation.region_code == region_code)
    return db.session.scalar(wanted.order_by(Organisation.id).limit(1))


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
    wanted = wanted.where(OrganisationRole.organisation_id == organisation_id, OrganisationRole.role.in_(roles),
                          User.active)
    return db.session.scalars(wanted.distinct().order_by(User.id)).all()


def open_join_requests(organisation_ids: Sequence[int]) -> int:
    """Count the requests that wait for a decision in these organisations."""
    wanted = select(func.count()).select_from(JoinRequest)
    wanted = wanted.where(JoinRequest.organisation_id.in_(organisation_ids), JoinRequest.status == JoinStatus.REQUESTED)
    return db.session.scalar(wanted) or 0
