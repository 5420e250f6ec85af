"""Organisations, their departments, the roles people hold in them, and requests to join."""

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from openlab.identity.accounts.models import User
from openlab.identity.orgs.states import JoinStatus, OrganisationKind, Role, SizeClass
from openlab.kit.db import Base, IntPk, Json, UtcDateTime, state_column
from openlab.kit.ids import slug as make_slug

ONE_PER_REGION = "kind = 'MUNICIPALITY' AND region_code != ''"
WAITING = "status = 'REQUESTED'"


class Organisation(Base):
    """A municipality, a firm, the alliance or another body that people act for."""

    __tablename__ = "organisation"
    __table_args__ = (
        Index(
            "uq_organisation_municipality",
            "region_code",
            unique=True,
            sqlite_where=text(ONE_PER_REGION),
            postgresql_where=text(ONE_PER_REGION),
        ),
    )

    id: Mapped[IntPk]
    kind: Mapped[OrganisationKind] = mapped_column(state_column(OrganisationKind), index=True)
    name: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(160), default="")
    region_code: Mapped[str] = mapped_column(String(5), default="", index=True)  # MOIS code of its seat
    foreign_city: Mapped[str] = mapped_column(String(120), default="")
    business_number: Mapped[str | None] = mapped_column(String(10), unique=True)  # 사업자등록번호, digits only
    size_class: Mapped[SizeClass | None] = mapped_column(state_column(SizeClass))
    founded_year: Mapped[int | None] = mapped_column(Integer)
    youth_founded: Mapped[bool] = mapped_column(Boolean, default=False)  # 청년창업, as the firm states it
    service_regions: Mapped[list[str]] = mapped_column(Json, default=list)  # codes (XX000) of the 시도 it works in
    nationwide: Mapped[bool] = mapped_column(Boolean, default=False)
    website: Mapped[str] = mapped_column(String(300), default="")
    summary: Mapped[str] = mapped_column(Text, default="")
    summary_en: Mapped[str] = mapped_column(Text, default="")
    mail_domains: Mapped[list[str]] = mapped_column(Json, default=list)  # official domains that prove belonging
    verified_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    demo: Mapped[bool] = mapped_column(Boolean, default=False)
    exchange_id: Mapped[str | None] = mapped_column(String(64), unique=True)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    version: Mapped[int] = mapped_column(Integer, default=1)

    __mapper_args__ = {"version_id_col": version}

    def label(self, locale: str) -> str:
        """Return the name for readers of a locale."""
        return (self.name_en or self.name) if locale == "en" else self.name

    def about(self, locale: str) -> str:
        """Return the summary for readers of a locale, in the other language when there is no translation."""
        return (self.summary_en or self.summary) if locale == "en" else (self.summary or self.summary_en)

    def has_about(self, locale: str) -> bool:
        """Say whether there is a summary in a language itself."""
        return bool(self.summary_en if locale == "en" else self.summary)

    @property
    def slug(self) -> str:
        """Return the readable part of its address: `12-경기도-과천시`."""
        return f"{self.id}-{make_slug(self.name)}".rstrip("-")


class Department(Base):
    """One entry of an organisation's list of departments; people and needs carry its name."""

    __tablename__ = "department"
    __table_args__ = (UniqueConstraint("organisation_id", "name"),)

    id: Mapped[IntPk]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(120), default="")

    def label(self, locale: str) -> str:
        """Return the name for readers of a locale."""
        return (self.name_en or self.name) if locale == "en" else self.name


class OrganisationRole(Base):
    """One role of one person in one organisation."""

    __tablename__ = "organisation_role"
    __table_args__ = (UniqueConstraint("user_id", "organisation_id", "role"),)

    id: Mapped[IntPk]
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"), index=True)
    role: Mapped[Role] = mapped_column(state_column(Role))
    department: Mapped[str] = mapped_column(String(80), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())

    user: Mapped[User] = relationship(lazy="raise")
    organisation: Mapped[Organisation] = relationship(lazy="raise")


class JoinRequest(Base):
    """Somebody asks the managers of an organisation to be let in."""

    __tablename__ = "join_request"
    __table_args__ = (
        Index(
            "uq_join_request_waiting",
            "user_id",
            "organisation_id",
            unique=True,
            sqlite_where=text(WAITING),
            postgresql_where=text(WAITING),
        ),
    )

    id: Mapped[IntPk]
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"), index=True)
    message: Mapped[str] = mapped_column(Text, default="")
    status: Mapped[JoinStatus] = mapped_column(state_column(JoinStatus), default=JoinStatus.REQUESTED)
    reason: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime())

    user: Mapped[User] = relationship(lazy="raise")
    organisation: Mapped[Organisation] = relationship(lazy="raise")
