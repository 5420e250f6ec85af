"""Every read of needs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, false, func, or_, select, true
from sqlalchemy.orm import joinedload

from openlab.extensions import db
from openlab.identity.orgs.states import Role
from openlab.kit.db import Page, paginate
from openlab.kit.errors import NotFoundError
from openlab.kit.policy import Actor, is_system, policies
from openlab.needs import policies as _rules  # noqa: F401  # defines the permissions asked for below
from openlab.needs.models import Need
from openlab.needs.states import OPEN, PUBLIC, NeedStatus

PAGE_SIZE = 20
BUDGET_BANDS = {"lt100m": (None, 10**8), "100m_500m": (10**8, 5 * 10**8), "ge500m": (5 * 10**8, None)}


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list of needs is narrowed to; an empty value means everything."""

    category: str = ""  # a field, or one of its sub-categories
    sido: str = ""  # first two digits of the region code
    budget: str = ""  # a key of BUDGET_BANDS
    status: str = ""
    organisation_id: int | None = None
    sort: str = "newest"

    def without(self, name: str) -> "Filters":
        """Return the same filters with one of them lifted."""
        values: dict[str, Any] = {key: getattr(self, key) for key in self.__slots__}
        return Filters(**{**values, name: ""})


@dataclass(frozen=True, slots=True)
class Facets:
    """How many needs each choice of a filter would show, given the other filters."""

    category: Mapping[str, int] = field(default_factory=dict)
    sido: Mapping[str, int] = field(default_factory=dict)
    budget: Mapping[str, int] = field(default_factory=dict)
    status: Mapping[str, int] = field(default_factory=dict)


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the rows an actor may read; mirrors the permission `needs:need:read`."""
    if is_system(actor):
        return true()
    return or_(Need.status.in_(PUBLIC), Need.organisation_id.in_(actor.organisation_ids))


def find_need(need_id: int) -> Need | None:
    """Return a need with its municipality."""
    return db.session.scalar(select(Need).options(joinedload(Need.organisation)).where(Need.id == need_id))


def get_need(actor: Actor, need_id: int) -> Need:
    """Return a need the actor may read; one that must stay unknown is not found, like one that does not exist."""
    need = find_need(need_id)
    if need is None or not policies.allows(actor, "needs:need:read", need):
        raise NotFoundError(kind="need")
    return need


def may_read(actor: Actor, need_id: int) -> bool:
    """Say whether an actor may read the need of an id; asked by the files attached to it."""
    need = find_need(need_id)
    return need is not None and policies.allows(actor, "needs:need:read", need)


def may_edit(actor: Actor, need_id: int) -> bool:
    """Say whether an actor may change the need of an id; asked by the files attached to it."""
    need = find_need(need_id)
    return need is not None and policies.allows(actor, "needs:need:edit", need)


def needs_by_id(ids: Sequence[int]) -> dict[int, Need]:
    """Return several needs by id, with their municipalities, in one query."""
    found = db.session.scalars(select(Need).options(joinedload(Need.organisation)).where(Need.id.in_(ids)))
    return {need.id: need for need in found}


def find_by_exchange_id(exchange_id: str) -> Need | None:
    """Return the need that was imported under an id."""
    return db.session.scalar(select(Need).where(Need.exchange_id == exchange_id))


def list_needs(actor: Actor, filters: Filters, number: int, size: int = PAGE_SIZE) -> Page[Need]:
    """Return one page of the public needs, and the actor's own when an organisation or status asks for them."""
    order = {"budget": (Need.budget_max.desc().nulls_last(),), "title": (Need.title,)}
    wanted = _narrowed(select(Need).options(joinedload(Need.organisation)), actor, filters)
    return paginate(
        db.session,
        wanted.order_by(*order.get(filters.sort, (Need.published_at.desc().nulls_first(),)), Need.id.desc()),
        number,
        size,
    )


def count_facets(actor: Actor, filters: Filters) -> Facets:
    """Count what each choice would show; every facet ignores its own filter, so that one can change one's mind."""
    by_category = _counts(actor, filters.without("category"), Need.category)
    fields: dict[str, int] = {}
    for code, number in by_category.items():
        fields[code.partition(".")[0]] = fields.get(code.partition(".")[0], 0) + number
    budget = {
        band: _count(actor, filters.without("budget"), _in_band(*limits)) for band, limits in BUDGET_BANDS.items()
    }
    return Facets(
        category={**fields, **{code: number for code, number in by_category.items() if "." in code}},
        sido=_counts(actor, filters.without("sido"), func.substr(Need.region_code, 1, 2)),
        budget=budget,
        status=_counts(actor, filters.without("status"), Need.status),
    )


def count_public() -> int:
    """Count the needs that everybody may read."""
    return db.session.scalar(select(func.count()).select_from(Need).where(Need.status.in_(PUBLIC))) or 0


def count_by_sido() -> dict[str, int]:
    """Count the public needs of each 시도, by the first two digits of the region code."""
    sido = func.substr(Need.region_code, 1, 2)
    rows = db.session.execute(
        select(sido, func.count()).where(Need.status.in_(PUBLIC), Need.region_code != "").group_by(sido)
    )
    return dict(rows.all())


def latest(limit: int = 6) -> Sequence[Need]:
    """Return the newest open needs."""
    wanted = select(Need).options(joinedload(Need.organisation)).where(Need.status.in_(OPEN))
    return db.session.scalars(wanted.order_by(Need.published_at.desc(), Need.id.desc()).limit(limit)).all()


def of_organisations(organisation_ids: Sequence[int], limit: int = 200) -> Sequence[Need]:
    """Return the needs of some municipalities, the last touched first."""
    wanted = select(Need).options(joinedload(Need.organisation)).where(Need.organisation_id.in_(organisation_ids))
    return db.session.scalars(wanted.order_by(Need.updated_at.desc(), Need.id.desc()).limit(limit)).all()


def in_hand_of(user_id: int, organisation_id: int) -> Sequence[Need]:
    """Return what a person has begun or keeps open for a municipality: drafts, approvals in progress, open needs."""
    over = (NeedStatus.SOLVED, NeedStatus.WITHDRAWN, NeedStatus.EXPIRED)
    wanted = select(Need).where(Need.author_id == user_id, Need.organisation_id == organisation_id)
    return db.session.scalars(wanted.where(Need.status.not_in(over)).order_by(Need.id)).all()


def count_waiting_for_approval(organisation_id: int) -> int:
    """Count the needs of a municipality that wait for an approver."""
    wanted = select(func.count()).select_from(Need).where(Need.organisation_id == organisation_id)
    waiting = Need.status.in_([NeedStatus.IN_REVIEW, NeedStatus.APPROVED])
    return db.session.scalar(wanted.where(waiting)) or 0


def waiting_for(actor: Actor) -> Sequence[Need]:
    """Return the needs that wait for this person's approval."""
    mine = [org for org in actor.organisation_ids if actor.has_role(org, Role.APPROVER)]
    wanted = (
        select(Need)
        .options(joinedload(Need.organisation))
        .where(Need.status.in_([NeedStatus.IN_REVIEW, NeedStatus.APPROVED]), Need.organisation_id.in_(mine))
    )
    return db.session.scalars(wanted.order_by(Need.updated_at)).all()


def open_need_ids() -> Sequence[int]:
    """Return the ids of all needs that are open to solutions."""
    return db.session.scalars(select(Need.id).where(Need.status.in_(OPEN)).order_by(Need.id)).all()


def changed_since(moment: datetime) -> int:
    """Count the needs published after a moment."""
    return db.session.scalar(select(func.count()).select_from(Need).where(Need.published_at > moment)) or 0


def _narrowed(statement: Select[Any], actor: Actor, filters: Filters) -> Select[Any]:
    conditions = [visible_to(actor)]
    if filters.organisation_id is None or not actor.belongs_to(filters.organisation_id):
        conditions.append(Need.status.in_(PUBLIC))
    if filters.organisation_id is not None:
        conditions.append(Need.organisation_id == filters.organisation_id)
    if filters.category:
        code = filters.category
        conditions.append(or_(Need.category == code, Need.category.startswith(f"{code}.", autoescape=True)))
    if filters.sido:
        conditions.append(Need.region_code.startswith(filters.sido[:2], autoescape=True))
    if filters.budget:
        limits = BUDGET_BANDS.get(filters.budget)
        conditions.append(_in_band(*limits) if limits else false())
    if filters.status:
        known = filters.status in NeedStatus.__members__
        conditions.append(Need.status == NeedStatus(filters.status) if known else false())
    return statement.where(*conditions)


def _in_band(low: int | None, high: int | None) -> ColumnElement[bool]:
    above = Need.budget_max >= low if low is not None else Need.budget_max.is_not(None)
    return above & (Need.budget_max < high) if high is not None else above


def _counts(actor: Actor, filters: Filters, column: Any) -> dict[str, int]:
    rows = db.session.execute(_narrowed(select(column, func.count()), actor, filters).group_by(column))
    return {str(value): number for value, number in rows if value}


def _count(actor: Actor, filters: Filters, condition: ColumnElement[bool]) -> int:
    return db.session.scalar(_narrowed(select(func.count()).select_from(Need), actor, filters).where(condition)) or 0
