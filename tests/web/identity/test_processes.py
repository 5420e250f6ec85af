"""Four processes of one installation count logins and requests together, exactly, without Redis."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing

import pytest
from sqlalchemy import create_engine

from openlab.identity.accounts.queries import PER_ACCOUNT
from tests.server import OFFICIAL, PROGRAM, Browser, Server, prepare

PROCESSES = 4


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def environment(request, tmp_path):
    """What each process is told of the database, which they share."""
    if request.param == "sqlite":
        yield {"DATABASE_URL": f"sqlite:///{tmp_path / 'openlab.db'}"}
        return
    cluster = request.getfixturevalue("cluster")
    name = cluster.create()
    yield {"DATABASE_URL": cluster.url(name)}
    cluster.drop(name)


@pytest.fixture
def ports(tmp_path, environment):
    """The ports of four processes that serve one installation."""
    prepare(tmp_path, **environment)
    with ExitStack() as stack:
        servers = [Server(tmp_path, PROGRAM, "--no-worker", **environment) for _process in range(PROCESSES)]
        for server in servers:
            stack.callback(server.kill)
        with ThreadPoolExecutor(PROCESSES) as pool:
            list(pool.map(lambda server: server.start(), servers))
        yield [server.port for server in servers]


def post_at_once(ports, address, times, **values):
    """Let every process answer a form so many times, all at the same time, and count the answers by status."""
    begin = threading.Barrier(len(ports))

    def post(port):
        with closing(Browser(port)) as browser:
            token = browser.get(address).csrf
            begin.wait()
            return [browser.post(address, {**values, "csrf_token": token}).status for _time in range(times)]

    with ThreadPoolExecutor(len(ports)) as pool:
        return Counter(status for answers in pool.map(post, ports) for status in answers)


def failures_kept(environment):
    engine = create_engine(environment["DATABASE_URL"])
    with engine.connect() as connection:
        [(kept,)] = connection.exec_driver_sql("SELECT count(*) FROM login_attempt").all()
    engine.dispose()
    return kept


def test_four_processes_share_one_limit_of_failed_logins_and_one_of_requests(ports, environment):
    failed = post_at_once(ports, "/login", 6, email=OFFICIAL, password="wrong wrong wrong")
    assert failed == {422: PER_ACCOUNT, 429: 24 - PER_ACCOUNT}
    assert failures_kept(environment) == PER_ACCOUNT

    # 24 of the 30 requests that one network address may send in a minute have been; empty forms fail no login.
    assert post_at_once(ports, "/login", 5) == {422: 6, 429: 14}
    assert post_at_once(ports, "/reset", 7) == {422: 20, 429: 8}
    assert failures_kept(environment) == PER_ACCOUNT
