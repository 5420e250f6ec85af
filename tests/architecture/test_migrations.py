"""One line of revisions that goes up, down and up on both databases, and ends where the models are."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect

from openlab import schema
from openlab.kit.db import Base
from openlab.models import MODULES, import_models
from tests.architecture.source import PACKAGE, python_files, short


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request, tmp_path):
    """The address of a database without any table."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
    else:
        cluster = request.getfixturevalue("cluster")
        name = cluster.create()
        yield cluster.url(name)
        cluster.drop(name)


def look(url, question):
    """Ask a question of a connection and close it."""
    engine = create_engine(url)
    with engine.connect() as connection:
        answer = question(connection)
    engine.dispose()
    return answer


def shape(url):
    """Return every table with its columns, keys and indexes as the database tells them, in an order of their own."""

    def describe(connection):
        found = inspect(connection)
        return {
            name: (
                sorted((column["name"], str(column["type"]), column["nullable"]) for column in found.get_columns(name)),
                sorted(map(str, found.get_foreign_keys(name))),
                sorted((index["name"], index["column_names"], index["unique"]) for index in found.get_indexes(name)),
            )
            for name in found.get_table_names()
        }

    return look(url, describe)


def differences(url):
    import_models()

    def compare(connection):
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return compare_metadata(context, Base.metadata)

    return look(url, compare)


def test_the_revisions_have_one_beginning_and_one_head():
    script = ScriptDirectory.from_config(schema._config())

    assert len(script.get_heads()) == 1
    assert len(script.get_bases()) == 1


def test_every_module_with_tables_is_known_to_the_migrations():
    modules = {short(path).removesuffix(".py").replace("/", ".") for path in python_files(PACKAGE)
               if path.name == "models.py" and path.parent != PACKAGE}  # fmt: skip

    assert modules == set(MODULES)


def test_a_migrated_database_agrees_with_the_models(url):
    schema.migrate(url)

    assert differences(url) == []


def test_a_database_that_lacks_a_column_is_noticed(url):
    schema.migrate(url)
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE need DROP COLUMN affected")
    engine.dispose()

    assert [change[0] for change in differences(url)] == ["add_column"]


def test_every_revision_goes_up_down_and_up_to_the_same_tables(url):
    schema.migrate(url)
    whole = shape(url)

    for revision in ScriptDirectory.from_config(schema._config()).walk_revisions():
        schema.migrate_down(url, revision.down_revision or "base")
        schema.migrate(url, revision.revision)
        schema.migrate_down(url, revision.down_revision or "base")
    assert set(shape(url)) == {"alembic_version"}

    schema.migrate(url)
    assert shape(url) == whole


def test_migrating_a_database_that_is_up_to_date_changes_nothing(url):
    schema.migrate(url)
    whole = shape(url)

    schema.migrate(url)

    assert shape(url) == whole
    assert schema.current(url) == schema.newest()
