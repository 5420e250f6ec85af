"""The outbox table."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from openlab.kit.db import Base, IntPk, Json, UtcDateTime

MAX_ATTEMPTS = 8  # then a job is given up and an operator must look at it


class OutboxJob(Base):
    """One piece of work; `due_at` moves on when it fails, `done_at` is set when it is done."""

    __tablename__ = "outbox_job"
    __table_args__ = (Index("ix_outbox_job_waiting", "done_at", "due_at"),)

    id: Mapped[IntPk]
    kind: Mapped[str] = mapped_column(String(64))
    payload: Mapped[dict[str, Any]] = mapped_column(Json)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    due_at: Mapped[datetime] = mapped_column(UtcDateTime())
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    error: Mapped[str | None] = mapped_column(Text)
