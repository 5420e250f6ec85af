"""How fast files come in: rows a second, once new and once more unchanged."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from huey import MemoryHuey

from openlab.app import create_app
from openlab.config import Settings
from openlab.demo import content
from openlab.extensions import db
from openlab.kit.policy import SYSTEM
from openlab.transfer.service import import_file
from tests.benchmarks.figure import Figure
from tests.server import prepare

ROWS = 1_000


def importing() -> Iterator[Figure]:
    """Measure an import of solutions and its repetition, beside reading the same file as JSON."""
    with TemporaryDirectory(prefix="openlab-bench-") as folder:
        path = Path(folder) / "solutions.jsonl"
        _write(path)
        begun = time.perf_counter()
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        reading = len(rows) / (time.perf_counter() - begun)
        prepare(Path(folder))
        app = create_app(Settings.from_env({"OPENLAB_HOME": folder}), queue=MemoryHuey(immediate=False))
        with app.app_context():
            new, again = _rate(path), _rate(path)
            db.session.remove()
            db.engine.dispose()
    yield Figure(
        "import",
        "rows stored, recorded and queued for the index",
        f"{ROWS:,} solutions",
        new,
        new,
        "rows/s",
        f"unchanged rows again {again:.0f}, JSON alone {reading:,.0f} rows/s",
    )


def _rate(path: Path) -> float:
    begun = time.perf_counter()
    report = import_file(SYSTEM, path)
    seconds = time.perf_counter() - begun
    if not report.is_clean or sum(report.counts.values()) != ROWS:
        raise RuntimeError(f"the import was not clean: {dict(report.counts)}, {report.problems[:3]}")
    return ROWS / seconds


def _write(path: Path) -> None:
    known = content.solutions()
    with path.open("w", encoding="utf-8") as file:
        for number in range(ROWS):
            row = known[number % len(known)]
            file.write(
                json.dumps({**row, "id": f"B{number}", "title": f"{row['title']} {number}"}, ensure_ascii=False) + "\n"
            )
