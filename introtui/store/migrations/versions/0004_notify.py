"""PostgreSQL tells whoever listens that something was committed; SQLite is watched another way."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"

TELL_FUNCTION = """
CREATE FUNCTION tell_of_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN PERFORM pg_notify('introtui_change', ''); RETURN NULL; END $$
"""
TELL = """
CREATE TRIGGER change_is_told AFTER INSERT ON change FOR EACH STATEMENT EXECUTE FUNCTION tell_of_change()
"""


def upgrade() -> None:
    """Have each commit with new rows in the change feed told once, however many rows it has."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(TELL_FUNCTION)
        op.execute(TELL)
