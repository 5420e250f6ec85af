"""The settings, read once from the environment; a missing or malformed value stops the start with a clear line."""

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent
# In a checkout templates/, static/ and migrations/ stand beside the package, in a wheel inside it.
RESOURCES = ROOT if (ROOT / "templates").is_dir() else ROOT.parent
TRUE, FALSE = {"1", "true", "yes", "on"}, {"", "0", "false", "no", "off"}


class ConfigError(Exception):
    """A setting is missing or malformed; the message names it and says what is expected."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything an operator can set; `docs/operate.md` describes each in one line."""

    home: Path
    database_url: str
    secret_key: str
    base_url: str = "http://127.0.0.1:5000"
    demo: bool = False
    gov_masthead: bool = False
    operator_name: str = "오픈랩 운영팀"
    contact_email: str = "help@openlab.example"
    encoder: str | None = None
    encoder_query_prompt: str | None = None
    encoder_document_prompt: str | None = None
    encoder_max_tokens: int | None = None
    encoder_batch: int = 32
    encoder_device: str = "auto"
    vectors: str = "files"
    smtp_url: str | None = None
    mail_from: str = "openlab <no-reply@openlab.example>"
    queue_url: str | None = None
    limiter_url: str = "database://"
    session_hours: int = 12
    upload_limit_mb: int = 20
    trusted_proxies: int = 0
    secure_cookies: bool = False
    log_format: str = "console"
    audit_mail: str | None = None
    access_years: int = 0

    @property
    def files_dir(self) -> Path:
        """Return where uploaded files are kept."""
        return self.home / "files"

    @property
    def outbox_dir(self) -> Path:
        """Return where mail is written when no SMTP server is set."""
        return self.home / "mail"

    @property
    def counters_url(self) -> str:
        """Return the database that counts requests: a file of its own beside SQLite, else the same one."""
        return f"sqlite:///{self.home / 'counters.db'}" if self.database_url.startswith("sqlite") else self.database_url

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> "Settings":
        """Read OPENLAB_* and DATABASE_URL; raise ConfigError on a malformed one."""
        env = os.environ if environ is None else environ
        home = Path(env.get("OPENLAB_HOME") or "var").resolve()
        _make_home(home)
        base_url = _url(env, "OPENLAB_BASE_URL", {"http", "https"}) or "http://127.0.0.1:5000"
        return cls(
            home=home,
            database_url=_database_url(env.get("DATABASE_URL"), home),
            secret_key=_secret_key(env.get("OPENLAB_SECRET_KEY"), home),
            base_url=base_url.rstrip("/"),
            demo=_flag(env, "OPENLAB_DEMO"),
            gov_masthead=_flag(env, "OPENLAB_GOV_MASTHEAD"),
            operator_name=env.get("OPENLAB_OPERATOR_NAME") or cls.operator_name,
            contact_email=env.get("OPENLAB_CONTACT_EMAIL") or cls.contact_email,
            encoder=env.get("OPENLAB_ENCODER") or None,
            encoder_query_prompt=_prompt(env.get("OPENLAB_ENCODER_QUERY_PROMPT")),
            encoder_document_prompt=_prompt(env.get("OPENLAB_ENCODER_DOCUMENT_PROMPT")),
            encoder_max_tokens=_number(env, "OPENLAB_ENCODER_MAX_TOKENS", 0, 8, 131072) or None,
            encoder_batch=_number(env, "OPENLAB_ENCODER_BATCH", 32, 1, 4096),
            encoder_device=_choice(env, "OPENLAB_ENCODER_DEVICE", "auto", {"auto", "cpu", "cuda"}),
            vectors=_vectors(env),
            smtp_url=_url(env, "OPENLAB_SMTP_URL", {"smtp", "smtps"}),
            mail_from=env.get("OPENLAB_MAIL_FROM") or cls.mail_from,
            queue_url=_url(env, "OPENLAB_QUEUE_URL", {"redis", "rediss", "postgresql"}),
            limiter_url=_limiter_url(env.get("OPENLAB_LIMITER_URL") or cls.limiter_url),
            session_hours=_number(env, "OPENLAB_SESSION_HOURS", 12, 1, 720),
            upload_limit_mb=_number(env, "OPENLAB_UPLOAD_LIMIT_MB", 20, 1, 1024),
            trusted_proxies=_number(env, "OPENLAB_TRUSTED_PROXIES", 0, 0, 10),
            secure_cookies=base_url.startswith("https:"),
            log_format=_choice(env, "OPENLAB_LOG_FORMAT", "console", {"console", "json"}),
            audit_mail=_mail_address(env, "OPENLAB_AUDIT_MAIL"),
            access_years=_number(env, "OPENLAB_ACCESS_YEARS", 0, 0, 30),
        )


def _make_home(home: Path) -> None:
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(f"OPENLAB_HOME: {home} cannot be made ({error.strerror})") from error


def _database_url(value: str | None, home: Path) -> str:
    if not value:
        return f"sqlite:///{home / 'openlab.db'}"
    scheme = value.split(":", 1)[0]
    if scheme in {"postgres", "postgresql"}:  # let SQLAlchemy take psycopg 3
        return "postgresql+psycopg" + value[len(scheme) :]
    if scheme in {"postgresql+psycopg", "sqlite"}:
        return value
    raise ConfigError(f"DATABASE_URL: expected sqlite:///… or postgresql://…, got scheme {scheme!r}")


def _secret_key(value: str | None, home: Path) -> str:
    if value:
        if len(value) < 32:
            raise ConfigError("OPENLAB_SECRET_KEY: at least 32 characters are needed")
        return value
    path = home / "secret_key"
    try:
        if not path.exists():
            _write_once(path, secrets.token_urlsafe(48))
        key = path.read_text().strip()
    except OSError as error:
        raise ConfigError(f"OPENLAB_HOME: {path} cannot be read or written ({error.strerror})") from error
    if len(key) < 32:
        raise ConfigError(f"{path}: the key in it is cut off; remove the file and everybody signs in again")
    return key


def _write_once(path: Path, text: str) -> None:
    """Write a file as a whole or not at all; when another process was quicker, its file stays."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _flag(env: Mapping[str, str], name: str) -> bool:
    value = env.get(name, "").strip().lower()
    if value not in TRUE | FALSE:
        raise ConfigError(f"{name}: expected 1 or 0, got {value!r}")
    return value in TRUE


def _number(env: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    value = env.get(name, "")
    if not value:
        return default
    if not value.isascii() or not value.isdigit() or not low <= int(value) <= high:
        raise ConfigError(f"{name}: expected a number from {low} to {high}, got {value!r}")
    return int(value)


def _vectors(env: Mapping[str, str]) -> str:
    chosen = _choice(env, "OPENLAB_VECTORS", "files", {"files", "pgvector"})
    if chosen == "pgvector" and not env.get("DATABASE_URL", "").startswith("postgres"):
        raise ConfigError("OPENLAB_VECTORS: pgvector needs PostgreSQL; set DATABASE_URL to postgresql://…")
    return chosen


def _prompt(value: str | None) -> str | None:
    return value.replace("\\n", "\n") if value else None  # environment files cannot hold a line break


def _choice(env: Mapping[str, str], name: str, default: str, allowed: set[str]) -> str:
    value = env.get(name) or default
    if value not in allowed:
        raise ConfigError(f"{name}: expected one of {', '.join(sorted(allowed))}, got {value!r}")
    return value


def _mail_address(env: Mapping[str, str], name: str) -> str | None:
    value = env.get(name, "").strip()
    if value and not re.fullmatch(r"[^@\s]+@[^@\s]+", value):
        raise ConfigError(f"{name}: expected an address such as audit@example.org, got {value!r}")
    return value or None


def _limiter_url(value: str) -> str:
    if value.split(":", 1)[0] not in {"database", "memory", "redis", "rediss"} or "://" not in value:
        raise ConfigError(f"OPENLAB_LIMITER_URL: expected database://, memory:// or redis://…, got {value!r}")
    return value


def _url(env: Mapping[str, str], name: str, schemes: set[str]) -> str | None:
    value = env.get(name)
    if not value:
        return None
    try:
        parts = urlsplit(value)
        good = parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:  # brackets that do not close, a port that is no number
        good = False
    if not good:
        raise ConfigError(f"{name}: expected {' or '.join(f'{s}://…' for s in sorted(schemes))}, got {value!r}")
    return value
