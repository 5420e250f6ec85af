"""The demonstration, served by a process of its own."""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from email import message_from_bytes, policy
from pathlib import Path
from re import search

from tests.server import free_port

PATIENCE = 120  # seconds that a start may take on a busy machine


class Site:
    """A running demonstration with its own home folder."""

    def __init__(self, home: Path) -> None:
        self.home, self.port = home, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        plain = {name: value for name, value in os.environ.items() if not name.startswith(("OPENLAB_", "DATABASE_URL"))}
        self._log = (home / "server.log").open("ab")
        command = [sys.executable, "-m", "openlab", "demo", "--port", str(self.port)]
        self._process = subprocess.Popen(
            command, env={**plain, "OPENLAB_HOME": str(home)}, stdout=self._log, stderr=self._log
        )

    def wait(self) -> "Site":
        """Return once it answers; raise RuntimeError with its log when it does not."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and self._process.poll() is None:
            try:
                urllib.request.urlopen(f"{self.url}/readyz", timeout=5).close()
            except (urllib.error.URLError, TimeoutError, ConnectionError):
                time.sleep(0.1)
            else:
                return self
        raise RuntimeError(f"the demonstration did not start:\n{self.log()[-3000:]}")

    def log(self) -> str:
        """Return what the process wrote."""
        return (self.home / "server.log").read_text(errors="replace")

    def stop(self) -> None:
        """End the process."""
        self._process.terminate()
        try:
            self._process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._log.close()

    def link_mailed_to(self, address: str, kind: str) -> str:
        """Return the link of a kind ("confirm", "reset") mailed to an address; wait for the worker to write it."""
        until = time.monotonic() + 30
        while time.monotonic() < until:
            for path in (self.home / "mail").glob("*.eml"):
                mail = message_from_bytes(path.read_bytes(), policy=policy.default)
                found = search(rf"https?://\S+/{kind}/\S+", mail.get_body(("plain",)).get_content())
                if mail["To"] == address and found:
                    return found[0]
            time.sleep(0.1)
        raise AssertionError(f"no {kind} link for {address} came")
