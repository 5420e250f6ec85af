"""Counters of requests in a database, on SQLite and on PostgreSQL."""

import threading

import pytest

from openlab.kit import counters
from openlab.kit.counters import DatabaseStorage


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request, tmp_path):
    """The address of a database without any counter."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'counters.db'}"
    else:
        cluster = request.getfixturevalue("cluster")
        name = cluster.create()
        yield cluster.url(name)
        cluster.drop(name)


@pytest.fixture
def open_storage(url):
    """Return a function that opens the counters as one more process would."""
    opened = []

    def open_one():
        opened.append(DatabaseStorage("database://", url=url))
        return opened[-1]

    yield open_one
    for storage in opened:
        storage._engine.dispose()


@pytest.fixture
def now(monkeypatch):
    """A clock that stands until it is moved."""

    class Clock:
        moment = 1_000_000.0

        def time(self):
            return self.moment

    clock = Clock()
    monkeypatch.setattr(counters, "time", clock)
    return clock


def test_every_opening_counts_together(open_storage):
    first, second = open_storage(), open_storage()
    assert [first.incr("a", 60), second.incr("a", 60), first.incr("b", 60), second.incr("a", 60, 5)] == [1, 2, 1, 7]
    assert (first.get("a"), second.get("b"), first.get("c")) == (7, 1, 0)


def test_a_counter_runs_out_and_begins_anew(open_storage, now):
    storage = open_storage()
    storage.incr("a", 60)
    now.moment += 59
    assert storage.incr("a", 60) == 2
    assert storage.get_expiry("a") == 1_000_060.0
    now.moment += 1
    assert storage.get("a") == 0
    assert storage.incr("a", 60) == 1
    assert storage.get_expiry("a") == 1_000_120.0
    assert storage.get_expiry("never counted") == now.moment


def test_counters_are_forgotten_one_by_one_or_all(open_storage):
    storage = open_storage()
    for key in ("a", "b", "c"):
        storage.incr(key, 60)
    storage.clear("a")
    assert (storage.get("a"), storage.get("b")) == (0, 1)
    assert storage.reset() == 2
    assert storage.check()


def test_counters_that_ran_out_are_deleted_now_and_then(open_storage, now, monkeypatch):
    monkeypatch.setattr(counters, "TIDY_EVERY", 3)
    storage = open_storage()
    storage.incr("a", 60)
    storage.incr("b", 600)
    now.moment += 60
    storage.incr("c", 60)
    assert storage.reset() == 2


def test_no_count_is_lost_between_threads_that_open_at_the_same_time(open_storage):
    storages = [open_storage() for _thread in range(8)]
    begin, seen = threading.Barrier(8), []

    def count(storage):
        begin.wait()
        seen.extend([storage.incr("a", 60) for _time in range(50)])

    threads = [threading.Thread(target=count, args=(storage,)) for storage in storages]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(seen) == list(range(1, 401))
