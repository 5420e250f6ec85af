"""The tables of opinions and of daily counts."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Boolean, Date, Float, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from openlab.kit.db import Base, BigId, IntPk, Json, UtcDateTime, state_column
from openlab.matching.feedback.states import Opinion, Origin, Why
from openlab.matching.text import Side


class MatchFeedback(Base):
    """What one person says of one pair, with what was shown to them; of a typed text only its digest is kept."""

    __tablename__ = "match_feedback"
    __table_args__ = (
        UniqueConstraint("user_id", "origin", "origin_key", "side", "item_id"),
        Index("ix_match_feedback_item", "side", "item_id"),
        Index("ix_match_feedback_origin", "origin", "origin_key"),
    )

    id: Mapped[IntPk]
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    origin: Mapped[Origin] = mapped_column(state_column(Origin))
    origin_key: Mapped[str] = mapped_column(String(40))  # the id of a need or solution, or a text's digest
    side: Mapped[Side] = mapped_column(state_column(Side))
    item_id: Mapped[int] = mapped_column(BigId)
    opinion: Mapped[Opinion] = mapped_column(state_column(Opinion))
    why: Mapped[Why | None] = mapped_column(state_column(Why))
    note: Mapped[str] = mapped_column(Text, default="")
    rank: Mapped[int] = mapped_column(Integer)
    score: Mapped[float] = mapped_column(Float)
    feasible: Mapped[bool] = mapped_column(Boolean)
    parts: Mapped[dict[str, Any]] = mapped_column(Json)  # as they added up to the score
    measured: Mapped[dict[str, Any]] = mapped_column(Json)  # meaning, words and facts before any weight
    weights: Mapped[str] = mapped_column(String(40))
    model_id: Mapped[str] = mapped_column(String(160))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime(), index=True)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime())


class MatchUse(Base):
    """How often on one day a need or solution was asked for and was part of answers; nobody is named."""

    __tablename__ = "match_use"

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    side: Mapped[Side] = mapped_column(state_column(Side), primary_key=True)
    item_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    asked: Mapped[int] = mapped_column(Integer, default=0)  # its own list was looked at
    led: Mapped[int] = mapped_column(Integer, default=0)  # something was opened from its own list
    shown: Mapped[int] = mapped_column(Integer, default=0)  # it stood in a list
    opened: Mapped[int] = mapped_column(Integer, default=0)  # it was opened from a list


class MatchPlace(Base):
    """How often on one day a place of a list was shown and opened."""

    __tablename__ = "match_place"

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    origin: Mapped[Origin] = mapped_column(state_column(Origin), primary_key=True)
    rank: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    shown: Mapped[int] = mapped_column(Integer, default=0)
    opened: Mapped[int] = mapped_column(Integer, default=0)
