"""Counters of requests in a database, so that all processes share one limit exactly without any further server.

With SQLite they have a file of their own beside the database: a reading request must not queue with writers, and what
is counted for a minute need not survive a power cut. With PostgreSQL they are an unlogged table of the same database.
"""

import os
import time
from functools import cached_property
from itertools import count
from typing import Any

from limits.storage import Storage
from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.exc import SQLAlchemyError

TIDY_EVERY = 1000  # counts of one process after which counters that ran out are deleted
LOCK = 7_274_497  # any constant: the PostgreSQL advisory lock under which the table is made
MAKE = (
    "CREATE {unlogged} TABLE IF NOT EXISTS rate_count"
    " (key TEXT PRIMARY KEY, hits INTEGER NOT NULL, ends DOUBLE PRECISION NOT NULL)"
)
COUNT = text(
    "INSERT INTO rate_count (key, hits, ends) VALUES (:key, :amount, :ends) ON CONFLICT (key) DO UPDATE SET"
    " hits = CASE WHEN rate_count.ends <= :now THEN :amount ELSE rate_count.hits + :amount END,"
    " ends = CASE WHEN rate_count.ends <= :now THEN :ends ELSE rate_count.ends END RETURNING hits"
)


class DatabaseStorage(Storage):
    """Where Flask-Limiter counts; one statement a count, so two processes never read the same figure."""

    STORAGE_SCHEME = ["database"]

    def __init__(self, uri: str | None = None, wrap_exceptions: bool = False, **options: Any) -> None:  # noqa: FBT001, FBT002
        super().__init__(uri, wrap_exceptions)
        self._url = str(options["url"])
        self._counts = count(1)

    @property
    def base_exceptions(self) -> type[Exception]:
        """Return what a failing database raises."""
        return SQLAlchemyError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count and return how many there are; a counter that ran out begins anew, for `expiry` seconds."""
        if next(self._counts) % TIDY_EVERY == 0:
            self._run("DELETE FROM rate_count WHERE ends <= :now", now=time.time())
        now = time.time()
        with self._engine.connect() as connection:
            return int(
                connection.execute(COUNT, {"key": key, "amount": amount, "now": now, "ends": now + expiry}).scalar_one()
            )

    def get(self, key: str) -> int:
        """Return what a counter stands at."""
        return int(self._look("hits", key) or 0)

    def get_expiry(self, key: str) -> float:
        """Return when a counter runs out, in seconds since 1970; now for one that is not there."""
        return float(self._look("ends", key) or time.time())

    def check(self) -> bool:
        """Say whether the database answers."""
        return self._look("hits", "") is None

    def reset(self) -> int | None:
        """Forget all counters and return how many there were."""
        return self._run("DELETE FROM rate_count")

    def clear(self, key: str) -> None:
        """Forget one counter."""
        self._run("DELETE FROM rate_count WHERE key = :key", key=key)

    def _look(self, column: str, key: str) -> Any:
        wanted = text(f"SELECT {column} FROM rate_count WHERE key = :key AND ends > :now")  # noqa: S608  # our own names
        with self._engine.connect() as connection:
            return connection.execute(wanted, {"key": key, "now": time.time()}).scalar()

    def _run(self, statement: str, **values: Any) -> int:
        with self._engine.connect() as connection:
            return int(connection.execute(text(statement), values).rowcount)

    @property
    def _engine(self) -> Engine:
        """The engine of this process: a connection must not be shared by processes that were forked."""
        pid, engine = self._made
        if pid != os.getpid():
            del self._made
            pid, engine = self._made
        return engine

    @cached_property
    def _made(self) -> tuple[int, Engine]:
        engine = create_engine(self._url, isolation_level="AUTOCOMMIT")
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", _prepare_sqlite)
        with engine.connect() as connection:
            if engine.dialect.name == "sqlite":
                connection.execute(text(MAKE.format(unlogged="")))
            else:
                connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": LOCK})
                connection.execute(text(MAKE.format(unlogged="UNLOGGED")))
                connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": LOCK})
        return os.getpid(), engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    for pragma in ("busy_timeout=5000", "journal_mode=WAL", "synchronous=OFF"):
        connection.execute(f"PRAGMA {pragma}")
