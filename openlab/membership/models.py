"""The tables of membership: applications, members with their years, messages, votes and certificates."""

from datetime import date, datetime

from sqlalchemy import Boolean, Date, ForeignKey, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from openlab.identity.accounts.models import User
from openlab.identity.orgs.models import Organisation
from openlab.kit.db import Base, BigId, IntPk, Json, UtcDateTime, state_column
from openlab.membership.states import BallotStatus, Choice, Ground, MemberClass, MembershipStatus, MessageKind

DRAFT = "sent_at IS NULL"
OPEN = "status = 'OPEN'"


class Membership(Base):
    """What the alliance keeps of an organisation that has applied: one row for each, whatever becomes of it."""

    __tablename__ = "membership"
    __table_args__ = (
        Index("ix_membership_status_applied_at", "status", "applied_at"),
        Index("ix_membership_status_term_ends_on", "status", "term_ends_on"),
        Index("ix_membership_assignee", "assignee_id", "status"),
    )

    id: Mapped[IntPk]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), unique=True)
    application_id: Mapped[int | None] = mapped_column(BigId)  # the one that was sent last
    status: Mapped[MembershipStatus] = mapped_column(state_column(MembershipStatus))
    member_class: Mapped[MemberClass] = mapped_column(state_column(MemberClass))
    committees: Mapped[list[str]] = mapped_column(Json, default=list)  # codes of interest
    name_key: Mapped[str] = mapped_column(String(120), default="", index=True)  # for the duplicate check
    site_key: Mapped[str] = mapped_column(String(120), default="", index=True)
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    voting: Mapped[bool] = mapped_column(Boolean, default=False)  # a vote is on; nobody decides alone meanwhile

    applied_at: Mapped[datetime] = mapped_column(UtcDateTime())
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    joined_on: Mapped[date | None] = mapped_column(Date)
    term_ends_on: Mapped[date | None] = mapped_column(Date)  # the last day of the present year of membership
    dues_until: Mapped[date | None] = mapped_column(Date)  # the last day that is paid
    dues_note: Mapped[str] = mapped_column(String(300), default="")
    reminded_days: Mapped[int | None] = mapped_column(Integer)  # days before the end of the last reminder

    ground: Mapped[Ground | None] = mapped_column(state_column(Ground))  # of the last refusal, suspension or ending
    ground_note: Mapped[str] = mapped_column(Text, default="")
    planned_action: Mapped[str] = mapped_column(String(16), default="")  # suspend, expel or leave
    planned_on: Mapped[date | None] = mapped_column(Date, index=True)
    planned_ground: Mapped[Ground | None] = mapped_column(state_column(Ground))
    planned_note: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(Integer, default=1)

    organisation: Mapped[Organisation] = relationship(lazy="raise")
    assignee: Mapped[User | None] = relationship(lazy="raise")
    fields: Mapped[list["MembershipField"]] = relationship(lazy="selectin", cascade="all, delete-orphan")

    __mapper_args__ = {"version_id_col": version}

    @property
    def number(self) -> str:
        """Return the member's number as letters name it: year of joining and running number, '2026-0012'."""
        return f"{self.joined_on:%Y}-{self.id:04d}" if self.joined_on else f"{self.id:04d}"

    @property
    def categories(self) -> list[str]:
        """Return the codes of the fields the member works in."""
        return sorted(field.code for field in self.fields)

    @categories.setter
    def categories(self, codes: list[str]) -> None:
        kept = {field.code: field for field in self.fields}
        self.fields = [kept.get(code) or MembershipField(code=code) for code in sorted(set(codes))]


class MembershipField(Base):
    """One of the twelve fields in which a member works."""

    __tablename__ = "membership_field"

    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id", ondelete="CASCADE"), primary_key=True)
    code: Mapped[str] = mapped_column(String(40), primary_key=True, index=True)


class MembershipApplication(Base):
    """What an organisation writes to be let in: a draft until it is sent, open again while a supplement is asked."""

    __tablename__ = "membership_application"
    __table_args__ = (
        Index(
            "uq_membership_application_draft",
            "organisation_id",
            unique=True,
            sqlite_where=text(DRAFT),
            postgresql_where=text(DRAFT),
        ),
    )

    id: Mapped[IntPk]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    member_class: Mapped[MemberClass | None] = mapped_column(state_column(MemberClass))
    purpose: Mapped[str] = mapped_column(Text, default="")
    activities: Mapped[str] = mapped_column(Text, default="")
    categories: Mapped[list[str]] = mapped_column(Json, default=list)
    committees: Mapped[list[str]] = mapped_column(Json, default=list)
    contact_name: Mapped[str] = mapped_column(String(80), default="")
    contact_email: Mapped[str] = mapped_column(String(254), default="")
    bylaws_version: Mapped[str] = mapped_column(String(16), default="")  # the by-laws agreed to, and when
    bylaws_agreed_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    reopened: Mapped[bool] = mapped_column(Boolean, default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime())
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    version: Mapped[int] = mapped_column(Integer, default=1)

    organisation: Mapped[Organisation] = relationship(lazy="raise")

    __mapper_args__ = {"version_id_col": version}

    @property
    def is_open(self) -> bool:
        """Say whether the applicant may still write in it."""
        return self.sent_at is None or self.reopened


class MembershipPeriod(Base):
    """One stretch of time in which an organisation was a member, and as what: growth is counted from these."""

    __tablename__ = "membership_period"
    __table_args__ = (Index("ix_membership_period_time", "began_on", "ended_on"),)

    id: Mapped[IntPk]
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id", ondelete="CASCADE"), index=True)
    member_class: Mapped[MemberClass] = mapped_column(state_column(MemberClass))
    began_on: Mapped[date] = mapped_column(Date)
    ended_on: Mapped[date | None] = mapped_column(Date)


class MembershipMessage(Base):
    """One message between the alliance and an applicant or member."""

    __tablename__ = "membership_message"

    id: Mapped[IntPk]
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id", ondelete="CASCADE"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    kind: Mapped[MessageKind] = mapped_column(state_column(MessageKind))
    body: Mapped[str] = mapped_column(Text)
    due_on: Mapped[date | None] = mapped_column(Date)
    at: Mapped[datetime] = mapped_column(UtcDateTime())

    author: Mapped[User | None] = relationship(lazy="raise")


class MembershipBallot(Base):
    """A vote of members on an application; those who may vote are the voices that were written when it opened."""

    __tablename__ = "membership_ballot"
    __table_args__ = (
        Index(
            "uq_membership_ballot_open",
            "membership_id",
            unique=True,
            sqlite_where=text(OPEN),
            postgresql_where=text(OPEN),
        ),
        Index("ix_membership_ballot_closing", "status", "closes_on"),
    )

    id: Mapped[IntPk]
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id", ondelete="CASCADE"), index=True)
    electorate: Mapped[str] = mapped_column(String(64))  # code of the list the voices were taken from
    status: Mapped[BallotStatus] = mapped_column(state_column(BallotStatus))
    quorum: Mapped[int] = mapped_column(Integer)  # percent of the voices that must be cast
    opened_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime())
    closes_on: Mapped[date] = mapped_column(Date)  # the last day of the vote
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime())

    membership: Mapped[Membership] = relationship(lazy="raise")
    voices: Mapped[list["MembershipVoice"]] = relationship(lazy="raise", cascade="all, delete-orphan")


class MembershipVoice(Base):
    """The one vote of one organisation in one ballot; open until a choice stands there."""

    __tablename__ = "membership_voice"

    ballot_id: Mapped[int] = mapped_column(ForeignKey("membership_ballot.id", ondelete="CASCADE"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True, index=True)
    choice: Mapped[Choice | None] = mapped_column(state_column(Choice))
    cast_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    cast_at: Mapped[datetime | None] = mapped_column(UtcDateTime())

    organisation: Mapped[Organisation] = relationship(lazy="raise")


class MembershipCertificate(Base):
    """A certificate as it was issued; its code can be checked by everybody for as long as paper lasts."""

    __tablename__ = "membership_certificate"

    id: Mapped[IntPk]
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id", ondelete="CASCADE"), index=True)
    code: Mapped[str] = mapped_column(String(24), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(160), default="")
    member_class: Mapped[MemberClass] = mapped_column(state_column(MemberClass))
    member_number: Mapped[str] = mapped_column(String(24))
    joined_on: Mapped[date] = mapped_column(Date)
    valid_until: Mapped[date] = mapped_column(Date)
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime())

    membership: Mapped[Membership] = relationship(lazy="raise")
