"""The tables of acts and of accesses to personal data."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from openlab.audit.states import Handling, Purpose
from openlab.kit.db import Base, BigId, IntPk, Json, UtcDateTime, state_column


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


class AccessRecord(Base):
    """Who saw whose personal data, when, from where, on which page and why; one row for each person shown."""

    __tablename__ = "access_record"
    __table_args__ = (
        Index("ix_access_record_subject", "subject_id", "id"),
        Index("ix_access_record_actor", "actor_id", "id"),
    )

    id: Mapped[IntPk]
    at: Mapped[datetime] = mapped_column(UtcDateTime(), index=True)
    actor_id: Mapped[int | None] = mapped_column(BigId)  # None: nobody signed in; 0: the operator's command line
    organisation_id: Mapped[int | None] = mapped_column(BigId)  # the organisation acted for
    subject_id: Mapped[int] = mapped_column(BigId)
    place: Mapped[str] = mapped_column(String(64))  # endpoint of the page, or the command
    handling: Mapped[Handling] = mapped_column(state_column(Handling))
    purpose: Mapped[Purpose] = mapped_column(state_column(Purpose))
    reason: Mapped[str] = mapped_column(String(300), default="")  # in words, where the page asks for it
    address: Mapped[str] = mapped_column(String(64), default="")  # network address asked from
