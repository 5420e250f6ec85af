"""Time in one place: aware UTC inside, Asia/Seoul outside, and a clock that tests can set."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

SEOUL = ZoneInfo("Asia/Seoul")
_frozen: ContextVar[datetime | None] = ContextVar("frozen_now", default=None)


def now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return _frozen.get() or datetime.now(UTC)


def today() -> date:
    """Return today's date in Korea."""
    return now().astimezone(SEOUL).date()


def in_seoul(moment: datetime) -> datetime:
    """Return the same moment on Korean clocks; a naive value is refused."""
    if moment.tzinfo is None:
        raise ValueError("naive datetime")
    return moment.astimezone(SEOUL)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let `now()` stand still at a moment, for tests and replays."""
    token = _frozen.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _frozen.reset(token)
