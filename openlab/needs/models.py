"""The table of needs."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import Boolean, CheckConstraint, Date, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from openlab.identity.accounts.models import User
from openlab.identity.orgs.models import Organisation
from openlab.kit.bilingual import Bilingual
from openlab.kit.db import Base, BigId, Json, UtcDateTime, state_column
from openlab.needs.states import Funding, NeedStatus

# The texts a reader sees; each may also stand in `translation` in the other language.
TEXT_FIELDS = (
    "title",
    "problem",
    "affected",
    "site",
    "desired_outcome",
    "constraints",
    "testbed_offer",
    "data_offer",
    "purchase_plan",
)


class Need(Bilingual, Base):
    """An urban problem of a municipality, written in `lang`, perhaps translated into the other language."""

    __tablename__ = "need"
    __table_args__ = (
        Index("ix_need_status_published_at", "status", "published_at"),
        CheckConstraint("budget_min IS NULL OR budget_max IS NULL OR budget_min <= budget_max", name="budget_order"),
    )
    KEY_TEXTS: ClassVar[tuple[str, ...]] = ("title", "problem")

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    status: Mapped[NeedStatus] = mapped_column(state_column(NeedStatus), default=NeedStatus.DRAFT)

    problem: Mapped[str] = mapped_column(Text, default="")  # 현황 및 문제점
    affected: Mapped[str] = mapped_column(Text, default="")  # who suffers, how many
    site: Mapped[str] = mapped_column(Text, default="")
    desired_outcome: Mapped[str] = mapped_column(Text, default="")
    constraints: Mapped[str] = mapped_column(Text, default="")
    testbed_offer: Mapped[str] = mapped_column(Text, default="")
    data_offer: Mapped[str] = mapped_column(Text, default="")
    purchase_plan: Mapped[str] = mapped_column(Text, default="")  # how it will be bought after a good pilot

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
