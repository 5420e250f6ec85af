"""Bring a database to the newest schema, or another, with Alembic."""

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.pool import NullPool

from openlab.config import RESOURCES


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(RESOURCES / "migrations"))
    config.attributes["connection"] = connection
    return config


def newest() -> str:
    """Return the revision of the newest schema."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def current(url: str) -> str | None:
    """Return the revision a database is at, None when it is empty."""
    with _connect(url) as connection:
        return MigrationContext.configure(connection).get_current_revision()


def migrate(url: str, revision: str = "head") -> None:
    """Move a database up to a revision.

    The connection is one of its own, without foreign keys on SQLite: rebuilding a table there drops the old one,
    which would delete every row that refers to it.
    """
    with _connect(url) as connection:
        command.upgrade(_config(connection), revision)
        _check_references(connection)
        connection.commit()


def migrate_down(url: str, revision: str) -> None:
    """Move a database down to a revision."""
    with _connect(url) as connection:
        command.downgrade(_config(connection), revision)
        connection.commit()


def draft(url: str, message: str, revision_id: str) -> None:
    """Write a new revision from the difference between models and database."""
    with _connect(url) as connection:
        command.revision(_config(connection), message, autogenerate=True, rev_id=revision_id)


def _connect(url: str) -> Connection:
    connection = create_engine(url, poolclass=NullPool).connect()  # closing it leaves nothing open
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA journal_mode=WAL")
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.commit()
    return connection


def _check_references(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        broken = connection.execute(text("PRAGMA foreign_key_check")).all()
        if broken:
            raise RuntimeError(f"the migration left {len(broken)} broken references, first: {broken[0]}")
