"""The tables of solutions: the listing, the 시도 it serves, and its certificates."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import Boolean, CheckConstraint, Date, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from openlab.identity.accounts.models import User
from openlab.identity.orgs.models import Organisation
from openlab.identity.orgs.states import SizeClass
from openlab.kit import clock
from openlab.kit.bilingual import Bilingual
from openlab.kit.db import Base, BigId, Json, UtcDateTime, state_column
from openlab.solutions.states import Maturity, ReviewReason, SolutionStatus

# The texts a reader sees; each may also stand in `translation` in the other language.
TEXT_FIELDS = ("title", "summary", "description", "price_basis")


class SolutionRegion(Base):
    """One 시도 in which a solution is delivered."""

    __tablename__ = "solution_region"

    solution_id: Mapped[int] = mapped_column(ForeignKey("solution.id", ondelete="CASCADE"), primary_key=True)
    sido_code: Mapped[str] = mapped_column(String(5), primary_key=True, index=True)


class SolutionCertification(Base):
    """One certificate of a solution and the last day it is valid, as the firm states it."""

    __tablename__ = "solution_certification"

    solution_id: Mapped[int] = mapped_column(ForeignKey("solution.id", ondelete="CASCADE"), primary_key=True)
    code: Mapped[str] = mapped_column(String(40), primary_key=True, index=True)
    expires_on: Mapped[date | None] = mapped_column(Date)

    def is_valid(self, on: date) -> bool:
        """Say whether the certificate has not run out on a day."""
        return self.expires_on is None or self.expires_on >= on


class Solution(Bilingual, Base):
    """What a firm offers cities."""

    __tablename__ = "solution"
    __table_args__ = (
        Index("ix_solution_status_listed_at", "status", "listed_at"),
        CheckConstraint("price_min IS NULL OR price_max IS NULL OR price_min <= price_max", name="price_order"),
        CheckConstraint("trl IS NULL OR trl BETWEEN 1 AND 9", name="trl_range"),
    )
    KEY_TEXTS: ClassVar[tuple[str, ...]] = ("title", "summary")

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    status: Mapped[SolutionStatus] = mapped_column(state_column(SolutionStatus), default=SolutionStatus.DRAFT)
    review_reason: Mapped[ReviewReason | None] = mapped_column(state_column(ReviewReason))  # of the last refusal
    review_note: Mapped[str] = mapped_column(Text, default="")

    summary: Mapped[str] = mapped_column(String(300), default="")  # what it does, in plain words
    description: Mapped[str] = mapped_column(Text, default="")  # how it works
    category: Mapped[str] = mapped_column(String(40), default="", index=True)
    technologies: Mapped[list[str]] = mapped_column(Json, default=list)
    keywords: Mapped[list[str]] = mapped_column(Json, default=list)

    trl: Mapped[int | None] = mapped_column(Integer)
    maturity: Mapped[Maturity | None] = mapped_column(state_column(Maturity))
    price_min: Mapped[int | None] = mapped_column(BigId)  # won
    price_max: Mapped[int | None] = mapped_column(BigId)
    price_basis: Mapped[str] = mapped_column(String(200), default="")  # what the price covers, or '협의'
    delivery_weeks: Mapped[int | None] = mapped_column(Integer)
    nationwide: Mapped[bool] = mapped_column(Boolean, default=False)

    references: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)  # client, year, note, verified
    references_count: Mapped[int] = mapped_column(Integer, default=0)  # as stated; not all of them need be named
    claimed_kpis: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)  # name, unit, value, evidence
    data_hub: Mapped[bool] = mapped_column(Boolean, default=False)
    standards: Mapped[list[str]] = mapped_column(Json, default=list)
    open_source_licence: Mapped[str] = mapped_column(String(80), default="")  # SPDX expression
    repository_url: Mapped[str] = mapped_column(String(300), default="")
    compliance_flags: Mapped[list[str]] = mapped_column(Json, default=list)

    demo: Mapped[bool] = mapped_column(Boolean, default=False)
    exchange_id: Mapped[str | None] = mapped_column(String(64), unique=True)  # id of an imported row
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime())
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    listed_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    version: Mapped[int] = mapped_column(Integer, default=1)

    organisation: Mapped[Organisation] = relationship(lazy="raise")
    author: Mapped[User | None] = relationship(lazy="raise")
    regions: Mapped[list[SolutionRegion]] = relationship(lazy="selectin", cascade="all, delete-orphan")
    certificates: Mapped[list[SolutionCertification]] = relationship(lazy="selectin", cascade="all, delete-orphan")

    __mapper_args__ = {"version_id_col": version}

    @property
    def region_codes(self) -> list[str]:
        """Return the codes (XX000) of the 시도 served; empty when nationwide."""
        return sorted(region.sido_code for region in self.regions)

    @region_codes.setter
    def region_codes(self, codes: Iterable[str]) -> None:
        kept = {region.sido_code: region for region in self.regions}
        self.regions = [kept.get(code) or SolutionRegion(sido_code=code) for code in sorted(set(codes))]

    @property
    def certificate_dates(self) -> dict[str, date | None]:
        """Return every certificate's code with the last day it is valid, None when it does not run out."""
        return {certificate.code: certificate.expires_on for certificate in self.certificates}

    @certificate_dates.setter
    def certificate_dates(self, dates: Mapping[str, date | None]) -> None:
        kept = {certificate.code: certificate for certificate in self.certificates}
        self.certificates = [kept.get(code) or SolutionCertification(code=code) for code in dates]
        for certificate in self.certificates:
            certificate.expires_on = dates[certificate.code]

    @property
    def certifications(self) -> list[str]:
        """Return the codes of the certificates that are valid today; assigning codes keeps the days already known."""
        return sorted(held.code for held in self.certificates if held.is_valid(clock.today()))

    @certifications.setter
    def certifications(self, codes: Iterable[str]) -> None:
        self.certificate_dates = {code: self.certificate_dates.get(code) for code in codes}

    @property
    def size_class(self) -> SizeClass | None:
        """Return the size of the firm."""
        return self.organisation.size_class
