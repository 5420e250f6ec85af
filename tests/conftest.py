"""Fixtures shared by all tests: an application on a database of its own, and builders bound to it."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from huey import MemoryHuey

from openlab.app import Openlab, create_app
from openlab.config import Settings
from openlab.extensions import db, limiter
from openlab.i18n import set_locale
from openlab.kit.db import Base, set_write_intent, write_intent
from openlab.models import import_models
from tests.databases import Cluster, create_tables, postgres

SECRET = "a-secret-of-more-than-thirty-two-characters"


def make_settings(home: Path, **changes) -> Settings:
    """Return settings for a home folder of its own."""
    values = {"home": home, "database_url": f"sqlite:///{home / 'openlab.db'}", "secret_key": SECRET, **changes}
    return Settings(**values)


@pytest.fixture(autouse=True)
def fresh_context() -> None:
    """Begin each test reading and in Korean, whatever a request of the test before left in this thread."""
    set_write_intent(write=False)
    set_locale("ko")


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory) -> Path:
    """Make one empty database with all tables; every test starts from a copy."""
    home = tmp_path_factory.mktemp("template")
    app = create_app(make_settings(home), queue=MemoryHuey(immediate=True))
    import_models()
    with app.app_context(), write_intent():
        Base.metadata.create_all(db.engine)
        db.engine.dispose()
    return home / "openlab.db"


@pytest.fixture
def settings(tmp_path: Path, empty_database: Path) -> Settings:
    """Settings of an application whose database is a fresh copy."""
    shutil.copy(empty_database, tmp_path / "openlab.db")
    return make_settings(tmp_path)


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL server with a template database that has all tables."""
    with postgres() as cluster:
        create_tables(cluster.url(cluster.create("openlab_template")))
        yield cluster


@pytest.fixture
def postgres_url(cluster: Cluster) -> Iterator[str]:
    """A PostgreSQL database of one test's own, with all tables and no rows."""
    name = cluster.create(template="openlab_template")
    yield cluster.url(name)
    cluster.drop(name)


@pytest.fixture
def app(settings: Settings) -> Iterator[Openlab]:
    """An application whose jobs run at once, after each commit."""
    yield from _running(settings)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def any_app(request: pytest.FixtureRequest, settings: Settings) -> Iterator[Openlab]:
    """The application on SQLite, and once more on PostgreSQL."""
    if request.param == "postgres":
        settings = replace(settings, database_url=request.getfixturevalue("postgres_url"))
    yield from _running(settings)


def _running(settings: Settings) -> Iterator[Openlab]:
    app = create_app(settings, queue=MemoryHuey(immediate=True))
    app.config["WTF_CSRF_ENABLED"] = False
    app.testing = True
    limiter.enabled = False
    set_locale("ko")
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def session(app: Openlab):
    """A database session in an application context, free to write; nothing is committed unless a test does."""
    yield from _writing(app)


@pytest.fixture
def any_session(any_app: Openlab):
    """The same on SQLite, and once more on PostgreSQL."""
    yield from _writing(any_app)


def _writing(app: Openlab):
    with app.app_context():
        set_write_intent(write=True)
        yield db.session
        db.session.rollback()
        set_write_intent(write=False)


@pytest.fixture
def client(app: Openlab):
    """A browser without JavaScript."""
    return app.test_client()
