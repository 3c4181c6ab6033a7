"""The index of host names by groups of three characters: FTS5 on SQLite, pg_trgm on PostgreSQL."""

from __future__ import annotations

from alembic import op

# The names are kept in the orders alone: the index refers to them, and the triggers tell it of every change.
# How long each is would be kept for a ranking that nobody asks for.
SQLITE = (
    """
    CREATE VIRTUAL TABLE hostname_parts USING fts5(
        hostname, content = 'orders', content_rowid = 'id', tokenize = 'trigram', columnsize = 0
    )
    """,
    """
    CREATE TRIGGER hostname_parts_insert AFTER INSERT ON orders BEGIN
        INSERT INTO hostname_parts (rowid, hostname) VALUES (new.id, new.hostname);
    END
    """,
    """
    CREATE TRIGGER hostname_parts_delete AFTER DELETE ON orders BEGIN
        INSERT INTO hostname_parts (hostname_parts, rowid, hostname) VALUES ('delete', old.id, old.hostname);
    END
    """,
    """
    CREATE TRIGGER hostname_parts_update AFTER UPDATE OF hostname ON orders WHEN old.hostname <> new.hostname
    BEGIN
        INSERT INTO hostname_parts (hostname_parts, rowid, hostname) VALUES ('delete', old.id, old.hostname);
        INSERT INTO hostname_parts (rowid, hostname) VALUES (new.id, new.hostname);
    END
    """,
    "INSERT INTO hostname_parts (hostname_parts) VALUES ('rebuild')",
)
POSTGRES = (
    # Dots and hyphens as letters, which pg_trgm would leave out; no name in small letters has these two.
    # Without a list of pending rows, which each find would have to go through.
    """
    CREATE INDEX ix_orders_hostname_parts ON orders
    USING gin (translate(lower(hostname), '.-', 'QZ') gin_trgm_ops) WITH (fastupdate = off)
    """,
    # Otherwise the server would not know for long what nearly all names have: it need not be looked up.
    "ANALYZE orders",
)


def index_host_parts() -> None:
    """Create the index, and fill it."""
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRES:
        op.execute(statement)
