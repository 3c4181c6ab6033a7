"""The schema's version: bring a database up to it, refuse one that is newer."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import inspect, text

from introtui.domain.errors import IntrotuiError
from introtui.store.engine import Database

HEAD = "0012"
"""The newest migration; alembic is loaded only when a database is not there yet."""

NEWER = "This database was made by a newer version of introtui. Upgrade introtui, then try again."

MIGRATIONS = Path(__file__).with_name("migrations")


class SchemaError(IntrotuiError):
    """The database is missing, older or newer than this program."""


def version_of(database: Database) -> str | None:
    """Return the schema version a database is at, None when it is empty."""
    with database.engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def upgrade(database: Database) -> None:
    """Create or upgrade the schema; a schema newer than this program raises `SchemaError`."""
    if version_of(database) == HEAD:
        return
    from alembic import command
    from alembic.config import Config
    from alembic.util.exc import CommandError

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    try:
        with database.migrating() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except CommandError as error:
        raise SchemaError(NEWER) from error


def require_current(database: Database) -> None:
    """Raise `SchemaError` unless the database is at this program's version."""
    version = version_of(database)
    if version is None:
        raise SchemaError("This database is empty. Run: introtui init")
    if version > HEAD:
        raise SchemaError(NEWER)
    if version != HEAD:
        raise SchemaError(f"This database is at version {version}, not {HEAD}. Run: introtui init")
