"""The database kit on SQLite: transactions, what waits for a commit, pages, and times with a zone."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.exc import OperationalError, StatementError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from openlab.kit.db import UtcDateTime, after_commit, commit, paginate, prepare_engine, rollback, transaction

SEOUL = timezone(timedelta(hours=9))


class Base(DeclarativeBase):
    pass


class Note(Base):
    __tablename__ = "note"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime | None] = mapped_column(UtcDateTime())


@pytest.fixture
def engine(tmp_path):
    path = f"sqlite:///{tmp_path / 'notes.db'}"
    plain = create_engine(path)
    Base.metadata.create_all(plain)
    plain.dispose()
    engine = create_engine(path)
    prepare_engine(engine)
    yield engine
    engine.dispose()


def count(engine):
    with Session(engine) as session:
        return len(session.scalars(select(Note)).all())


def test_engine_is_safe_against_power_cuts_and_keeps_references(engine):
    with engine.connect() as connection:
        asked = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
                 for name in ("journal_mode", "synchronous", "foreign_keys")}  # fmt: skip
    assert asked == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_transaction_commits_at_its_end_and_rolls_back_on_an_error(engine):
    with Session(engine) as session:
        with transaction(session):
            session.add(Note())
        with pytest.raises(ZeroDivisionError), transaction(session):
            session.add(Note(id=1 // 0))

    assert count(engine) == 1


def test_reader_cannot_write(engine):
    with Session(engine) as session:
        session.add(Note())
        with pytest.raises(OperationalError, match="readonly"):
            session.flush()


def test_reader_is_not_kept_waiting_by_a_writer(engine):
    with Session(engine) as writer, transaction(writer):
        writer.add(Note())
        writer.flush()
        with ThreadPoolExecutor(1) as other:  # a thread of its own has no intent to write
            assert other.submit(count, engine).result() == 0
    assert count(engine) == 1


def test_two_transactions_on_one_connection_follow_each_other(engine):
    with engine.connect() as connection, Session(connection) as session:
        for _ in range(2):
            with transaction(session):
                session.add(Note())
    assert count(engine) == 2


def test_what_waits_for_the_commit_runs_after_it_and_once(engine):
    seen = []
    with Session(engine) as session:
        with transaction(session):
            session.add(Note())
            after_commit(session, lambda: seen.append(count(engine)))
            assert seen == []
        commit(session)
    assert seen == [1]


def test_rollback_forgets_what_waited(engine):
    seen = []
    with Session(engine) as session:
        after_commit(session, lambda: seen.append("late"))
        rollback(session)
        commit(session)
    assert seen == []


def test_moment_is_stored_in_utc_and_comes_back_aware(engine):
    moment = datetime(2026, 11, 20, 18, 30, tzinfo=SEOUL)
    with Session(engine) as session:
        with transaction(session):
            session.add(Note(at=moment))
        found = session.scalars(select(Note)).one().at
    assert found == moment
    assert found.utcoffset() == timedelta(0)


def test_naive_moment_is_refused(engine):
    with Session(engine) as session, pytest.raises(StatementError, match="naive"), transaction(session):
        session.add(Note(at=datetime(2026, 11, 20)))  # noqa: DTZ001  # the mistake under test


@pytest.mark.parametrize(("asked", "number", "ids"), [(1, 1, [1, 2, 3]), (3, 3, [7]), (99, 3, [7]), (-4, 1, [1, 2, 3])])
def test_page_beyond_either_end_is_the_nearest_one(engine, asked, number, ids):
    with Session(engine) as session:
        with transaction(session):
            session.add_all(Note() for _ in range(7))
        page = paginate(session, select(Note).order_by(Note.id), asked, 3)

    assert (page.number, page.pages, page.total, [note.id for note in page.items]) == (number, 3, 7, ids)


def test_empty_list_has_one_empty_page(engine):
    with Session(engine) as session:
        page = paginate(session, select(Note), 1, 20)
    assert (page.pages, page.total, list(page.items)) == (1, 0, [])
