"""Run by Alembic for each migration: uses the connection, and its open transaction, that `schema.migrate` hands over."""

from alembic import context

from ehcp_flow.db.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite alters most things by making the table anew
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
