"""The table of measurements."""

from datetime import datetime
from typing import Any

from sqlalchemy import Float, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from openlab.kit.db import Base, IntPk, Json, UtcDateTime, state_column
from openlab.quality.states import Cause, RunKind


class QualityRun(Base):
    """One measurement with the model and the weights it was made with."""

    __tablename__ = "quality_run"
    __table_args__ = (Index("ix_quality_run_kind", "kind", "at"),)

    id: Mapped[IntPk]
    at: Mapped[datetime] = mapped_column(UtcDateTime())
    kind: Mapped[RunKind] = mapped_column(state_column(RunKind))
    cause: Mapped[Cause] = mapped_column(state_column(Cause))
    set_name: Mapped[str] = mapped_column(String(120), default="")
    model_id: Mapped[str] = mapped_column(String(160))
    weights: Mapped[str] = mapped_column(String(40))
    figures: Mapped[dict[str, Any]] = mapped_column(Json)
    seconds: Mapped[float] = mapped_column(Float)
