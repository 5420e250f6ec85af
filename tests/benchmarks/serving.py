"""What people wait for: the start, the pages, a match, and until something new is found; over HTTP on the loopback."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from urllib.parse import quote

from tests.benchmarks.figure import Figure, milliseconds, pair
from tests.benchmarks.installation import READY, sow, word
from tests.server import PROGRAM, Browser, Server, serving, stored

STARTS, PAGES, BROWSERS, SECONDS = 5, 150, 4, 5.0
SENTENCES = (
    "지하차도가 비만 오면 잠겨요",
    "혼자 사시는 어르신이 쓰러져도 아무도 몰라요",
    "골목에 차 댈 데가 없어요",
    "The underpass floods whenever it rains",
    "시장 골목에 불이 나면 소방차가 못 들어와요",
)
# One address asks more often here than any person does.
UNLIMITED = f"from openlab.extensions import limiter\nlimiter.enabled = False\n{PROGRAM}"
LIBRARIES = "import flask, sqlalchemy.orm, wtforms, numpy, faiss"


def start() -> Iterator[Figure]:
    """Measure the start of a process and what it holds in memory once it is warm."""
    with _demonstration() as (home, size):
        server, seconds = Server(home, UNLIMITED), []
        try:
            for _ in range(STARTS):
                seconds.append(server.start())
                server.kill()
            server.start()
            cold, warm = _memory(server.pid), _warm(server)
        finally:
            server.kill()
        bare = _bare_import()
        yield Figure(
            "start",
            "`openlab serve` until its first good answer",
            size,
            median(seconds),
            max(seconds),
            "s",
            f"importing the libraries alone {bare[0]:.2f} s",
        )
        yield Figure(
            "memory",
            "resident memory of a web process, warm",
            size,
            warm,
            warm,
            "MiB",
            f"at its start {cold:.0f}, libraries alone {bare[1]:.0f} MiB",
        )


def pages() -> Iterator[Figure]:
    """Measure the pages that everybody sees, one request at a time."""
    with _demonstration() as (home, size), serving(home, UNLIMITED) as server:
        browser = Browser(server.port)
        floor = f"/healthz, no query: {pair(*_page(browser, '/healthz'))}"
        need = stored(home, "SELECT max(id) FROM need WHERE status = 'PUBLISHED'")[0][0]
        wanted = {
            "home page": "/",
            "list of needs": "/needs/",
            "one need": f"/needs/{need}",
            "matches of a need, with reasons": f"/needs/{need}/matches",
        }
        for what, path in wanted.items():
            yield Figure("pages", what, size, *_page(browser, path), "ms", floor)
        asked = [f"/search?side=solutions&q={quote(sentence)}" for sentence in SENTENCES]
        times = milliseconds(lambda number: _good(browser, asked[number % len(asked)]), PAGES)
        yield Figure("pages", "match of a free text, with reasons", size, *times, "ms", floor)


def visible() -> Iterator[Figure]:
    """Measure from pressing 'publish' in one process until a search in another process finds the need."""
    with (
        _demonstration() as (home, size),
        serving(home, UNLIMITED) as server,
        serving(home, UNLIMITED, "--no-worker") as other,
    ):
        official, reader = Browser(server.port).sign_in(), Browser(other.port)
        waiting = stored(home, f"SELECT id FROM need WHERE status = 'IN_REVIEW' ORDER BY id LIMIT {READY}")
        pressed, found, behind = [], [], []
        for number, (need,) in enumerate(waiting):
            token = official.get(f"/needs/{need}").csrf
            if _finds(reader, need, word(number)):
                raise RuntimeError("a need was found before it was published")
            begun = time.perf_counter()
            answer = official.post(f"/needs/{need}/approve", {"csrf_token": token})
            if answer.status != 303:
                raise RuntimeError(f"publishing was answered with {answer.status}")
            pressed.append(1000 * (time.perf_counter() - begun))
            while not _finds(reader, need, word(number)):
                if time.perf_counter() - begun > 30:
                    raise RuntimeError("a published need was not found within 30 s")
            found.append(1000 * (time.perf_counter() - begun))
            behind.append(found[-1] - pressed[-1])
        yield Figure(
            "visible",
            "from 'publish' in one process to found in another",
            size,
            median(found),
            max(found),
            "ms",
            f"'publish' itself {pair(median(pressed), max(pressed))}, then {pair(median(behind), max(behind))}",
        )


def browse() -> Iterator[Figure]:
    """Measure how many pages one process serves a second to several readers."""
    with _demonstration() as (home, size), serving(home, UNLIMITED) as server:
        need = stored(home, "SELECT max(id) FROM need WHERE status = 'PUBLISHED'")[0][0]
        solution = stored(home, "SELECT max(id) FROM solution WHERE status = 'LISTED'")[0][0]
        paths = ["/", "/needs/", f"/needs/{need}", "/solutions/", f"/solutions/{solution}"]
        _rate(server.port, paths, 1.0)
        floor, mixed = _rate(server.port, ["/healthz"], 2.0), _rate(server.port, paths, SECONDS)
        yield Figure(
            "browse",
            f"pages of five kinds, {BROWSERS} readers, one process",
            size,
            mixed,
            mixed,
            "requests/s",
            f"/healthz {floor:.0f} requests/s with the same readers",
        )


def _finds(reader: Browser, need: object, marked: str) -> bool:
    """Say whether a search for a word that only one need has links to it."""
    return f'href="/needs/{need}-' in reader.get(f"/search?side=needs&q={quote(marked + ' 지하보도 조명')}").text


@contextmanager
def _demonstration() -> Iterator[tuple[Path, str]]:
    with TemporaryDirectory(prefix="openlab-bench-") as folder:
        yield Path(folder), sow(Path(folder))


def _page(browser: Browser, path: str) -> tuple[float, float]:
    return milliseconds(lambda _number: _good(browser, path), PAGES)


def _good(browser: Browser, path: str) -> None:
    answer = browser.get(path)
    if answer.status != 200:
        raise RuntimeError(f"{path} was answered with {answer.status}")


def _rate(port: int, paths: list[str], seconds: float) -> float:
    counts = [0] * BROWSERS
    end = time.perf_counter() + seconds

    def read(reader: int) -> None:
        browser = Browser(port)
        while time.perf_counter() < end:
            _good(browser, paths[counts[reader] % len(paths)])
            counts[reader] += 1

    readers = [threading.Thread(target=read, args=(number,)) for number in range(BROWSERS)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    return sum(counts) / seconds


def _warm(server: Server) -> float:
    browser = Browser(server.port)
    for sentence in SENTENCES * 4:
        _good(browser, f"/search?side=solutions&q={quote(sentence)}")
        _good(browser, "/")
        _good(browser, "/needs/")
    return _memory(server.pid)


def _memory(pid: int) -> float:
    """Return the resident memory of a process in MiB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024


def _bare_import() -> tuple[float, float]:
    """Return the seconds and the MiB that importing the libraries takes."""
    program = f"{LIBRARIES}\nprint(next(l for l in open('/proc/self/status') if l.startswith('VmRSS')).split()[1])"
    begun = time.perf_counter()
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return time.perf_counter() - begun, int(answer.stdout) / 1024
