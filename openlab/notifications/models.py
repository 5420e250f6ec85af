"""The table of mails that people do not want."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from openlab.kit.db import Base, UtcDateTime, state_column
from openlab.notifications.states import MailKind


class MailRefusal(Base):
    """Somebody does not want one kind of mail; without a row they get it."""

    __tablename__ = "mail_refusal"

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[MailKind] = mapped_column(state_column(MailKind), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime())
