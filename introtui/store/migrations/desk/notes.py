"""What staff note about accounts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from introtui.store.migrations.columns import BIG_ID, foreign_key, primary_key
from introtui.store.migrations.indexing import index_rows


def create_notes() -> None:
    """Create the table; one note of an account can be pinned."""
    op.create_table(
        "account_note",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("account_id", BIG_ID, nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("pinned", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=True),
        foreign_key("account_note", "account_id", "account.id"),
        primary_key("account_note", "id"),
    )
    op.create_index("ix_account_note_account_id_id", "account_note", ["account_id", "id"])
    index_rows("ix_account_note_pinned", "account_note", ["account_id"], "pinned", unique=True)
