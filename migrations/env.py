"""Alembic's environment: the tables come from the models, the connection from the caller."""

from alembic import context

from openlab.kit.db import Base
from openlab.models import import_models

import_models()
connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=Base.metadata, compare_type=True,
                  render_as_batch=connection.dialect.name == "sqlite")
with context.begin_transaction():
    context.run_migrations()
