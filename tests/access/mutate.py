"""Take every guard away, one at a time, and see whether the matrix turns red: `make mutate`.

A guard is a `@requires`, a `@guarded_by`, a `….require(actor, permission, …)` call, or an `if not ….allows(…)` that
raises. Nothing is written to disk: the table's evaluator looks at where it is called from and lets that one place
through, which is what the program would do without it. Only the cells that came by a place are asked again.
"""

import ast
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

from flask import has_request_context, request
from huey import MemoryHuey

from openlab.app import create_app
from openlab.extensions import db
from openlab.kit.db import Base, write_intent
from openlab.kit.policy import PolicyTable
from openlab.models import import_models
from tests.access import table
from tests.access.matrix import Cell, check, every_cell
from tests.access.world import World, make_world
from tests.architecture.source import PACKAGE, python_files
from tests.conftest import make_settings

EVALUATOR = {PACKAGE / "kit" / "policy.py", PACKAGE / "kit" / "web.py"}


def say(line: str) -> None:
    """Print a line."""
    sys.stdout.write(f"{line}\n")


class Site(NamedTuple):
    """One guard: where it stands and what it is."""

    kind: str  # require | allows | requires | guarded_by
    where: str  # file, or endpoint of a view
    first: int = 0
    last: int = 0

    def __str__(self) -> str:
        return f"{self.kind:10} {self.where}{f':{self.first}' if self.first else ''}"


def written_sites() -> Iterator[Site]:
    """Yield the guards that stand in the program's text as calls."""
    for path in python_files(PACKAGE):
        if path in EVALUATOR:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _method(node) == "require" and len(node.args) >= 2:
                yield Site("require", str(path), node.lineno, node.end_lineno or node.lineno)
            elif isinstance(node, ast.If) and any(isinstance(inner, ast.Raise) for inner in node.body):
                for call in ast.walk(node.test):
                    if isinstance(call, ast.Call) and _method(call) == "allows":
                        yield Site("allows", str(path), call.lineno, call.end_lineno or call.lineno)


def _method(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


class Watch:
    """Stands in for the evaluator: notes which guards are asked, and lets one of them through."""

    def __init__(self, sites: list[Site]) -> None:
        self.by_file: dict[tuple[str, str], list[Site]] = defaultdict(list)
        for site in sites:
            self.by_file[site.kind, site.where].append(site)
        self.away: Site | None = None
        self.met: set[Site] = set()

    @contextmanager
    def on_duty(self) -> Iterator[None]:
        """Stand in for the evaluator inside a block."""
        require, allows = PolicyTable.require, PolicyTable.allows

        def watched_require(rules: Any, actor: Any, permission: str, thing: Any = None) -> None:
            if not self._is_away("require", sys._getframe(1)):
                require(rules, actor, permission, thing)

        def watched_allows(rules: Any, actor: Any, permission: str, thing: Any = None) -> bool:
            return self._is_away("allows", sys._getframe(1)) or allows(rules, actor, permission, thing)

        with patch.object(PolicyTable, "require", watched_require), patch.object(PolicyTable, "allows", watched_allows):
            yield

    def _is_away(self, kind: str, frame: Any) -> bool:
        file = frame.f_code.co_filename
        if file == str(PACKAGE / "kit" / "web.py") and has_request_context():
            found = Site("requires", str(request.endpoint))
        else:
            sites = self.by_file.get((kind, file), ())
            found = next((site for site in sites if site.first <= frame.f_lineno <= site.last), None)
        if found is not None:
            self.met.add(found)
        return found is not None and found == self.away


def run(world: World) -> int:
    """Print what became of every guard and return how many losses went unseen."""
    written = list(written_sites())
    watch, seen_by = Watch(written), defaultdict(list)
    with watch.on_duty():
        for cell in every_cell():
            watch.met.clear()
            if wrong := check(world, cell):
                say(f"the matrix is red before anything is taken away: {wrong}")
                return 1
            for site in watch.met:
                seen_by[site].append(cell)
        requires = sorted(site for site in seen_by if site.kind == "requires")
        survivors = [site for site in (*written, *requires) if not _is_missed(world, watch, site, seen_by[site])]
    views, unseen_views = _marked_views(world)
    say(f"{len(written)} calls, {len(requires)} @requires, {views} @guarded_by; cells: {sum(1 for _ in every_cell())}")
    for site in (*survivors, *unseen_views):
        say(f"survived: {str(site).replace(str(PACKAGE.parent) + '/', '')} ({len(seen_by[site])} cells came by)")
    say(f"{len(survivors) + len(unseen_views)} survivors")
    return len(survivors) + len(unseen_views)


def _is_missed(world: World, watch: Watch, site: Site, came_by: list[Cell]) -> bool:
    watch.away = site
    try:
        return any(_is_red(world, cell) for cell in came_by)
    finally:
        watch.away = None


def _is_red(world: World, cell: Cell) -> bool:
    """Say whether a cell notices; what breaks behind a guard that is gone would break the test as well."""
    try:
        return check(world, cell) is not None
    except Exception:  # anything at all: with the guard in place this cell did not break
        return True


def _marked_views(world: World) -> tuple[int, list[Site]]:
    """Take the mark off each view: the table of routes knows which permission each must name."""
    declared = {(route.endpoint, route.permission) for route in table.routes()}
    views = world.app.view_functions
    marked = [
        (name, view.guard) for name, view in views.items() if getattr(view, "guard", table.PUBLIC) != table.PUBLIC
    ]
    return len(marked), [Site("guarded_by", name) for name, guard in marked if (name, guard) not in declared]


def main() -> int:
    """Build a world in a folder that is thrown away, and run."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(make_settings(Path(folder), demo=True), queue=MemoryHuey(immediate=True))
        app.config["WTF_CSRF_ENABLED"] = False
        app.testing = True
        import_models()
        with app.app_context(), write_intent():
            Base.metadata.create_all(db.engine)
        return 1 if run(make_world(app)) else 0


if __name__ == "__main__":
    sys.exit(main())
