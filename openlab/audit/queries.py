"""Reads of the audit record."""

from collections.abc import Sequence

from sqlalchemy import select

from openlab.audit.models import AuditRecord
from openlab.extensions import db


def last_record() -> AuditRecord | None:
    """Return the newest record: the head of the chain."""
    return db.session.scalar(select(AuditRecord).order_by(AuditRecord.id.desc()).limit(1))


def history(target_type: str, target_id: int | str, limit: int = 100) -> Sequence[AuditRecord]:
    """Return what happened to one thing, newest first."""
    found = select(AuditRecord).where(AuditRecord.target_type == target_type, AuditRecord.target_id == str(target_id))
    return db.session.scalars(found.order_by(AuditRecord.id.desc()).limit(limit)).all()
