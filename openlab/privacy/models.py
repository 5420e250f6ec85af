"""The table of wishes to delete an account."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from openlab.identity.accounts.models import User
from openlab.kit.db import Base, IntPk, UtcDateTime, state_column
from openlab.privacy.states import DeletionStatus

WAITING = "status = 'WAITING'"


class AccountDeletion(Base):
    """Somebody wants their account deleted on `due_at`; until then they may take it back."""

    __tablename__ = "account_deletion"
    __table_args__ = (
        Index(
            "uq_account_deletion_waiting",
            "user_id",
            unique=True,
            sqlite_where=text(WAITING),
            postgresql_where=text(WAITING),
        ),
    )

    id: Mapped[IntPk]
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    status: Mapped[DeletionStatus] = mapped_column(state_column(DeletionStatus), default=DeletionStatus.WAITING)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime())
    due_at: Mapped[datetime] = mapped_column(UtcDateTime())
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime())

    user: Mapped[User] = relationship(lazy="raise")
