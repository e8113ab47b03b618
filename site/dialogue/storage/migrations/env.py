"""Alembic's environment: migrations run on the connection that `database.migrate` hands over."""

from __future__ import annotations

from alembic import context

from dialogue.storage.tables import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True,
                  compare_type=True)  # fmt: skip
with context.begin_transaction():
    context.run_migrations()
