"""The table of requests to have an organisation verified by a document."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from openlab.identity.accounts.models import User
from openlab.identity.orgs.models import Organisation
from openlab.kit.db import Base, IntPk, UtcDateTime, state_column
from openlab.profiles.states import VerificationStatus

WAITING = "status = 'REQUESTED'"


class VerificationRequest(Base):
    """Managers ask the alliance to look at a document that shows who they are; the file is an attachment of this."""

    __tablename__ = "verification_request"
    __table_args__ = (
        Index(
            "uq_verification_request_waiting",
            "organisation_id",
            unique=True,
            sqlite_where=text(WAITING),
            postgresql_where=text(WAITING),
        ),
    )

    id: Mapped[IntPk]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    message: Mapped[str] = mapped_column(Text, default="")
    status: Mapped[VerificationStatus] = mapped_column(
        state_column(VerificationStatus), default=VerificationStatus.REQUESTED
    )
    reason: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime())

    user: Mapped[User | None] = relationship(lazy="raise")
    organisation: Mapped[Organisation] = relationship(lazy="raise")
