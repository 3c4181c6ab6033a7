"""Alembic's entry: run the migrations on the connection handed over in the configuration."""

from __future__ import annotations

from alembic import context

from introtui.store.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
