"""`python -m tests.benchmarks.load PORT RATE SECONDS < paths`: ask at a steady rate, whatever the answers take.

Times count from the moment that a request was due, so that one slow answer is not hidden by those that wait behind it.
"""

import asyncio
import json
import re
import sys
import time
from itertools import cycle

LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Asker:
    """Keep-alive connections to one port of the loopback."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._idle: list[Connection] = []
        self.samples: list[float] = []
        self.errors = 0

    async def ask(self, path: str, due: float) -> None:
        """Fetch one path and note how long after `due` (a time of the loop's clock) it was there."""
        status = 0
        while not status:
            known = bool(self._idle)
            try:
                connection = self._idle.pop() if known else await asyncio.open_connection("127.0.0.1", self._port)
                status = await _fetch(connection, path)
                self._idle.append(connection)
            except (OSError, asyncio.IncompleteReadError):
                if not known:  # else the server had closed what was idle for long: like any client, ask again
                    break
        self.samples.append(1000 * (time.perf_counter() - due))
        self.errors += status != 200


async def _fetch(connection: Connection, path: str) -> int:
    reader, writer = connection
    writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: keep-alive\r\n\r\n".encode())
    await writer.drain()
    head = await reader.readuntil(b"\r\n\r\n")
    found = LENGTH.search(head)
    await reader.readexactly(int(found[1]) if found else 0)
    return int(head.split(b" ", 2)[1])


async def run(port: int, rate: float, seconds: float, paths: list[str]) -> Asker:
    """Ask `rate` times a second."""
    asker, begun, tasks = Asker(port), time.perf_counter() + 0.1, []
    for number, path in zip(range(int(rate * seconds)), cycle(paths), strict=False):
        due = begun + number / rate
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        tasks.append(asyncio.create_task(asker.ask(path, due)))
    await asyncio.gather(*tasks)
    return asker


if __name__ == "__main__":
    port, rate, seconds = sys.argv[1:4]
    asked = asyncio.run(run(int(port), float(rate), float(seconds), sys.stdin.read().split()))
    sys.stdout.write(json.dumps({"samples": asked.samples, "errors": asked.errors}))
