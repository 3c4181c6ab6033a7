"""Tables that are only ever added to: triggers make the database itself refuse everything else."""

from __future__ import annotations

from alembic import op

REFUSE_FUNCTION = """
CREATE FUNCTION refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$
"""


def create_refusal() -> None:
    """Create what `forbid_rewriting` needs on PostgreSQL, once in a database."""
    if _on_postgresql():
        op.execute(REFUSE_FUNCTION)


def forbid_rewriting(table: str) -> None:
    """Make UPDATE and DELETE (and TRUNCATE where it exists) on a table fail."""
    if _on_postgresql():
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting()"
        )
        return
    for event in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )


def allow_rewriting(table: str) -> None:
    """Take the triggers away while a migration changes a table; it has to forbid rewriting again."""
    if _on_postgresql():
        op.execute(f"DROP TRIGGER {table}_append_only ON {table}")
        return
    for event in ("UPDATE", "DELETE"):
        op.execute(f"DROP TRIGGER {table}_no_{event.lower()}")


def _on_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"
