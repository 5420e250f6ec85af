"""What matching stores: which things are in the market and since which change, and the vectors of their texts."""

from sqlalchemy import Boolean, Index, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from openlab.kit.db import Base, BigId, state_column
from openlab.matching.text import Side


class MatchClock(Base):
    """One row that counts changes; whoever changes it holds it until the commit, so numbers follow commits."""

    __tablename__ = "match_clock"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    sequence: Mapped[int] = mapped_column(BigId, default=0)


class MatchEntry(Base):
    """One need or solution of the market with the number of its last change."""

    __tablename__ = "match_entry"
    __table_args__ = (Index("ix_match_entry_sequence", "sequence"),)

    side: Mapped[Side] = mapped_column(state_column(Side), primary_key=True)
    item_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    sequence: Mapped[int] = mapped_column(BigId)
    live: Mapped[bool] = mapped_column(Boolean, default=True)


class MatchVector(Base):
    """The vector that one model made of one text; the text is known by its hash, so equal texts are encoded once."""

    __tablename__ = "match_vector"

    content_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    model_id: Mapped[str] = mapped_column(String(160), primary_key=True)
    vector: Mapped[bytes] = mapped_column(LargeBinary)  # float32, little-endian
