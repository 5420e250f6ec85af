"""The table of attachments."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from openlab.files.states import Visibility
from openlab.kit.db import Base, BigId, IntPk, UtcDateTime, state_column
from openlab.kit.ids import slug


class Attachment(Base):
    """One file of one thing; the content lies on disk under its digest and may be shared by several rows."""

    __tablename__ = "attachment"
    __table_args__ = (Index("ix_attachment_owner", "owner_type", "owner_id"),)

    id: Mapped[IntPk]
    owner_type: Mapped[str] = mapped_column(String(48))  # table of the thing
    owner_id: Mapped[int] = mapped_column(BigId)
    kind: Mapped[str] = mapped_column(String(24), default="document")
    filename: Mapped[str] = mapped_column(String(120))
    content_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int] = mapped_column(BigId)  # bytes
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    visibility: Mapped[Visibility] = mapped_column(state_column(Visibility), default=Visibility.PUBLIC)
    uploaded_by: Mapped[int | None] = mapped_column(BigId)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime())

    @property
    def address(self) -> str:
        """Return the readable part of the file's address: '12-제안-요약'."""
        words = slug(self.filename.rpartition(".")[0])
        return f"{self.id}-{words}" if words else str(self.id)

    @property
    def is_image(self) -> bool:
        """Say whether a page may show the file as a picture."""
        return self.content_type in {"image/png", "image/jpeg", "image/webp"}
