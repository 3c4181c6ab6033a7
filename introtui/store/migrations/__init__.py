"""Alembic migrations, applied by `introtui.store.migrate`."""
