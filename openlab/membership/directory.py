"""Reads of the public directory: members in good standing, narrowed by class, region and field."""

from dataclasses import dataclass, replace
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import contains_eager

from openlab.extensions import db
from openlab.identity.orgs.models import Organisation
from openlab.kit.db import Page, paginate
from openlab.membership.models import Membership, MembershipField
from openlab.membership.states import MembershipStatus

PAGE_SIZE = 24


@dataclass(frozen=True, slots=True)
class Filters:
    """What the directory is narrowed to; `sido` is the first two digits of a region code."""

    member_class: str = ""
    sido: str = ""
    category: str = ""
    q: str = ""


@dataclass(frozen=True, slots=True)
class Facets:
    """How many members each choice would show under the other filters."""

    member_class: dict[str, int]
    sido: dict[str, int]
    category: dict[str, int]


def list_members(filters: Filters, number: int) -> Page[Membership]:
    """Return one page of the directory, by name."""
    wanted = _narrowed(select(Membership), filters).options(contains_eager(Membership.organisation))
    return paginate(db.session, wanted.order_by(Organisation.name, Membership.id), number, PAGE_SIZE)


def count_facets(filters: Filters) -> Facets:
    """Count each facet under the other filters."""
    return Facets(
        member_class=_counts(Membership.member_class, replace(filters, member_class="")),
        sido=_counts(func.substr(Organisation.region_code, 1, 2), replace(filters, sido="")),
        category=_category_counts(replace(filters, category="")),
    )


def _narrowed(wanted: Select[Any], filters: Filters) -> Select[Any]:
    conditions: list[ColumnElement[bool]] = [Membership.status == MembershipStatus.ACTIVE]
    if filters.member_class:
        conditions.append(Membership.member_class == filters.member_class)
    if filters.sido:
        conditions.append(Organisation.region_code.startswith(filters.sido, autoescape=True))
    if filters.category:
        named = select(MembershipField.membership_id).where(MembershipField.code == filters.category)
        conditions.append(Membership.id.in_(named))
    if filters.q:
        conditions.append(
            or_(
                Organisation.name.icontains(filters.q, autoescape=True),
                Organisation.name_en.icontains(filters.q, autoescape=True),
            )
        )
    return wanted.join(Membership.organisation).where(*conditions)


def _counts(column: Any, filters: Filters) -> dict[str, int]:
    wanted = _narrowed(select(column, func.count()).select_from(Membership), filters).group_by(column)
    return {str(code): count for code, count in db.session.execute(wanted)}


def _category_counts(filters: Filters) -> dict[str, int]:
    joined = select(MembershipField.code, func.count()).select_from(Membership).join(Membership.fields)
    wanted = _narrowed(cast("Select[Any]", joined), filters).group_by(MembershipField.code)
    return {str(code): count for code, count in db.session.execute(wanted)}
