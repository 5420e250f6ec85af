"""What merging two organisations would do."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, or_, select

from openlab.extensions import db
from openlab.identity.orgs.merging import policies as _rules  # noqa: F401  # defines the permission
from openlab.identity.orgs.merging.references import references
from openlab.identity.orgs.models import Organisation

FILLED = (
    "name_en",
    "region_code",
    "foreign_city",
    "business_number",
    "size_class",
    "founded_year",
    "youth_founded",
    "nationwide",
    "service_regions",
    "website",
    "summary",
    "summary_en",
    "verified_at",
)


@dataclass(frozen=True, slots=True)
class Preview:
    """How many rows of each table move, and which empty facts of the one that stays are filled in."""

    moved: dict[str, int]
    filled: tuple[str, ...]


def preview(source: Organisation, target: Organisation) -> Preview:
    """Return what would happen if `source` became part of `target`."""
    moved: dict[str, int] = {}
    for reference in references():
        wanted = select(func.count()).select_from(reference.table).where(*reference.to(source.id))
        if count := db.session.scalar(wanted):
            moved[reference.table.name] = moved.get(reference.table.name, 0) + count
    return Preview(moved, fillable(source, target))


def fillable(source: Organisation, target: Organisation) -> tuple[str, ...]:
    """Return the facts that `target` lacks and `source` has."""
    return tuple(name for name in FILLED if getattr(source, name) and not getattr(target, name))


def candidates(source: Organisation, q: str, limit: int = 20) -> Sequence[Organisation]:
    """Return organisations of the same kind by a part of their name; without one, those of the same name."""
    wanted = select(Organisation).where(
        Organisation.kind == source.kind, Organisation.id != source.id, Organisation.merged_into_id.is_(None)
    )
    names = (Organisation.name, Organisation.name_en)
    text = q or source.name
    wanted = wanted.where(or_(*(name.icontains(text, autoescape=True) for name in names)))
    return db.session.scalars(wanted.order_by(Organisation.name, Organisation.id).limit(limit)).all()
