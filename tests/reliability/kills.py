"""R3: the server is killed with -9 while people write, and nothing that it acknowledged is lost."""

import random
import threading
import time
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from statistics import median

from tests.reliability.line import Line, Measured
from tests.server import PROGRAM, Browser, Server, prepare, stored

SHORT, LONG, CONTROL = 20, 100, 5  # kills
WRITERS = 4
RESTART = 2.0  # seconds from the start of the process to its first good answer, in the median of all starts

# The broken variant answers 303 at once and writes afterwards, one after the other, as a write-behind cache does.
EARLY_ANSWER = """
import io, queue, threading
from openlab.cli import serve
waiting = queue.Queue()

def early(app):
    def late():
        while True:
            environ = waiting.get()
            list(app(environ, lambda *_: None))

    def answer(environ, start_response):
        if environ["REQUEST_METHOD"] != "POST" or environ["PATH_INFO"] != "/needs/new":
            return app(environ, start_response)
        body = environ["wsgi.input"].read()
        waiting.put({**environ, "wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body))})
        start_response("303 SEE OTHER", [("Location", "/needs")])
        return [b""]

    threading.Thread(target=late, daemon=True).start()
    return answer

made = serve.create_app
def create_app(settings):
    app = made(settings)
    app.wsgi_app = early(app.wsgi_app)
    return app

serve.create_app = create_app
"""


@dataclass
class Run:
    """What the writers saw."""

    acknowledged: list[str] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)
    starts: list[float] = field(default_factory=list)
    cut: int = 0


def measure(folder: Path, long: bool) -> Measured:
    """Kill the server as it is."""
    return _judge(folder, PROGRAM, LONG if long else SHORT)


def control(folder: Path, long: bool) -> Measured:  # a few kills are enough to catch it
    """Kill a server that acknowledges before it commits."""
    return _judge(folder, EARLY_ANSWER + PROGRAM, CONTROL)


def _judge(home: Path, program: str, kills: int) -> Measured:
    run = _killed(home, program, kills)
    titles = {str(title) for (title,) in stored(home, "SELECT title FROM need")}
    recorded = stored(home, "SELECT count(*) FROM audit_record WHERE action = 'need.created'")[0][0]
    whole = stored(home, "PRAGMA integrity_check") == [("ok",)] and recorded == len(titles)
    lost = sum(title not in titles for title in run.acknowledged)
    usual, worst = median(run.starts), max(run.starts)
    facts = {
        "kills": kills,
        "acknowledged": len(run.acknowledged),
        "lost": lost,
        "stored_without_answer": len(titles) - len(run.acknowledged) + lost,
        "cut_off": run.cut,
        "other_answers": sorted(set(run.refused)),
        "whole": whole,
        "restart_s": [round(one, 2) for one in sorted(run.starts)],
    }
    value = f"{lost} of {len(run.acknowledged)} acknowledged lost in {kills} kills, restart {usual:.2f} ({worst:.2f}) s"
    holds = lost == 0 and whole and not run.refused and usual <= RESTART and bool(run.acknowledged)
    return Measured(value, holds, facts)


def _killed(home: Path, program: str, kills: int) -> Run:
    organisation = prepare(home)
    server, run, chance = Server(home, program), Run(), random.Random(5)  # moments, not secrets
    try:
        run.starts.append(server.start())
        browser = Browser(server.port).sign_in()
        values = {"organisation_id": str(organisation), "csrf_token": browser.get("/needs/new").csrf}
        for cycle in range(kills):
            writers = [threading.Thread(target=_write, args=(server, browser.cookies, values, f"{cycle}-{number}", run))
                       for number in range(WRITERS)]  # fmt: skip
            for writer in writers:
                writer.start()
            time.sleep(chance.uniform(0.15, 0.6))
            server.kill()
            for writer in writers:
                writer.join()
            run.starts.append(server.start())
    finally:
        server.kill()
    return run


def _write(server: Server, cookies: dict[str, str], values: dict[str, str], label: str, run: Run) -> None:
    """Create needs one after the other until the connection is cut."""
    browser = Browser(server.port, cookies)
    for number in range(10_000):
        title = f"수요 {label}-{number}"
        try:
            answer = browser.post("/needs/new", {**values, "title": title})
        except (OSError, HTTPException):
            run.cut += 1
            return
        if answer.status == 303:
            run.acknowledged.append(title)
        else:
            run.refused.append(answer.status)
            return


LINE = Line(
    "R3", "what was acknowledged survives kill -9", f"0 lost, usual restart ≤ {RESTART:.0f} s", measure, control
)
