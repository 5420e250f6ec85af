"""The database's rules in one place: base class, column types, transactions, and the only commit of the program.

SQLite runs in WAL mode with `synchronous=FULL`.  A request that may write begins with BEGIN IMMEDIATE under a file
lock, so that writers queue fairly and never lose an update; everything else reads, and cannot write by mistake.
"""

import fcntl
import math
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any, Generic, TypeVar, cast

from sqlalchemy import JSON, BigInteger, Connection, DateTime, Enum, Integer, MetaData, Select, event, func, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect, Engine
from sqlalchemy.orm import DeclarativeBase, Session, mapped_column, scoped_session
from sqlalchemy.types import TypeDecorator

T = TypeVar("T")
AnySession = Session | scoped_session[Any]

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Base of every table."""

    metadata = MetaData(naming_convention=NAMING)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment in UTC; a naive value is refused on the way in."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Convert to UTC; SQLite keeps no zone, so every stored value is UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Return the stored moment as aware UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def state_column(kind: type[StrEnum]) -> Enum:
    """Return a column type that stores an enum's values as plain text."""
    return Enum(
        kind,
        native_enum=False,
        length=32,
        create_constraint=False,
        values_callable=lambda members: [member.value for member in members],
    )


Json = JSON().with_variant(JSONB(), "postgresql")
BigId = BigInteger().with_variant(Integer(), "sqlite")
IntPk = Annotated[int, mapped_column(BigId, primary_key=True)]
Moment = Annotated[datetime, mapped_column(UtcDateTime())]

_writing: ContextVar[bool] = ContextVar("writing", default=False)


def set_write_intent(*, write: bool) -> None:
    """Say whether transactions that begin from here on in this thread may write."""
    _writing.set(write)


def may_write() -> bool:
    """Say whether transactions that begin now may write."""
    return _writing.get()


@contextmanager
def write_intent() -> Iterator[None]:
    """Let transactions that begin inside this block write."""
    token = _writing.set(True)
    try:
        yield
    finally:
        _writing.reset(token)


def commit(session: AnySession) -> None:
    """Commit, then run what waits for the commit: the only commit of the program."""
    session.commit()
    for action in session.info.pop("after_commit", ()):
        action()


def after_commit(session: AnySession, action: Callable[[], None]) -> None:
    """Run `action` once this transaction has been committed; a rollback forgets it."""
    session.info.setdefault("after_commit", []).append(action)


def rollback(session: AnySession) -> None:
    """Undo the transaction and forget what waited for its commit."""
    session.info.pop("after_commit", None)
    session.rollback()


@contextmanager
def transaction(session: AnySession) -> Iterator[None]:
    """Run a block as one writing transaction: commit at its end, roll back on any error."""
    rollback(session)  # a read transaction that is still open could not be upgraded
    with write_intent():
        try:
            yield
            commit(session)
        except BaseException:
            rollback(session)
            raise


def prepare_engine(engine: Engine) -> None:
    """Install the transaction rules of the engine's database."""
    if engine.dialect.name == "sqlite":
        _prepare_sqlite(engine)
    else:
        event.listen(engine, "begin", _begin_postgresql)


def _begin_postgresql(connection: Connection) -> None:
    if not _writing.get():
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")


def _prepare_sqlite(engine: Engine) -> None:
    lock_path = f"{engine.url.database}.lock" if engine.url.database not in (None, "", ":memory:") else None

    def connect(dbapi_connection: Any, _record: Any) -> None:
        dbapi_connection.isolation_level = None  # we say BEGIN ourselves
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000"):
            dbapi_connection.execute(f"PRAGMA {pragma}")

    def begin(connection: Connection) -> None:
        write = _writing.get()
        connection.exec_driver_sql(f"PRAGMA query_only={'OFF' if write else 'ON'}")
        if write and lock_path and "write_lock" not in connection.info:  # waiting for a lock of its own would never end
            connection.info["write_lock"] = _lock(lock_path)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    def unlock(_dbapi_connection: Any, record: Any) -> None:
        handle = record.info.pop("write_lock", None) if record is not None else None
        if handle is not None:
            os.close(handle)  # closing the file releases the lock

    event.listen(engine, "connect", connect)
    event.listen(engine, "begin", begin)
    event.listen(engine, "checkin", unlock)
    event.listen(engine, "invalidate", lambda connection, record, _error: unlock(connection, record))


def _lock(path: str) -> int:
    """Wait for the writers' file lock; the kernel serves waiters in turn, SQLite's own busy loop does not."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    fcntl.flock(handle, fcntl.LOCK_EX)
    return handle


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list; `number` starts at 1."""

    items: Sequence[T]
    number: int
    size: int
    total: int

    @property
    def pages(self) -> int:
        """Return how many pages there are, at least one."""
        return max(1, math.ceil(self.total / self.size))


def paginate(session: AnySession, statement: Select[Any], number: int, size: int) -> Page[Any]:
    """Run a select of one entity for one page; a number beyond the end gives the last page."""
    counted = select(func.count()).select_from(statement.order_by(None).subquery())
    total = cast("int", session.scalar(counted))
    number = min(max(1, number), max(1, math.ceil(total / size)))
    items = session.scalars(statement.limit(size).offset((number - 1) * size)).unique().all()
    return Page(items, number, size, total)
