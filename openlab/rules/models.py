"""The table of versions: an entry is never changed, a newer one takes over from its day."""

from datetime import date, datetime

from sqlalchemy import Date, Float, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from openlab.kit.db import Base, IntPk, UtcDateTime, state_column
from openlab.rules.states import Area, Mark


class RuleVersion(Base):
    """What a rule says from a day on; where there is none for a day, the entry that openlab ships holds."""

    __tablename__ = "rule_version"
    __table_args__ = (Index("ix_rule_version_code", "area", "code", "effective_from"),)

    id: Mapped[IntPk]
    area: Mapped[Area] = mapped_column(state_column(Area))
    code: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200), default="")
    number: Mapped[float | None] = mapped_column(Float)
    unit: Mapped[str] = mapped_column(String(40), default="")
    text: Mapped[str] = mapped_column(Text, default="")
    text_en: Mapped[str] = mapped_column(Text, default="")
    basis: Mapped[str] = mapped_column(String(300), default="")
    mark: Mapped[Mark] = mapped_column(state_column(Mark), default=Mark.UNKNOWN)
    effective_from: Mapped[date] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(Text)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime())
