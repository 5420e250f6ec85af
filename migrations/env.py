"""Alembic's environment: the tables come from the models, the connection from the caller."""

import sqlalchemy as sa
from alembic import context

from openlab.kit.db import Base, UtcDateTime
from openlab.models import import_models


def render_item(kind, thing, autogen):
    """Write our own types as what the database sees, so that old revisions do not depend on today's code."""
    if kind == "type" and isinstance(thing, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(thing, sa.JSON):
        autogen.imports.add("from sqlalchemy.dialects.postgresql import JSONB")
        return 'sa.JSON().with_variant(JSONB(), "postgresql")'
    return False


def compare_type(_context, _inspected, _column, _database_type, own_type):
    """Leave moments to the dialect: on SQLite they are plain text."""
    return False if isinstance(own_type, UtcDateTime) else None


import_models()
connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    compare_type=compare_type,
    render_item=render_item,
    render_as_batch=connection.dialect.name == "sqlite",
)
with context.begin_transaction():
    context.run_migrations()
