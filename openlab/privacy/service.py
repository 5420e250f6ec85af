"""How long it is kept who saw whose data, and taking those rows out as a file."""

from datetime import timedelta
from typing import Any

from sqlalchemy import delete

from openlab.audit.models import AccessRecord
from openlab.audit.service import write_accesses
from openlab.audit.states import Handling, Purpose
from openlab.extensions import db
from openlab.kit import clock
from openlab.kit.policy import Actor, policies
from openlab.privacy import policies as _rules  # noqa: F401  # defines the permissions asked for below
from openlab.privacy.queries import Filters, Known, all_accesses, count_accounts, known_to

# 개인정보의 안전성 확보조치 기준 제8조: one year, two when 50,000 people or more are concerned.
MANY_PEOPLE = 50_000
YEAR = timedelta(days=366)


def require_reader(actor: Actor) -> None:
    """Raise unless the actor may read the record of accesses."""
    policies.require(actor, "privacy:access:read")


def years_kept(least: int) -> int:
    """Return for how many years access rows are kept: what the law asks, or more if the operator says so."""
    return max(least, 2 if count_accounts() >= MANY_PEOPLE else 1)


def forget_accesses(least_years: int) -> int:
    """Delete access rows that are older than they must be kept; return how many."""
    limit = clock.now() - YEAR * years_kept(least_years)
    return int(db.session.execute(delete(AccessRecord).where(AccessRecord.at < limit)).rowcount)  # type: ignore[attr-defined]


def export_accesses(actor: Actor, filters: Filters, reason: str, *, address: str) -> tuple[list[dict[str, Any]], Known]:
    """Return the rows for a file with the names they speak of; that they were taken, and why, is itself a row."""
    policies.require(actor, "privacy:access:read")
    rows = all_accesses(filters)
    known = known_to(rows)
    write_accesses(
        actor,
        sorted(set(known.people) - {actor.user_id}),
        Purpose.AUDIT,
        Handling.EXPORT,
        place="privacy.export_accesses",
        reason=reason,
        address=address,
    )
    return [{column.key: getattr(row, column.key) for column in AccessRecord.__table__.columns} for row in rows], known
