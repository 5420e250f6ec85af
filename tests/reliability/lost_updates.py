"""R5: many processes change one number at once through the database kit, and not one change is lost."""

import multiprocessing
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Engine, Integer, MetaData, Table, create_engine, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from openlab.kit.db import prepare_engine, transaction
from tests.reliability.line import Line, Measured

PROCESSES, SHORT, LONG = 8, 250, 2000
LONGEST_WAIT = 1.0  # seconds for one transaction, its wait for the other writers included
counter = Table(
    "counter", MetaData(), Column("id", Integer, primary_key=True), Column("number", Integer, nullable=False)
)


def measure(folder: Path, long: bool) -> Measured:
    """Count through `kit.db.transaction`."""
    return _count(folder / "kit.db", _with_kit, LONG if long else SHORT)


def control(folder: Path, long: bool) -> Measured:
    """Count through the driver's own transactions, which begin only at the first write."""
    return _count(folder / "driver.db", _with_driver, LONG if long else SHORT)


def _count(path: Path, add_one: Callable[[Engine], None], times: int) -> Measured:
    _make(path)
    context = multiprocessing.get_context("spawn")
    with context.Pool(PROCESSES) as pool:
        answers = pool.starmap(_work, [(str(path), add_one, times)] * PROCESSES, chunksize=1)
    done, locked = sum(one["done"] for one in answers), sum(one["locked"] for one in answers)
    worst, seconds = max(one["worst"] for one in answers), max(one["seconds"] for one in answers)
    lost = done - _read(path)
    facts = {"processes": PROCESSES, "each": times, "committed": done, "lost": lost, "locked": locked,
             "worst_wait_s": round(worst, 3), "transactions_per_s": round(done / seconds)}  # fmt: skip
    value = f"{lost} of {done} lost, {locked} locked, worst wait {worst:.2f} s, {done / seconds:.0f}/s"
    return Measured(value, lost == 0 and locked == 0 and worst <= LONGEST_WAIT and done == PROCESSES * times, facts)


def _work(path: str, add_one: Callable[[Engine], None], times: int) -> dict[str, Any]:
    engine = create_engine(f"sqlite:///{path}")
    if add_one is _with_kit:
        prepare_engine(engine)
    done = locked = 0
    worst, start = 0.0, time.perf_counter()
    for _ in range(times):
        before = time.perf_counter()
        try:
            add_one(engine)
            done += 1
        except OperationalError:
            locked += 1
        worst = max(worst, time.perf_counter() - before)
    return {"done": done, "locked": locked, "worst": worst, "seconds": time.perf_counter() - start}


def _with_kit(engine: Engine) -> None:
    with Session(engine) as session, transaction(session):
        _read_then_write(session)


def _with_driver(engine: Engine) -> None:
    with Session(engine) as session, session.begin():
        _read_then_write(session)


def _read_then_write(session: Session) -> None:
    number = session.scalar(select(counter.c.number)) or 0
    session.execute(update(counter).values(number=number + 1))


def _make(path: Path) -> None:
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        connection.exec_driver_sql("PRAGMA journal_mode=WAL")
        counter.metadata.create_all(connection)
        connection.execute(counter.insert().values(id=1, number=0))
    engine.dispose()


def _read(path: Path) -> int:
    engine = create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        return connection.scalar(select(counter.c.number)) or 0


LINE = Line("R5", "no update is lost", f"0 lost, 0 locked, ≤ {LONGEST_WAIT:.0f} s", measure, control)
