"""The index of names by groups of three letters: FTS5 on SQLite, pg_trgm on PostgreSQL."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.exc import DBAPIError

from introtui.store.migrate import SchemaError

NO_FTS5 = (
    "This Python's SQLite cannot find names: it needs version 3.34 or newer with FTS5. Use a Python that has it,"
    " such as your distribution's, or PostgreSQL."
)
NO_EXTENSION = (
    "This PostgreSQL server has no extension pg_trgm, which names are found by. Install it, on Debian with the"
    " package postgresql-contrib, then run introtui init again."
)
NO_RIGHT = (
    "The extension pg_trgm, which names are found by, is not in this database, and this user may not create it."
    " Let the database's owner run CREATE EXTENSION pg_trgm there, then run introtui init again."
)
_NOT_ALLOWED = "42501"

# The words are kept in the profile alone: the index refers to them, and the triggers tell it of every change.
SQLITE = (
    """
    CREATE VIRTUAL TABLE profile_words USING fts5(
        find_text, content = 'profile', content_rowid = 'account_id', tokenize = 'trigram'
    )
    """,
    """
    CREATE TRIGGER profile_words_insert AFTER INSERT ON profile BEGIN
        INSERT INTO profile_words (rowid, find_text) VALUES (new.account_id, new.find_text);
    END
    """,
    """
    CREATE TRIGGER profile_words_delete AFTER DELETE ON profile BEGIN
        INSERT INTO profile_words (profile_words, rowid, find_text)
        VALUES ('delete', old.account_id, old.find_text);
    END
    """,
    """
    CREATE TRIGGER profile_words_update AFTER UPDATE OF find_text ON profile WHEN old.find_text <> new.find_text
    BEGIN
        INSERT INTO profile_words (profile_words, rowid, find_text)
        VALUES ('delete', old.account_id, old.find_text);
        INSERT INTO profile_words (rowid, find_text) VALUES (new.account_id, new.find_text);
    END
    """,
    "INSERT INTO profile_words (profile_words) VALUES ('rebuild')",
)
# Without a list of pending rows, which each find would have to go through.
POSTGRES = "CREATE INDEX ix_profile_words ON profile USING gin (find_text gin_trgm_ops) WITH (fastupdate = off)"


def require_trigrams() -> None:
    """Make sure of what the index needs; raises `SchemaError` with what to do."""
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        _require_fts5()
        return
    if not _has(connection, "pg_extension", "extname"):
        if not _has(connection, "pg_available_extensions", "name"):
            raise SchemaError(NO_EXTENSION)
        _create_extension()


def index_words() -> None:
    """Create the index, and fill it."""
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else (POSTGRES,):
        op.execute(statement)


def _require_fts5() -> None:
    try:
        op.execute("CREATE VIRTUAL TABLE temp.probe USING fts5(word, tokenize = 'trigram')")
    except DBAPIError as error:
        raise SchemaError(NO_FTS5) from error
    op.execute("DROP TABLE temp.probe")


def _has(connection: sa.Connection, catalogue: str, column: str) -> bool:
    query = sa.select(sa.literal(1)).select_from(sa.table(catalogue)).where(sa.column(column) == "pg_trgm")
    return connection.execute(query).first() is not None


def _create_extension() -> None:
    try:
        op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) == _NOT_ALLOWED:
            raise SchemaError(NO_RIGHT) from error
        raise
