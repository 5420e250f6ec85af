"""What matching stores: what is in the market and since which change, the vectors of texts, and the models of both."""

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, Index, Integer, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from openlab.kit.db import Base, BigId, IntPk, Json, UtcDateTime, state_column
from openlab.matching.states import ModelState
from openlab.matching.text import Side


class MatchClock(Base):
    """One row that counts changes; whoever changes it holds it until the commit, so numbers follow commits.

    `generation` moves when another model becomes active, so that one query tells a worker of both.
    """

    __tablename__ = "match_clock"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    sequence: Mapped[int] = mapped_column(BigId, default=0)
    generation: Mapped[int] = mapped_column(Integer, default=0)


class MatchEntry(Base):
    """One need or solution of the market with the number of its last change.

    `content_hash` names the text that was last encoded, and `text_version` how it was read; None since a change.
    """

    __tablename__ = "match_entry"
    __table_args__ = (Index("ix_match_entry_sequence", "sequence"),)

    side: Mapped[Side] = mapped_column(state_column(Side), primary_key=True)
    item_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    sequence: Mapped[int] = mapped_column(BigId)
    live: Mapped[bool] = mapped_column(Boolean, default=True)
    content_hash: Mapped[str | None] = mapped_column(String(64))
    text_version: Mapped[int | None] = mapped_column(Integer)


class MatchVector(Base):
    """The vector that one model made of one text; the text is known by its hash, so equal texts are encoded once."""

    __tablename__ = "match_vector"

    content_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    model_id: Mapped[str] = mapped_column(String(160), primary_key=True)
    vector: Mapped[bytes] = mapped_column(LargeBinary)  # float32, little-endian


class MatchModel(Base):
    """One model that made or makes vectors; `name` and `settings` say how to load it again."""

    __tablename__ = "match_model"

    id: Mapped[IntPk]
    model_id: Mapped[str] = mapped_column(String(160), unique=True)
    name: Mapped[str | None] = mapped_column(Text)  # None: the shipped one
    settings: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    dimension: Mapped[int] = mapped_column(Integer)
    state: Mapped[ModelState] = mapped_column(state_column(ModelState))
    done: Mapped[int] = mapped_column(Integer, default=0)
    total: Mapped[int] = mapped_column(Integer, default=0)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime())
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    error: Mapped[str | None] = mapped_column(Text)
