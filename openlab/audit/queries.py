"""Reads of the audit record."""

from collections.abc import Sequence

from sqlalchemy import func, select

from openlab.audit.models import AuditRecord
from openlab.extensions import db
from openlab.kit.db import Page, paginate

PAGE_SIZE = 50


def last_record() -> AuditRecord | None:
    """Return the newest record: the head of the chain."""
    return db.session.scalar(select(AuditRecord).order_by(AuditRecord.id.desc()).limit(1))


def history(target_type: str, target_id: int | str, limit: int = 100) -> Sequence[AuditRecord]:
    """Return what happened to one thing, newest first."""
    found = select(AuditRecord).where(AuditRecord.target_type == target_type, AuditRecord.target_id == str(target_id))
    return db.session.scalars(found.order_by(AuditRecord.id.desc()).limit(limit)).all()


def search(*, action: str = "", target_type: str = "", target_id: str = "", number: int = 1) -> Page[AuditRecord]:
    """Return one page of the record, newest first; `action` is the beginning of an action's name."""
    found = select(AuditRecord)
    if action:
        found = found.where(AuditRecord.action.startswith(action, autoescape=True))
    if target_type:
        found = found.where(AuditRecord.target_type == target_type)
    if target_id:
        found = found.where(AuditRecord.target_id == target_id)
    return paginate(db.session, found.order_by(AuditRecord.id.desc()), number, PAGE_SIZE)


def target_types() -> Sequence[str]:
    """Return the kinds of things the record speaks of."""
    return db.session.scalars(select(AuditRecord.target_type).distinct().order_by(AuditRecord.target_type)).all()


def count_records() -> int:
    """Count the acts on record."""
    return db.session.scalar(select(func.count()).select_from(AuditRecord)) or 0
