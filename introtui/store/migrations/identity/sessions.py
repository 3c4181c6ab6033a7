"""Who is signed in, who may not sign in, and how often somebody tried."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from introtui.store.migrations.columns import BIG_ID, foreign_key, primary_key


def create_sessions() -> None:
    """Create these tables, and let an account be blocked."""
    op.add_column("account", sa.Column("blocked_at", sa.DateTime(), nullable=True))
    op.create_table(
        "account_session",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("account_id", BIG_ID, nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("last_key_at", sa.DateTime(), nullable=False),
        sa.Column("factor_at", sa.DateTime(), nullable=True),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("ended_because", sa.String(), nullable=False),
        foreign_key("account_session", "account_id", "account.id"),
        primary_key("account_session", "id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_account_session_account_id_ended_at", "account_session", ["account_id", "ended_at"])
    op.create_table(
        "attempt",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        primary_key("attempt", "id"),
    )
    op.create_index("ix_attempt_key_at", "attempt", ["key", "at"])
    op.create_table(
        "address_trial",
        sa.Column("account_id", BIG_ID, nullable=False),
        sa.Column("before", sa.String(), nullable=False),
        sa.Column("ends_at", sa.DateTime(), nullable=False),
        foreign_key("address_trial", "account_id", "account.id"),
        primary_key("address_trial", "account_id"),
    )
    op.create_index("ix_address_trial_ends_at", "address_trial", ["ends_at"])
