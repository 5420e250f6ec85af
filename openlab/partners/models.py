"""The tables of partner finding: notices, requests between two organisations, and what they write to each other."""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import Boolean, CheckConstraint, Date, ForeignKey, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from openlab.identity.accounts.models import User
from openlab.identity.orgs.models import Organisation
from openlab.kit.bilingual import Bilingual
from openlab.kit.db import Base, IntPk, Json, UtcDateTime, state_column
from openlab.partners.states import NoticeKind, NoticeStatus, RequestStatus

WAITING = "status = 'SENT'"


class PartnerNotice(Bilingual, Base):
    """What a firm seeks in a partner, or offers to one; `region_codes` are 시·도 codes, none with `nationwide`."""

    __tablename__ = "partner_notice"
    __table_args__ = (Index("ix_partner_notice_status", "status", "until_on"),)
    KEY_TEXTS: ClassVar[tuple[str, ...]] = ("title", "capability")

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    kind: Mapped[NoticeKind] = mapped_column(state_column(NoticeKind))
    status: Mapped[NoticeStatus] = mapped_column(state_column(NoticeStatus), default=NoticeStatus.OPEN)
    capability: Mapped[str] = mapped_column(Text)
    category: Mapped[str] = mapped_column(String(40), index=True)
    region_codes: Mapped[list[str]] = mapped_column(Json, default=list)
    nationwide: Mapped[bool] = mapped_column(Boolean, default=True)
    sizes_wanted: Mapped[list[str]] = mapped_column(Json, default=list)  # size classes of the partner, none: any
    keywords: Mapped[list[str]] = mapped_column(Json, default=list)
    until_on: Mapped[date] = mapped_column(Date)  # the last day
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime())
    version: Mapped[int] = mapped_column(Integer, default=1)

    organisation: Mapped[Organisation] = relationship(lazy="joined")

    __mapper_args__ = {"version_id_col": version}


class PartnerRequest(Base):
    """One organisation asks another to work together, perhaps because of a notice or a solution of it."""

    __tablename__ = "partner_request"
    __table_args__ = (
        CheckConstraint("organisation_id != to_organisation_id", name="two_sides"),
        Index("uq_partner_request_waiting", "organisation_id", "to_organisation_id", unique=True,
              sqlite_where=text(WAITING), postgresql_where=text(WAITING)),
    )  # fmt: skip

    id: Mapped[IntPk]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))  # who asks
    to_organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    notice_id: Mapped[int | None] = mapped_column(ForeignKey("partner_notice.id", ondelete="SET NULL"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    subject: Mapped[str] = mapped_column(String(120))
    status: Mapped[RequestStatus] = mapped_column(state_column(RequestStatus), default=RequestStatus.SENT)
    reason: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    version: Mapped[int] = mapped_column(Integer, default=1)

    organisation: Mapped[Organisation] = relationship(foreign_keys=[organisation_id], lazy="joined")
    to_organisation: Mapped[Organisation] = relationship(foreign_keys=[to_organisation_id], lazy="joined")
    notice: Mapped[PartnerNotice | None] = relationship()
    messages: Mapped[list["PartnerMessage"]] = relationship(back_populates="request", order_by="PartnerMessage.id")

    __mapper_args__ = {"version_id_col": version}


class PartnerMessage(Base):
    """One message of the thread that a request opened."""

    __tablename__ = "partner_message"

    id: Mapped[IntPk]
    request_id: Mapped[int] = mapped_column(ForeignKey("partner_request.id", ondelete="CASCADE"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))  # for whom it was written
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())

    request: Mapped[PartnerRequest] = relationship(back_populates="messages")
    organisation: Mapped[Organisation] = relationship(lazy="joined")
    author: Mapped[User | None] = relationship(lazy="joined")
