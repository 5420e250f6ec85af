"""The table of announcements."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from openlab.kit.db import Base, IntPk, UtcDateTime


class Announcement(Base):
    """A sentence in both languages that stands on every page between two moments."""

    __tablename__ = "announcement"
    __table_args__ = (Index("ix_announcement_shown", "ends_at", "starts_at"),)

    id: Mapped[IntPk]
    text: Mapped[str] = mapped_column(String(300))
    text_en: Mapped[str] = mapped_column(String(300))
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime())
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime())
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    made_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())

    def words(self, locale: str) -> str:
        """Return the sentence for readers of a locale."""
        return self.text_en if locale == "en" else self.text
