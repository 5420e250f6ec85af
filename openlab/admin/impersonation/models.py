"""The table of visits in somebody else's place."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from openlab.identity.accounts.models import User
from openlab.kit.db import Base, BigId, IntPk, UtcDateTime


class Impersonation(Base):
    """An admin sees the site as a person does, in a session of its own; the person can read this row afterwards."""

    __tablename__ = "impersonation"

    id: Mapped[IntPk]
    session_id: Mapped[int] = mapped_column(BigId, unique=True)
    admin_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    reason: Mapped[str] = mapped_column(String(500))
    started_at: Mapped[datetime] = mapped_column(UtcDateTime())
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime())
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime())

    admin: Mapped[User | None] = relationship(foreign_keys=[admin_id], lazy="raise")
    user: Mapped[User] = relationship(foreign_keys=[user_id], lazy="raise")
