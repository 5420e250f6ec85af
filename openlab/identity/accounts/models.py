"""Accounts, their sessions, one-time tokens, further proofs (codes, passkeys) and login attempts."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Boolean, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from openlab.kit.db import Base, BigId, IntPk, UtcDateTime, state_column


class TokenPurpose(StrEnum):
    """What a one-time token is good for."""

    CONFIRM = "CONFIRM"
    RESET = "RESET"


class StepKind(StrEnum):
    """What an unfinished exchange with a browser waits for."""

    CODE = "CODE"
    PASSKEY_SIGN_IN = "PASSKEY_SIGN_IN"
    PASSKEY_ENROL = "PASSKEY_ENROL"


class User(Base):
    """A person's account; the e-mail address is kept in lower case."""

    __tablename__ = "user_account"

    id: Mapped[IntPk]
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    password_hash: Mapped[str] = mapped_column(String(200))
    locale: Mapped[str] = mapped_column(String(2), default="ko")
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    demo: Mapped[bool] = mapped_column(Boolean, default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())

    @property
    def domain(self) -> str:
        """Return the mail domain."""
        return self.email.rpartition("@")[2]


class LoginSession(Base):
    """A signed-in browser; the cookie holds a token whose digest stands here, so that logout really ends it."""

    __tablename__ = "login_session"

    id: Mapped[IntPk]
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime())
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime())
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    user_agent: Mapped[str] = mapped_column(String(300), default="")
    address: Mapped[str] = mapped_column(String(64), default="")
    organisation_id: Mapped[int | None] = mapped_column(BigId)  # the organisation acted for

    user: Mapped[User] = relationship(lazy="joined", innerjoin=True)


class AccountToken(Base):
    """A one-time secret sent by mail; only its digest is kept."""

    __tablename__ = "account_token"

    id: Mapped[IntPk]
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    purpose: Mapped[TokenPurpose] = mapped_column(state_column(TokenPurpose))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime())
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime())


class LoginAttempt(Base):
    """A failed login, counted per address and per account to slow guessing down."""

    __tablename__ = "login_attempt"
    __table_args__ = (
        Index("ix_login_attempt_email", "email", "at"),
        Index("ix_login_attempt_address", "address", "at"),
    )

    id: Mapped[IntPk]
    email: Mapped[str] = mapped_column(String(254))
    address: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime())


class LoginStep(Base):
    """An exchange that a browser has begun and may finish once: a code after the password, or a passkey's challenge."""

    __tablename__ = "login_step"

    id: Mapped[IntPk]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    kind: Mapped[StepKind] = mapped_column(state_column(StepKind))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime(), index=True)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime())


class CodeApp(Base):
    """A person's authenticator app; its secret is computed from this salt and the installation's key, never stored."""

    __tablename__ = "code_app"

    id: Mapped[IntPk]
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), unique=True)
    salt: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    last_counter: Mapped[int] = mapped_column(BigInteger, default=0)  # half minutes since 1970; earlier codes are spent


class RecoveryCode(Base):
    """One way in without the authenticator app, used once; only its digest is kept."""

    __tablename__ = "recovery_code"

    id: Mapped[IntPk]
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime())


class Passkey(Base):
    """A public key of a person's device; it proves who signs in without a password."""

    __tablename__ = "passkey"

    id: Mapped[IntPk]
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    credential_id: Mapped[str] = mapped_column(String(1400), unique=True)  # base64url of at most 1,023 bytes
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(BigInteger, default=0)
    name: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    last_used_at: Mapped[datetime | None] = mapped_column(UtcDateTime())


class EmailChange(Base):
    """A wish to move an account to another address: the new one confirms, the old one may undo."""

    __tablename__ = "email_change"

    id: Mapped[IntPk]
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    old_email: Mapped[str] = mapped_column(String(254))
    new_email: Mapped[str] = mapped_column(String(254))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    undo_digest: Mapped[str | None] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime())
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
