"""Bank statements with their entries, and corrections of balances."""

from __future__ import annotations

from introtui.store.migrations.bank import create_corrections, create_entries, create_statements

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Create the tables."""
    create_statements()
    create_entries()
    create_corrections()
