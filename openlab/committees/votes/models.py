"""The tables of votes: what can be chosen, who may vote, what was chosen openly, and the offices won."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Boolean, CheckConstraint, Date, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from openlab.committees.votes.states import Office, VoteKind, VoteStatus
from openlab.identity.orgs.models import Organisation
from openlab.kit.db import Base, IntPk, Json, UtcDateTime, state_column
from openlab.kit.ids import slug as make_slug


class Vote(Base):
    """A vote of the alliance; `turnout`, `lot` and the options' counts are written when it closes."""

    __tablename__ = "alliance_vote"
    __table_args__ = (
        CheckConstraint("seats >= 1", name="seats"),
        CheckConstraint("quorum_percent BETWEEN 0 AND 100", name="quorum"),
    )

    id: Mapped[IntPk]
    kind: Mapped[VoteKind] = mapped_column(state_column(VoteKind))
    title: Mapped[str] = mapped_column(String(120))
    title_en: Mapped[str] = mapped_column(String(160), default="")
    text: Mapped[str] = mapped_column(Text, default="")
    text_en: Mapped[str] = mapped_column(Text, default="")
    secret: Mapped[bool] = mapped_column(Boolean, default=True)
    seats: Mapped[int] = mapped_column(Integer, default=1)
    quorum_percent: Mapped[int] = mapped_column(Integer, default=0)
    status: Mapped[VoteStatus] = mapped_column(state_column(VoteStatus), default=VoteStatus.DRAFT)
    closes_at: Mapped[datetime] = mapped_column(UtcDateTime())
    term_from: Mapped[date | None] = mapped_column(Date)
    term_until: Mapped[date | None] = mapped_column(Date)
    lot_seed: Mapped[str] = mapped_column(String(64), default="")  # drawn at opening, shown at closing
    lot: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)  # {seed, tied, order}, empty without a tie
    valid: Mapped[bool | None] = mapped_column(Boolean)  # whether enough voted
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    version: Mapped[int] = mapped_column(Integer, default=1)

    options: Mapped[list["VoteOption"]] = relationship(back_populates="vote", order_by="VoteOption.id")
    voters: Mapped[list["VoteVoter"]] = relationship(back_populates="vote", order_by="VoteVoter.name")

    __mapper_args__ = {"version_id_col": version}

    def label(self, locale: str) -> str:
        """Return the title for readers of a locale."""
        return (self.title_en or self.title) if locale == "en" else self.title

    def about(self, locale: str) -> str:
        """Return the text for readers of a locale, in the other language when there is no translation."""
        return (self.text_en or self.text) if locale == "en" else (self.text or self.text_en)

    @property
    def slug(self) -> str:
        """Return the readable part of its address."""
        return f"{self.id}-{make_slug(self.title)}".rstrip("-")


class VoteOption(Base):
    """Something that can be chosen: a candidate firm, or an answer to a resolution."""

    __tablename__ = "alliance_vote_option"
    __table_args__ = (UniqueConstraint("vote_id", "organisation_id"), UniqueConstraint("vote_id", "answer"))

    id: Mapped[IntPk]
    vote_id: Mapped[int] = mapped_column(ForeignKey("alliance_vote.id", ondelete="CASCADE"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id", ondelete="RESTRICT"))
    answer: Mapped[str | None] = mapped_column(String(16))  # YES, NO or ABSTAIN in a resolution
    count: Mapped[int] = mapped_column(Integer, default=0)
    chosen: Mapped[bool] = mapped_column(Boolean, default=False)

    vote: Mapped[Vote] = relationship(back_populates="options")
    organisation: Mapped[Organisation | None] = relationship(lazy="joined")


class VoteVoter(Base):
    """An organisation that may vote, as it was called at opening; `option_id` stays empty in a secret vote."""

    __tablename__ = "alliance_vote_voter"
    __table_args__ = (UniqueConstraint("vote_id", "organisation_id"),)

    id: Mapped[IntPk]
    vote_id: Mapped[int] = mapped_column(ForeignKey("alliance_vote.id", ondelete="CASCADE"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="RESTRICT"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(160), default="")
    has_voted: Mapped[bool] = mapped_column(Boolean, default=False)
    option_id: Mapped[int | None] = mapped_column(ForeignKey("alliance_vote_option.id", ondelete="CASCADE"))

    vote: Mapped[Vote] = relationship(back_populates="voters")

    def label(self, locale: str) -> str:
        """Return the name at opening for readers of a locale."""
        return (self.name_en or self.name) if locale == "en" else self.name


class OfficeTerm(Base):
    """A firm's time as co-chair or auditor of the alliance."""

    __tablename__ = "alliance_office_term"
    __table_args__ = (CheckConstraint("from_on <= until_on", name="order"),)

    id: Mapped[IntPk]
    office: Mapped[Office] = mapped_column(state_column(Office))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="RESTRICT"), index=True)
    vote_id: Mapped[int | None] = mapped_column(ForeignKey("alliance_vote.id", ondelete="SET NULL"))
    from_on: Mapped[date] = mapped_column(Date)
    until_on: Mapped[date] = mapped_column(Date)  # the last day
    ended_on: Mapped[date | None] = mapped_column(Date)  # the last day, when it ended early
    end_reason: Mapped[str] = mapped_column(Text, default="")

    organisation: Mapped[Organisation] = relationship(lazy="joined")
