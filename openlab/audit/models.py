"""The audit table."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from openlab.kit.db import Base, BigId, IntPk, Json, UtcDateTime


class AuditRecord(Base):
    """One act; actor and target are told by type and id, so that audit knows no other table."""

    __tablename__ = "audit_record"
    __table_args__ = (Index("ix_audit_record_target", "target_type", "target_id"),)

    id: Mapped[IntPk]
    at: Mapped[datetime] = mapped_column(UtcDateTime(), index=True)
    actor_id: Mapped[int | None] = mapped_column(BigId, index=True)
    organisation_id: Mapped[int | None] = mapped_column(BigId)
    action: Mapped[str] = mapped_column(String(64), index=True)
    target_type: Mapped[str] = mapped_column(String(48))
    target_id: Mapped[str] = mapped_column(String(64))
    data: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    previous: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
