"""`openlab serve` as a process of its own on the loopback, and a small browser to talk to it, for measurements."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from http.client import HTTPConnection, HTTPException
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

from huey import MemoryHuey
from sqlalchemy import create_engine

from openlab import schema
from openlab.app import create_app
from openlab.config import Settings
from openlab.extensions import db
from openlab.identity.accounts.service import create_user
from openlab.identity.orgs.states import Role
from openlab.kit.db import transaction
from tests.builders import PASSWORD, give_role, make_organisation

PROGRAM = "from openlab.cli import main; main()"
OFFICIAL = "official@korea.kr"
CSRF = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


def free_port() -> int:
    """Return a port of the loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def prepare(home: Path, **environment: str) -> int:
    """Make an installation with one municipality and one official in it; return the municipality's id."""
    settings = Settings.from_env({"OPENLAB_HOME": str(home), **environment})
    schema.migrate(settings.database_url)
    app = create_app(settings, queue=MemoryHuey(immediate=True))
    with app.app_context():
        with transaction(db.session):
            organisation = make_organisation(region_code="41290")
            give_role(create_user(OFFICIAL, "김담당", PASSWORD), organisation, Role.OFFICER, Role.APPROVER)
            made = organisation.id
        db.session.remove()
        db.engine.dispose()
    return made


class Server:
    """One process that serves an installation; it may be killed and started again."""

    def __init__(self, home: Path, program: str = PROGRAM, *options: str, **environment: str) -> None:
        self.port = free_port()
        self._command = [sys.executable, "-c", program, "serve", "--port", str(self.port), *options]
        plain = {name: value for name, value in os.environ.items() if not name.startswith(("OPENLAB_", "DATABASE_URL"))}
        self._environment = {**plain, "OPENLAB_HOME": str(home), "OPENLAB_LOG_FORMAT": "json", **environment}
        self._log = home / "server.log"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, patience: float = 60) -> float:
        """Start it and return the seconds until its first good answer."""
        begun = time.perf_counter()
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(self._command, env=self._environment, stdout=log, stderr=log)
        while time.perf_counter() - begun < patience:
            if self._process.poll() is not None:
                break
            if self._answers():
                return time.perf_counter() - begun
            time.sleep(0.01)
        raise RuntimeError(f"the server did not start:\n{self._log.read_text()[-2000:]}")

    def kill(self) -> None:
        """End it at once, as `kill -9` does."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    @property
    def pid(self) -> int:
        """Return the number of the running process."""
        assert self._process is not None
        return self._process.pid

    def _answers(self) -> bool:
        try:
            with closing(Browser(self.port)) as browser:
                return browser.get("/healthz").status == 200
        except (OSError, HTTPException):
            return False


@contextmanager
def serving(home: Path, program: str = PROGRAM, *options: str) -> Iterator[Server]:
    """Serve an installation until the block ends."""
    server = Server(home, program, *options)
    try:
        server.start()
        yield server
    finally:
        server.kill()


class Answer:
    """What came back: status, headers and text."""

    def __init__(self, status: int, location: str, text: str) -> None:
        self.status, self.location, self.text = status, location, text

    @property
    def csrf(self) -> str:
        """Return the token of the first form."""
        found = CSRF.search(self.text)
        if found is None:
            raise ValueError("no form in the page")
        return found.group(1)


class Browser:
    """A keep-alive connection with cookies."""

    def __init__(self, port: int, cookies: Mapping[str, str] | None = None) -> None:
        self.cookies = dict(cookies or {})
        self._connection = HTTPConnection("127.0.0.1", port, timeout=20)

    def get(self, path: str) -> Answer:
        """Fetch a page."""
        return self._ask("GET", path, None)

    def post(self, path: str, values: Mapping[str, str]) -> Answer:
        """Send a form."""
        return self._ask("POST", path, urlencode(values))

    def sign_in(self) -> "Browser":
        """Log the official in through the page that people use."""
        token = self.get("/login").csrf
        answer = self.post("/login", {"email": OFFICIAL, "password": PASSWORD, "csrf_token": token})
        if answer.status != 303:
            raise RuntimeError(f"signing in was answered with {answer.status}")
        return self

    def close(self) -> None:
        """Hang up."""
        self._connection.close()

    def _ask(self, method: str, path: str, body: str | None) -> Answer:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._connection.request(method, path, body, headers)
        response = self._connection.getresponse()
        for line in response.headers.get_all("Set-Cookie") or ():
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        return Answer(response.status, response.headers.get("Location", ""), response.read().decode("utf-8", "replace"))


def stored(home: Path, statement: str) -> list[tuple[object, ...]]:
    """Read the installation's SQLite file directly, past the program."""
    engine = create_engine(f"sqlite:///{home / 'openlab.db'}")
    with engine.connect() as connection:
        rows = [tuple(row) for row in connection.exec_driver_sql(statement)]
    engine.dispose()
    return rows
