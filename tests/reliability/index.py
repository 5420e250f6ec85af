"""R18: whoever writes the index is killed at any moment and bits of it flip, and still every question is answered.

What a fresh process answers is compared with what the database gave before there was any snapshot.
"""

import multiprocessing
import random
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from unittest.mock import patch

from huey import MemoryHuey

from openlab.app import Openlab, create_app
from openlab.config import Settings
from openlab.demo import seed
from openlab.extensions import db
from openlab.matching.market import snapshot
from openlab.matching.market.live import LiveIndex
from openlab.matching.market.snapshot import MANIFEST, SnapshotStore
from openlab.matching.market.sync import documents_of
from openlab.matching.text import Side, query_document
from openlab.needs.queries import open_need_ids
from openlab.solutions.queries import listed_ids
from tests.reliability.line import Line, Measured
from tests.server import prepare

SHORT, LONG, CONTROL = 20, 200, 12  # kills
PATIENCE = 60.0  # seconds for one reader
Answers = list[list[tuple[str, float]]]


def measure(folder: Path, long: bool) -> Measured:
    """Kill the writer of snapshots as they are."""
    return _judge(folder, LONG if long else SHORT)


def control(folder: Path, long: bool) -> Measured:  # a few kills are enough to catch it
    """Kill a writer that writes in place, before a reader that believes what it maps."""
    with _trusting():
        return _judge(folder, CONTROL)


def _judge(home: Path, kills: int) -> Measured:
    prepare(home)
    app = create_app(Settings.from_env({"OPENLAB_HOME": str(home)}), queue=MemoryHuey(immediate=True))
    with app.app_context():
        seed.sow()
        expected = _answers(_index(app, None))
    chance, seen = random.Random(18), {"unreadable": 0, "wrong": 0, "flipped": 0, "drafts": 0, "from_snapshot": 0}
    _ask_a_reader(app, rebuild=True)  # so that there is something to damage from the first time on
    for cycle in range(kills):
        _kill_a_writer(app, chance.uniform(0.02, 1.2))
        seen["drafts"] += bool(list((home / "index").glob(f"*/{snapshot.DRAFT}*")))
        if cycle % 2:
            seen["flipped"] += _flip(home / "index", chance)
        told = _ask_a_reader(app)
        seen["unreadable"] += told is None
        seen["wrong"] += told is not None and told["answers"] != expected
        seen["from_snapshot"] += told is not None and bool(told["snapshot"])
    told = _ask_a_reader(app, rebuild=True)
    equal = told is not None and told["answers"] == expected and not told["damaged"] and bool(told["snapshot"])
    value = (
        f"{seen['unreadable']} unreadable, {seen['wrong']} wrong of {kills} ({seen['flipped']} with a flipped bit, "
        f"{seen['drafts']} half written), rebuilt {'equal' if equal else 'NOT equal'}"
    )
    holds = seen["unreadable"] == seen["wrong"] == 0 and equal and seen["from_snapshot"] > 0
    return Measured(value, holds, {"kills": kills, "questions": len(expected), "rebuilt_equal": equal, **seen})


def _index(app: Openlab, folder: Path | None) -> LiveIndex:
    return LiveIndex(app.extensions["openlab.encoders"], folder)


def _answers(index: LiveIndex) -> Answers:
    """Return what is found for the title of everything in the market."""
    found = []
    for side, ids in ((Side.NEEDS, open_need_ids()), (Side.SOLUTIONS, listed_ids())):
        for document in sorted(documents_of(side, list(ids)), key=lambda one: int(one.id)):
            matches = index.match(query_document(document.title), side, top=10)
            found.append([(match.id, round(match.score, 5)) for match in matches])
    return found


def _kill_a_writer(app: Openlab, seconds: float) -> None:
    """Let a process write snapshot after snapshot, and kill it in the middle."""
    with _child(app, _write) as (writer, pipe):
        if pipe.poll(PATIENCE):
            pipe.recv()
        time.sleep(seconds)
        writer.kill()


def _write(app: Openlab, pipe: Connection) -> None:
    index = _index(app, app.extensions["openlab.settings"].home / "index")
    index.refresh()
    pipe.send("begun")
    while True:
        index.compact()


def _ask_a_reader(app: Openlab, *, rebuild: bool = False) -> dict[str, Any] | None:
    """Return what a fresh process answers, or None when it died or failed."""
    with _child(app, _rebuild if rebuild else _read) as (_reader, pipe):
        try:
            told: dict[str, Any] | None = pipe.recv() if pipe.poll(PATIENCE) else None
        except EOFError:
            told = None
    return told


def _read(app: Openlab, pipe: Connection) -> None:
    index = _index(app, app.extensions["openlab.settings"].home / "index")
    pipe.send({"answers": _answers(index), "snapshot": index.state().snapshot, "damaged": []})


def _rebuild(app: Openlab, pipe: Connection) -> None:
    index = _index(app, app.extensions["openlab.settings"].home / "index")
    index.rebuild()
    pipe.send({"answers": _answers(index), "snapshot": index.state().snapshot, "damaged": index.check()})


@contextmanager
def _child(app: Openlab, work: Callable[[Openlab, Connection], None]) -> Iterator[tuple[Any, Connection]]:
    """Run work in a forked process, which has everything loaded, until the block ends."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe()
    process = context.Process(target=_in_context, args=(app, work, theirs))
    process.start()
    theirs.close()
    try:
        yield process, ours
    finally:
        process.kill()
        process.join()
        ours.close()


def _in_context(app: Openlab, work: Callable[[Openlab, Connection], None], pipe: Connection) -> None:
    with app.app_context():
        work(app, pipe)


def _flip(folder: Path, chance: random.Random) -> bool:
    """Flip bits of the newest generation, from one to many, anywhere in it."""
    generations = [path for path in folder.glob("*/[0-9]*/") if path.name.isdigit()]
    if not generations:
        return False
    files = sorted(max(generations).iterdir())
    for _ in range(chance.choice((1, 8, 64, 512))):
        path = chance.choices(files, [path.stat().st_size for path in files])[0]
        with path.open("r+b") as file:
            file.seek(chance.randrange(path.stat().st_size))
            byte = file.read(1)[0]
            file.seek(-1, 1)
            file.write(bytes([byte ^ 1 << chance.randrange(8)]))
    return True


@contextmanager
def _trusting() -> Iterator[None]:
    """Break what protects: snapshots are written in place, and read without a look at size, seal and digest."""
    with ExitStack() as broken:
        broken.enter_context(patch.object(SnapshotStore, "publish", _publish_in_place))
        broken.enter_context(patch.object(snapshot, "_compare", lambda _path, _name, _entry: None))
        broken.enter_context(patch.object(snapshot, "_seal", lambda _content: ""))
        yield


def _publish_in_place(store: SnapshotStore, head: snapshot.Head, arrays: snapshot.Arrays) -> str:
    generation = f"{len(store.generations()) % 2 + 1:010d}"
    folder = store.folder / generation
    folder.mkdir(exist_ok=True)
    store._point(generation)
    for path in folder.glob("*.bin"):
        path.unlink()
    sizes, entries = snapshot._write_arrays(folder, arrays)
    content = {"format": snapshot.FORMAT, "generation": generation, "head": snapshot.asdict(head), "files": sizes,
               "arrays": entries}  # fmt: skip
    (folder / MANIFEST).write_text(snapshot.json.dumps(content | {"seal": ""}))
    return generation


LINE = Line(
    "R18", "the index may be killed and flipped", "0 unreadable, 0 wrong, rebuilt equal", measure, control
)  # fmt: skip
