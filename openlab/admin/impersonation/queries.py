"""Reads of visits in somebody else's place."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from openlab.admin.impersonation.models import Impersonation
from openlab.extensions import db


def find_by_session(session_id: int) -> Impersonation | None:
    """Return the visit that a session is, with both people, if it is one."""
    wanted = select(Impersonation).options(joinedload(Impersonation.user), joinedload(Impersonation.admin))
    return db.session.scalar(wanted.where(Impersonation.session_id == session_id))


def visits_to(user_id: int) -> Sequence[Impersonation]:
    """Return who saw the site in a person's place, the latest first."""
    wanted = select(Impersonation).options(joinedload(Impersonation.admin)).where(Impersonation.user_id == user_id)
    return db.session.scalars(wanted.order_by(Impersonation.id.desc()).limit(100)).all()
