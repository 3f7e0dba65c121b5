"""Alembic's entry: runs the steps on the connection that `migrate` holds."""

from alembic import context

from assistant.adapters.database.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
