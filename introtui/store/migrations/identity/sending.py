"""How far the delivery of each message has come."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


def extend_sending() -> None:
    """Let the outbox tell what was delivered; what is in it by then waits for the first worker."""
    op.add_column("outbox_message", sa.Column("channel", sa.String(), server_default="mail", nullable=False))
    op.add_column("outbox_message", sa.Column("gateway", sa.String(), server_default="", nullable=False))
    op.add_column("outbox_message", sa.Column("attempts", sa.Integer(), server_default="0", nullable=False))
    op.add_column("outbox_message", sa.Column("due_at", sa.DateTime(), nullable=True))
    op.add_column("outbox_message", sa.Column("delivered_at", sa.DateTime(), nullable=True))
    op.add_column("outbox_message", sa.Column("failed_at", sa.DateTime(), nullable=True))
    op.add_column("outbox_message", sa.Column("trouble", sa.String(), server_default="", nullable=False))
    op.execute("UPDATE outbox_message SET due_at = created_at")
    op.create_index("ix_outbox_message_due_at", "outbox_message", ["due_at"])
