"""The table of invitations."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from openlab.identity.accounts.models import User
from openlab.identity.orgs.invitations.states import InvitationStatus
from openlab.identity.orgs.models import Organisation
from openlab.kit.db import Base, IntPk, Json, UtcDateTime, state_column

OPEN = "status = 'INVITED'"


class Invitation(Base):
    """A mailed link that lets the holder of an address into an organisation; only its digest is kept."""

    __tablename__ = "invitation"
    __table_args__ = (
        Index(
            "uq_invitation_open",
            "organisation_id",
            "email",
            unique=True,
            sqlite_where=text(OPEN),
            postgresql_where=text(OPEN),
        ),
    )

    id: Mapped[IntPk]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"), index=True)
    email: Mapped[str] = mapped_column(String(254))
    roles: Mapped[list[str]] = mapped_column(Json)
    department: Mapped[str] = mapped_column(String(80), default="")
    status: Mapped[InvitationStatus] = mapped_column(state_column(InvitationStatus), default=InvitationStatus.INVITED)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    invited_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime())
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime())

    organisation: Mapped[Organisation] = relationship(lazy="raise")
    inviter: Mapped[User | None] = relationship(lazy="raise")
