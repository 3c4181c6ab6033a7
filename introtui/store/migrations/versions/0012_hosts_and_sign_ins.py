"""Host names are found by any part of them, and accounts by where somebody signed in from."""

from __future__ import annotations

from alembic import op

from introtui.store.migrations.finding.hosts import index_host_parts

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Index what is there; the rows stay as they are."""
    op.create_index("ix_login_event_address_account_id", "login_event", ["address", "account_id"])
    index_host_parts()
