"""The tables of committees: seats, meetings with attendance and minutes, tasks, and secret calendar addresses."""

from datetime import date, datetime

from sqlalchemy import Boolean, CheckConstraint, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from openlab.committees.states import CommitteeKind, MinutesStatus, Reply, SeatRole, TaskStatus, Visibility
from openlab.identity.accounts.models import User
from openlab.identity.orgs.models import Organisation
from openlab.kit.db import Base, IntPk, UtcDateTime, state_column
from openlab.kit.ids import slug as make_slug

SITTING = "ended_at IS NULL"
CHAIRING = "ended_at IS NULL AND role = 'CHAIR'"


class Committee(Base):
    """A committee or working group of the alliance."""

    __tablename__ = "committee"

    id: Mapped[IntPk]
    kind: Mapped[CommitteeKind] = mapped_column(state_column(CommitteeKind), default=CommitteeKind.COMMITTEE)
    name: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(160), default="")
    purpose: Mapped[str] = mapped_column(Text, default="")
    purpose_en: Mapped[str] = mapped_column(Text, default="")
    visibility: Mapped[Visibility] = mapped_column(state_column(Visibility), default=Visibility.ALLIANCE)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    version: Mapped[int] = mapped_column(Integer, default=1)

    seats: Mapped[list["CommitteeSeat"]] = relationship(back_populates="committee", order_by="CommitteeSeat.id")

    __mapper_args__ = {"version_id_col": version}

    def label(self, locale: str) -> str:
        """Return the name for readers of a locale."""
        return (self.name_en or self.name) if locale == "en" else self.name

    def about(self, locale: str) -> str:
        """Return the purpose for readers of a locale, in the other language when there is no translation."""
        return (self.purpose_en or self.purpose) if locale == "en" else (self.purpose or self.purpose_en)

    @property
    def slug(self) -> str:
        """Return the readable part of its address."""
        return f"{self.id}-{make_slug(self.name)}".rstrip("-")

    @property
    def sitting(self) -> list["CommitteeSeat"]:
        """Return the seats held now: chair, secretaries, then members as they came."""
        order = list(SeatRole)
        return sorted((seat for seat in self.seats if seat.ended_at is None), key=lambda seat: order.index(seat.role))

    @property
    def chair(self) -> "CommitteeSeat | None":
        """Return the chair's seat."""
        return next((seat for seat in self.sitting if seat.role is SeatRole.CHAIR), None)

    def seat_of(self, user_id: int | None) -> "CommitteeSeat | None":
        """Return the seat somebody holds now."""
        return next((seat for seat in self.sitting if seat.user_id == user_id), None)


class CommitteeSeat(Base):
    """Somebody's time on a committee, for an organisation."""

    __tablename__ = "committee_seat"
    __table_args__ = (
        Index("uq_committee_seat_sitting", "committee_id", "user_id", unique=True,
              sqlite_where=text(SITTING), postgresql_where=text(SITTING)),
        Index("uq_committee_seat_chair", "committee_id", unique=True,
              sqlite_where=text(CHAIRING), postgresql_where=text(CHAIRING)),
    )  # fmt: skip

    id: Mapped[IntPk]
    committee_id: Mapped[int] = mapped_column(ForeignKey("committee.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"))
    role: Mapped[SeatRole] = mapped_column(state_column(SeatRole), default=SeatRole.MEMBER)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime())

    committee: Mapped[Committee] = relationship(back_populates="seats")
    user: Mapped[User] = relationship(lazy="joined")
    organisation: Mapped[Organisation] = relationship(lazy="joined")


class Meeting(Base):
    """A meeting of a committee; `sequence` counts its changes, as calendars want to know."""

    __tablename__ = "committee_meeting"
    __table_args__ = (
        Index("ix_committee_meeting_committee_id", "committee_id", "starts_at"),
        CheckConstraint("starts_at < ends_at", name="order"),
    )

    id: Mapped[IntPk]
    committee_id: Mapped[int] = mapped_column(ForeignKey("committee.id", ondelete="CASCADE"))
    title: Mapped[str] = mapped_column(String(120))
    agenda: Mapped[str] = mapped_column(Text, default="")
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime())
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime())
    place: Mapped[str] = mapped_column(String(200), default="")
    link: Mapped[str] = mapped_column(String(300), default="")
    uid: Mapped[str] = mapped_column(String(64), unique=True)
    sequence: Mapped[int] = mapped_column(Integer, default=0)
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    cancel_reason: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime())
    version: Mapped[int] = mapped_column(Integer, default=1)

    committee: Mapped[Committee] = relationship()
    minutes: Mapped["Minutes | None"] = relationship(back_populates="meeting")
    attendance: Mapped[list["Attendance"]] = relationship(back_populates="meeting")

    __mapper_args__ = {"version_id_col": version}


class Attendance(Base):
    """What somebody said about coming, and whether they were there."""

    __tablename__ = "committee_attendance"
    __table_args__ = (UniqueConstraint("meeting_id", "user_id"),)

    id: Mapped[IntPk]
    meeting_id: Mapped[int] = mapped_column(ForeignKey("committee_meeting.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    reply: Mapped[Reply | None] = mapped_column(state_column(Reply))
    present: Mapped[bool | None] = mapped_column(Boolean)

    meeting: Mapped[Meeting] = relationship(back_populates="attendance")
    user: Mapped[User] = relationship(lazy="joined")


class Minutes(Base):
    """What was said and decided at a meeting."""

    __tablename__ = "committee_minutes"

    id: Mapped[IntPk]
    meeting_id: Mapped[int] = mapped_column(ForeignKey("committee_meeting.id", ondelete="CASCADE"), unique=True)
    status: Mapped[MinutesStatus] = mapped_column(state_column(MinutesStatus), default=MinutesStatus.DRAFT)
    text: Mapped[str] = mapped_column(Text, default="")
    circulated_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    adopted_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime())
    version: Mapped[int] = mapped_column(Integer, default=1)

    meeting: Mapped[Meeting] = relationship(back_populates="minutes")

    __mapper_args__ = {"version_id_col": version}

    @property
    def committee(self) -> Committee:
        """Return the committee that met."""
        return self.meeting.committee


class CommitteeTask(Base):
    """Something that somebody of a committee does until a day."""

    __tablename__ = "committee_task"

    id: Mapped[IntPk]
    committee_id: Mapped[int] = mapped_column(ForeignKey("committee.id", ondelete="CASCADE"), index=True)
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("committee_meeting.id", ondelete="SET NULL"))
    title: Mapped[str] = mapped_column(String(160))
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"), index=True)
    due_on: Mapped[date] = mapped_column(Date)
    status: Mapped[TaskStatus] = mapped_column(state_column(TaskStatus), default=TaskStatus.OPEN)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime())

    committee: Mapped[Committee] = relationship()
    assignee: Mapped[User | None] = relationship(lazy="joined")


class CalendarFeed(Base):
    """The secret address under which a person's calendar asks for their meetings; only its digest is kept."""

    __tablename__ = "calendar_feed"

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())

    user: Mapped[User] = relationship(lazy="joined")
