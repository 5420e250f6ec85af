"""Workers under gunicorn at 100,000 solutions: match requests under load, memory of each, and the cold start."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

from tests.benchmarks import truth
from tests.benchmarks.figure import Figure, pair, percentile
from tests.benchmarks.sizes import SIZES
from tests.benchmarks.stock import stock
from tests.server import free_port

SIZE, RATE, SECONDS, WARM = 100_000, 100, 20, 5
THREADS, PATIENCE = 4, 120
GOAL_HTTP, GOAL_MEMORY = 60.0, 150.0  # ms, p99; MiB


def workers() -> Iterator[Figure]:
    """Measure two workers under load beside a hello-world application, then what a further one costs."""
    with TemporaryDirectory(prefix="openlab-bench-") as folder:
        home = Path(folder)
        stock(home, SIZE)
        with _gunicorn("hello", home, 2) as (port, _pid, _seconds):
            floor = _load(port, ["/"])
        totals = {}
        for count in (1, 2, 3):
            with _gunicorn("openlab", home, count) as (port, pid, seconds):
                times = _load(port, _paths())
                totals[count] = _memory(pid)
            if count == 1:
                yield _cold(seconds)
            if count == 2:
                yield _under_load(times, floor)
        further = totals[2] - totals[1], totals[3] - totals[2]
        yield Figure(
            "memory",
            "each further worker, warm",
            f"{SIZES[SIZE]} solutions",
            min(further),
            max(further),
            "MiB",
            f"proportional set size; the first with its master {totals[1]:,.0f} MiB",
            GOAL_MEMORY,
        )


def _cold(seconds: float) -> Figure:
    return Figure(
        "cold",
        "gunicorn until the first match is answered",
        f"{SIZES[SIZE]} solutions",
        seconds,
        seconds,
        "s",
        "snapshot mapped, one worker",
    )


def _under_load(times: tuple[float, float, int], floor: tuple[float, float, int]) -> Figure:
    usual, worst, errors = times
    return Figure(
        "http",
        f"GET /api/v1/match, {RATE} requests/s, 2 workers of {THREADS} threads",
        f"{SIZES[SIZE]} solutions",
        usual,
        worst if not errors else float("inf"),
        "ms",
        f"hello world at the same rate {pair(*floor[:2])}; {errors} errors",
        GOAL_HTTP,
    )


@contextmanager
def _gunicorn(name: str, home: Path, count: int) -> Iterator[tuple[int, int, float]]:
    """Run workers; yield the port, the master's number, and the seconds until the first good answer."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", f"tests.benchmarks.floor:{name}()", "--bind", f"127.0.0.1:{port}"]
    command += ["--preload", "--workers", str(count), "--threads", str(THREADS), "--log-level", "error"]
    plain = {key: value for key, value in os.environ.items() if not key.startswith(("OPENLAB_", "DATABASE_URL"))}
    begun = time.perf_counter()
    with (home / "server.log").open("ab") as log:
        process = subprocess.Popen(command, env={**plain, "OPENLAB_HOME": str(home)}, stdout=log, stderr=log)
    try:
        path = "/" if name == "hello" else _paths()[0]
        while not _answers(port, path):
            if time.perf_counter() - begun > PATIENCE:
                raise RuntimeError(f"no answer within {PATIENCE} s:\n{(home / 'server.log').read_text()[-2000:]}")
            time.sleep(0.02)
        yield port, process.pid, time.perf_counter() - begun
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def _answers(port: int, path: str) -> bool:
    with suppress(OSError, HTTPException):
        connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        connection.request("GET", path)
        return connection.getresponse().status == 200
    return False


def _load(port: int, paths: list[str]) -> tuple[float, float, int]:
    """Warm all workers up, then return median and 99th percentile in ms and the number of bad answers."""
    answer = {}
    for seconds in (WARM, SECONDS):
        command = [sys.executable, "-m", "tests.benchmarks.load", str(port), str(RATE), str(seconds)]
        done = subprocess.run(command, input="\n".join(paths), capture_output=True, text=True, check=True)
        answer = json.loads(done.stdout)
    return percentile(answer["samples"], 0.5), percentile(answer["samples"], 0.99), int(answer["errors"])


def _paths() -> list[str]:
    sentences = (question.passages[0].text for question in truth.questions()[: truth.QUESTIONS])
    return [f"/api/v1/match?text={quote(sentence)}" for sentence in sentences]


def _memory(master: int) -> float:
    """Return what a master and its workers hold in MiB, shared pages counted once."""
    children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    return sum(_proportional(int(pid)) for pid in [master, *map(int, children)])


def _proportional(pid: int) -> float:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("Pss:")).split()[1]) / 1024
