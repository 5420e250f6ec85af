"""The table of reports."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from openlab.admin.abuse.states import AbuseReason, ReportStatus, ReportTarget
from openlab.identity.accounts.models import User
from openlab.kit.db import Base, BigId, IntPk, UtcDateTime, state_column


class AbuseReport(Base):
    """Somebody says that a public page should not be as it is."""

    __tablename__ = "abuse_report"
    __table_args__ = (
        Index("ix_abuse_report_queue", "status", "created_at"),
        Index("ix_abuse_report_target", "target_type", "target_id"),
    )

    id: Mapped[IntPk]
    target_type: Mapped[ReportTarget] = mapped_column(state_column(ReportTarget))
    target_id: Mapped[int] = mapped_column(BigId)
    target_title: Mapped[str] = mapped_column(String(200))  # as it was called when it was reported
    cause: Mapped[AbuseReason] = mapped_column(state_column(AbuseReason))
    note: Mapped[str] = mapped_column(Text)
    reporter_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    status: Mapped[ReportStatus] = mapped_column(state_column(ReportStatus), default=ReportStatus.OPEN)
    decided_by: Mapped[int | None] = mapped_column(BigId)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    reason: Mapped[str] = mapped_column(Text, default="")

    reporter: Mapped[User | None] = relationship(lazy="raise")
