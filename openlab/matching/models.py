"""What matching stores: what is in the market since which change, vectors of texts, models, and weights."""

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, ForeignKey, Index, Integer, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from openlab.kit.db import Base, BigId, IntPk, Json, UtcDateTime, state_column
from openlab.matching.states import ModelState
from openlab.matching.text import Side


class MatchClock(Base):
    """One row that counts changes; whoever changes it holds it until the commit, so numbers follow commits.

    `generation` moves when another model becomes active and `weights` names the version in use (0: the documented
    ones), so that one query tells a worker of all three.
    """

    __tablename__ = "match_clock"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    sequence: Mapped[int] = mapped_column(BigId, default=0)
    generation: Mapped[int] = mapped_column(Integer, default=0)
    weights: Mapped[int] = mapped_column(BigId, default=0)


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


class MatchWeights(Base):
    """One version of the weights: what counts how much, how that was found, and its figures when it was made."""

    __tablename__ = "match_weights"

    id: Mapped[IntPk]
    weights: Mapped[dict[str, Any]] = mapped_column(Json)
    how: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    figures: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    note: Mapped[str] = mapped_column(Text, default="")
    made_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime())


class MatchAdoption(Base):
    """That a version came into use, by whom and why; taking the last one back restores the one before."""

    __tablename__ = "match_adoption"

    id: Mapped[IntPk]
    weights_id: Mapped[int | None] = mapped_column(ForeignKey("match_weights.id"))  # None: the documented ones
    adopted_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    adopted_at: Mapped[datetime] = mapped_column(UtcDateTime())
    note: Mapped[str] = mapped_column(Text, default="")
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
