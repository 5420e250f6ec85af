"""The table of needs."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Boolean, CheckConstraint, Date, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from openlab.identity.accounts.models import User
from openlab.identity.orgs.models import Organisation
from openlab.kit.db import Base, BigId, IntPk, Json, UtcDateTime, state_column
from openlab.kit.ids import slug
from openlab.needs.states import Funding, NeedStatus

# The texts a reader sees; each may also stand in `translation` in the other language.
TEXT_FIELDS = ("title", "problem", "affected", "site", "desired_outcome", "constraints", "testbed_offer", "data_offer",
               "purchase_plan")


class Need(Base):
    """An urban problem of a municipality, written in `lang`, perhaps translated into the other language."""

    __tablename__ = "need"
    __table_args__ = (
        Index("ix_need_status_published_at", "status", "published_at"),
        CheckConstraint("budget_min IS NULL OR budget_max IS NULL OR budget_min <= budget_max", name="budget_order"),
    )

    id: Mapped[IntPk]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    status: Mapped[NeedStatus] = mapped_column(state_column(NeedStatus), default=NeedStatus.DRAFT)
    lang: Mapped[str] = mapped_column(String(2), default="ko")

    title: Mapped[str] = mapped_column(String(120))
    problem: Mapped[str] = mapped_column(Text, default="")  # 현황 및 문제점
    affected: Mapped[str] = mapped_column(Text, default="")  # who suffers, how many
    site: Mapped[str] = mapped_column(Text, default="")
    desired_outcome: Mapped[str] = mapped_column(Text, default="")
    constraints: Mapped[str] = mapped_column(Text, default="")
    testbed_offer: Mapped[str] = mapped_column(Text, default="")
    data_offer: Mapped[str] = mapped_column(Text, default="")
    purchase_plan: Mapped[str] = mapped_column(Text, default="")  # how it will be bought after a good pilot
    translation: Mapped[dict[str, str]] = mapped_column(Json, default=dict)

    category: Mapped[str] = mapped_column(String(40), default="", index=True)
    region_code: Mapped[str] = mapped_column(String(5), default="", index=True)
    foreign_city: Mapped[str] = mapped_column(String(120), default="")
    keywords: Mapped[list[str]] = mapped_column(Json, default=list)
    kpis: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)  # name, unit, baseline, target, direction
    policy_tags: Mapped[list[dict[str, str]]] = mapped_column(Json, default=list)  # tag, reason
    compliance_flags: Mapped[list[str]] = mapped_column(Json, default=list)

    budget_min: Mapped[int | None] = mapped_column(BigId)  # won
    budget_max: Mapped[int | None] = mapped_column(BigId)
    funding: Mapped[Funding | None] = mapped_column(state_column(Funding))
    period_months: Mapped[int | None] = mapped_column(Integer)
    desired_start: Mapped[date | None] = mapped_column(Date)  # first day of the month
    min_trl: Mapped[int | None] = mapped_column(Integer)
    required_certifications: Mapped[list[str]] = mapped_column(Json, default=list)
    needs_data_hub: Mapped[bool] = mapped_column(Boolean, default=False)

    department: Mapped[str] = mapped_column(String(80), default="")
    contact: Mapped[str] = mapped_column(String(254), default="")  # shown to signed-in members only
    demo: Mapped[bool] = mapped_column(Boolean, default=False)
    exchange_id: Mapped[str | None] = mapped_column(String(64), unique=True)  # id of an imported row
    copied_from_id: Mapped[int | None] = mapped_column(ForeignKey("need.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime())
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    version: Mapped[int] = mapped_column(Integer, default=1)

    organisation: Mapped[Organisation] = relationship(lazy="raise")
    author: Mapped[User | None] = relationship(lazy="raise")

    __mapper_args__ = {"version_id_col": version}

    @property
    def slug(self) -> str:
        """Return the readable part of the address: '128-상가-밀집-골목'."""
        words = slug(self.title)
        return f"{self.id}-{words}" if words else str(self.id)

    def text(self, field: str, locale: str) -> str:
        """Return a text for readers of a locale, in the language it was written in when there is no other."""
        original = str(getattr(self, field))
        return original if locale == self.lang else self.translation.get(field) or original

    def is_translated(self, locale: str) -> bool:
        """Say whether title and problem can be read in a locale."""
        return locale == self.lang or all(self.translation.get(field) for field in ("title", "problem"))
