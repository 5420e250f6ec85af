"""Has each peer measured in a process of its own, once a run, and tells why one was not."""

import json
import subprocess
import sys
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from tests.benchmarks import truth
from tests.benchmarks.peers import PEERS
from tests.benchmarks.peers.child import Report, Timed

PATIENCE = {10_000: 240, 100_000: 900, 1_000_000: 2_400}  # seconds to build and to be asked
FAILED = Path(sys.prefix) / "not-installed.json"  # written by install.py


@cache
def report(name: str, size: int) -> Report | str:
    """Return what a peer, or openlab itself, did over a market; a reason where it did nothing."""
    entry = PEERS.get(name)
    if entry is not None:
        if size > entry.most:
            return entry.reason
        if reason := _missing(entry.package):
            return reason
    truth.truth_of(size)  # made before the clock of patience starts
    command = [sys.executable, "-m", "tests.benchmarks.peers.child", name, str(size)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE[size], check=False)
    except subprocess.TimeoutExpired:
        return f"not ready within {PATIENCE[size]} s"
    if done.returncode:
        return f"it failed: {_last_line(done.stderr) or done.returncode}"
    answer = json.loads(done.stdout.strip().splitlines()[-1])
    near, whole = Timed(**answer.pop("near")), Timed(**answer.pop("whole"))
    return Report(near=near, whole=whole, **answer)


def _missing(package: str) -> str:
    failed: dict[str, str] = json.loads(FAILED.read_text(encoding="utf-8")) if FAILED.is_file() else {}
    if package in failed:
        return f"{package} could not be installed: {failed[package]}"
    module = {"faiss-cpu": "faiss", "qdrant-client": "qdrant_client"}.get(package, package)
    return "" if find_spec(module) else f"{package} is not installed; `make bench` installs it"


def _last_line(text: str) -> str:
    return next(iter(text.strip().splitlines()[-1:]), "").replace("|", "/")[:200]
