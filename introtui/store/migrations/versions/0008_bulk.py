"""Bulk actions and their items; the indexes that staff list all orders by."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from introtui.store.migrations.columns import BIG_ID, foreign_key, primary_key

revision = "0008"
down_revision = "0007"

_UNTIL = "coalesce(paid_until, '9999-12-31')"
_PLAN = ("plan_id", "currency", "status")
INDEXES: dict[str, tuple[str, ...]] = {
    "all_by_id": ("status", "id"),
    "all_by_days": ("status", _UNTIL, "id"),
    "plan_by_id": (*_PLAN, "id"),
    "plan_by_days": (*_PLAN, _UNTIL, "id"),
    "plan_by_price": (*_PLAN, "price_minor", "id"),
}


def upgrade() -> None:
    """Create the tables and the indexes."""
    op.create_table(
        "bulk_job",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("parameters", sa.String(), nullable=False),
        sa.Column("by_id", BIG_ID, nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("trouble", sa.String(), nullable=False),
        sa.Column("lease_holder", sa.String(), nullable=False),
        sa.Column("lease_until", sa.DateTime(), nullable=True),
        foreign_key("bulk_job", "by_id", "account.id"),
        primary_key("bulk_job", "id"),
        sa.UniqueConstraint("key", name=op.f("uq_bulk_job_key")),
    )
    op.create_index(op.f("ix_bulk_job_state_id"), "bulk_job", ["state", "id"])
    op.create_table(
        "bulk_item",
        sa.Column("job_id", BIG_ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("target_id", BIG_ID, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("sentence", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=True),
        sa.Column("expected_minor", BIG_ID, nullable=True),
        sa.Column("expected_until", sa.Date(), nullable=True),
        sa.Column("booked_minor", BIG_ID, nullable=True),
        foreign_key("bulk_item", "job_id", "bulk_job.id"),
        primary_key("bulk_item", "job_id", "position"),
    )
    op.create_index(op.f("ix_bulk_item_job_id_state_position"), "bulk_item", ["job_id", "state", "position"])
    for name, columns in INDEXES.items():
        op.create_index(f"ix_orders_{name}", "orders", [sa.text(each) for each in columns])
