"""Fixtures shared by all tests: an application on a database of its own, and builders bound to it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from huey import MemoryHuey

from openlab.app import Openlab, create_app
from openlab.config import Settings
from openlab.extensions import db, limiter
from openlab.i18n import set_locale
from openlab.kit.db import Base, set_write_intent, write_intent
from openlab.models import import_models

SECRET = "a-secret-of-more-than-thirty-two-characters"


def make_settings(home: Path, **changes) -> Settings:
    """Return settings for a home folder of its own."""
    values = {"home": home, "database_url": f"sqlite:///{home / 'openlab.db'}", "secret_key": SECRET, **changes}
    return Settings(**values)


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


@pytest.fixture
def app(settings: Settings) -> Iterator[Openlab]:
    """An application whose jobs run at once, after each commit."""
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
    with app.app_context():
        set_write_intent(write=True)
        yield db.session
        db.session.rollback()
        set_write_intent(write=False)


@pytest.fixture
def client(app: Openlab):
    """A browser without JavaScript."""
    return app.test_client()
