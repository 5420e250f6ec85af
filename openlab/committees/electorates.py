"""The committees as lists that an application for membership can be put to."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from openlab.committees.models import Committee
from openlab.extensions import db
from openlab.i18n import current_locale
from openlab.membership.ballots import Electorate


def committee_lists() -> Sequence[Electorate]:
    """Return each committee that sits, with the organisations that have a seat; one vote each, however many seats."""
    wanted = select(Committee).options(selectinload(Committee.seats)).where(Committee.ended_at.is_(None))
    return [_list_of(committee) for committee in db.session.scalars(wanted.order_by(Committee.id))]


def _list_of(committee: Committee) -> Electorate:
    organisation_ids = sorted({seat.organisation_id for seat in committee.sitting})
    return Electorate(f"COMMITTEE-{committee.id}", committee.label(current_locale()), lambda: organisation_ids)
