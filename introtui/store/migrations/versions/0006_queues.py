"""Queues of the desk: who works on what, why a company was rejected, what tickets are about and were answered."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from introtui.store.tables.base import BigId

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Create the new tables and columns, and index what waits."""
    op.create_table(
        "queue_claim",
        sa.Column("queue", sa.String(), primary_key=True),
        sa.Column("item_id", BigId, primary_key=True, autoincrement=False),
        sa.Column("account_id", BigId, sa.ForeignKey("account.id"), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=False),
        sa.Column("later", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.create_table(
        "ticket_reply",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("ticket_id", BigId, sa.ForeignKey("ticket.id"), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
    )
    op.create_index("ix_ticket_reply_ticket_id", "ticket_reply", ["ticket_id"])
    op.create_table(
        "canned_reply",
        sa.Column("name", sa.String(), primary_key=True),
        sa.Column("body", sa.String(), nullable=False),
    )
    op.add_column("ticket", sa.Column("about", sa.String(), nullable=False, server_default=""))
    op.add_column("profile", sa.Column("company_rejected_at", sa.DateTime(), nullable=True))
    op.add_column("profile", sa.Column("company_rejection", sa.String(), nullable=False, server_default=""))
    op.create_index("ix_ticket_state_kind_id", "ticket", ["state", "kind", "id"])
    for name, table, columns, where in (
        (
            "ix_profile_to_verify",
            "profile",
            ["account_id"],
            "profile_type = 'company' AND company_verified_at IS NULL AND company_rejected_at IS NULL",
        ),
        ("ix_outbox_message_failed", "outbox_message", ["id"], "failed_at IS NOT NULL"),
    ):
        op.create_index(name, table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
