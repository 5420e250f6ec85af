"""The tables of proof: official mail domains, and links mailed to official addresses."""

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from openlab.identity.accounts.models import User
from openlab.identity.orgs.models import Organisation
from openlab.kit.db import Base, IntPk, UtcDateTime


class OfficialDomain(Base):
    """What the alliance says about a mail domain; ".go.kr" is everything below go.kr, "korea.kr" that name alone."""

    __tablename__ = "official_domain"

    id: Mapped[IntPk]
    pattern: Mapped[str] = mapped_column(String(253), unique=True)
    accepted: Mapped[bool] = mapped_column(Boolean)
    note: Mapped[str] = mapped_column(String(200), default="")
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime())

    changer: Mapped[User | None] = relationship(lazy="raise")


class AddressProof(Base):
    """A link mailed to an official address; whoever opens it signed in as the asker belongs to the organisation."""

    __tablename__ = "address_proof"

    id: Mapped[IntPk]
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"), index=True)
    email: Mapped[str] = mapped_column(String(254), index=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime())
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime())

    organisation: Mapped[Organisation] = relationship(lazy="raise")
