"""R20: a filled database goes up, down and up again, and no row changes, on SQLite and PostgreSQL.

The project's own revisions are walked one by one.  Then comes a probe: a revision that rebuilds every table, the one
operation in which SQLite can lose rows, brought in through the same `openlab.schema` that an operator uses.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from openlab import schema
from openlab.config import RESOURCES
from openlab.kit.db import Base
from openlab.models import import_models
from tests.databases import create_tables, postgres
from tests.reliability.line import Line, Measured
from tests.reliability.rows import Rows, changed, columns, fill, held, kept

SHORT, LONG = 40, 1000  # rows in each table
PROBE = '''"""Rebuild every table."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "probe", {head!r}


def upgrade() -> None:
    for name in {tables!r}:
        with op.batch_alter_table(name, recreate={recreate!r}) as table:
            table.add_column(sa.Column("probe_note", sa.String(8)))


def downgrade() -> None:
    for name in {tables!r}:
        with op.batch_alter_table(name, recreate={recreate!r}) as table:
            table.drop_column("probe_note")
'''
Step = Callable[[str], None]


def measure(folder: Path, long: bool) -> Measured:
    """Walk both databases through every revision and the probe."""
    import_models()
    with postgres() as cluster:
        urls = {"SQLite": f"sqlite:///{folder / 'walked.db'}", "PostgreSQL": cluster.url(cluster.create())}
        walked = {name: _walk(url, folder / name, LONG if long else SHORT) for name, url in urls.items()}
    lost = sum(one["changed"] for one in walked.values())
    value = ", ".join(f"{name}: {one['changed']} of {one['rows']} rows changed in {one['steps']} steps"
                      for name, one in walked.items())  # fmt: skip
    return Measured(value, lost == 0 and all(one["steps"] >= 4 for one in walked.values()), dict(walked))


def control(folder: Path, long: bool) -> Measured:
    """Rebuild the tables of a filled SQLite database with foreign keys on, as a plain connection would."""
    import_models()
    url = f"sqlite:///{folder / 'control.db'}"
    rows = _prepare(url, LONG if long else SHORT)
    before = _held(url)
    with _probe(folder, "sqlite", _cascading()):
        engine = create_engine(url)
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA foreign_keys=ON")
            connection.commit()
            command.upgrade(schema._config(connection), "probe")
            connection.commit()
        engine.dispose()
    lost = changed(before, _held(url))
    return Measured(f"{lost} of {rows} rows changed with foreign keys on", lost == 0, {"rows": rows, "changed": lost})


def _walk(url: str, folder: Path, count: int) -> dict[str, int]:
    rows = _prepare(url, count)
    before, worst, steps = _held(url), 0, 0
    with _probe(folder, create_engine(url).dialect.name, [table.name for table in Base.metadata.sorted_tables]):
        for step in (_up("probe"), _down("-1"), _up("probe"), _down("-1")):
            step(url)
            worst, steps = max(worst, changed(before, _held(url))), steps + 1
    for step in _steps():
        step(url)
        before = kept(before, _columns(url))
        worst, steps = max(worst, changed(before, _held(url))), steps + 1
    return {"rows": rows, "changed": worst, "steps": steps}


def _prepare(url: str, count: int) -> int:
    """Bring a database to the newest schema and fill it; return how many rows it has."""
    if schema.newest():
        schema.migrate(url)
    else:
        create_tables(url)
    engine = create_engine(url)
    with engine.begin() as connection:
        rows = fill(connection, count)
    engine.dispose()
    return rows


def _steps() -> Iterator[Step]:
    """Yield the way from the newest revision down to the first that has rows to keep, and up again."""
    script = ScriptDirectory.from_config(schema._config())
    older = [revision.revision for revision in script.walk_revisions()][1:]
    for revision in older:
        yield _down(revision)
    for revision in reversed([schema.newest(), *older][: len(older)]):
        yield _up(revision)


def _up(revision: str) -> Step:
    return lambda url: schema.migrate(url, revision)


def _down(revision: str) -> Step:
    return lambda url: schema.migrate_down(url, revision)


@contextmanager
def _probe(folder: Path, dialect: str, names: list[str]) -> Iterator[None]:
    """Let `openlab.schema` see a copy of the migrations with one more revision on top."""
    shutil.copytree(RESOURCES / "migrations", folder / "migrations", ignore=shutil.ignore_patterns("__pycache__"))
    recreate = "always" if dialect == "sqlite" else "never"
    text = PROBE.format(head=schema.newest() or None, tables=names, recreate=recreate)
    (folder / "migrations" / "versions").mkdir(exist_ok=True)
    (folder / "migrations" / "versions" / "probe.py").write_text(text)
    with patch.object(schema, "RESOURCES", folder):
        yield


def _cascading() -> list[str]:
    """Return the tables whose rows take others with them when they go, and whose going nothing forbids."""
    pointing = [key for table in Base.metadata.sorted_tables for key in table.foreign_keys]
    actions = {name: {key.ondelete for key in pointing if key.column.table.name == name}
               for name in Base.metadata.tables}  # fmt: skip
    return [name for name, found in actions.items() if "CASCADE" in found and found <= {"CASCADE", "SET NULL"}]


def _columns(url: str) -> dict[str, set[str]]:
    engine = create_engine(url)
    with engine.connect() as connection:
        found = columns(connection)
    engine.dispose()
    return found


def _held(url: str) -> Rows:
    engine = create_engine(url)
    with engine.connect() as connection:
        found = held(connection)
    engine.dispose()
    return found


LINE = Line("R20", "migrating keeps every row", "0 rows changed", measure, control)
