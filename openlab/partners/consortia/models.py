"""The tables of consortia and their members."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from openlab.identity.orgs.models import Organisation
from openlab.identity.orgs.states import SizeClass
from openlab.kit.db import Base, IntPk, UtcDateTime, state_column
from openlab.kit.ids import slug as make_slug
from openlab.partners.consortia.states import ConsortiumStatus, MemberRole


class Consortium(Base):
    """Several organisations that take on something together; the owner writes it down."""

    __tablename__ = "consortium"

    id: Mapped[IntPk]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    title: Mapped[str] = mapped_column(String(120))
    purpose: Mapped[str] = mapped_column(Text, default="")
    status: Mapped[ConsortiumStatus] = mapped_column(state_column(ConsortiumStatus), default=ConsortiumStatus.DRAFT)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime())
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    version: Mapped[int] = mapped_column(Integer, default=1)

    organisation: Mapped[Organisation] = relationship(lazy="joined")
    members: Mapped[list["ConsortiumMember"]] = relationship(
        back_populates="consortium", order_by="ConsortiumMember.position", cascade="all, delete-orphan"
    )

    __mapper_args__ = {"version_id_col": version}

    @property
    def slug(self) -> str:
        """Return the readable part of its address."""
        return f"{self.id}-{make_slug(self.title)}".rstrip("-")


class ConsortiumMember(Base):
    """One member's part; `share` counts hundredths of a percent, so that shares add up exactly."""

    __tablename__ = "consortium_member"
    __table_args__ = (CheckConstraint("share BETWEEN 0 AND 10000", name="share"),)

    id: Mapped[IntPk]
    consortium_id: Mapped[int] = mapped_column(ForeignKey("consortium.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(String(120), default="")
    size_class: Mapped[SizeClass | None] = mapped_column(state_column(SizeClass))
    role: Mapped[MemberRole] = mapped_column(state_column(MemberRole), default=MemberRole.PARTICIPANT)
    task: Mapped[str] = mapped_column(String(300), default="")
    share: Mapped[int] = mapped_column(Integer, default=0)

    consortium: Mapped[Consortium] = relationship(back_populates="members")
