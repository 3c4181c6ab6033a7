"""What billing keeps of an order, and whether an account was told of its low balance."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

_SCHEDULED = """
UPDATE orders SET change_at = paid_until, next_price_minor = (
    SELECT plan_price.monthly_minor * orders.next_term_months FROM plan_price
    WHERE plan_price.plan_id = orders.next_plan_id AND plan_price.currency = orders.currency
) WHERE next_plan_id IS NOT NULL
"""
INVOICE_KEY = "fk_orders_open_invoice_id_document"


def extend_orders() -> None:
    """Add the columns in place: the table is large, and SQLite would copy it for anything else."""
    op.add_column("orders", sa.Column("change_at", sa.Date(), nullable=True))
    op.add_column("orders", sa.Column("next_price_minor", sa.BigInteger(), nullable=True))
    op.add_column("orders", sa.Column("suspended_on", sa.Date(), nullable=True))
    for name in ("operating_system", "location"):
        op.add_column("orders", sa.Column(name, sa.String(), server_default="", nullable=False))
    # Alembic cannot add a column together with its foreign key on SQLite; both databases can.
    number = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    op.execute(
        f"ALTER TABLE orders ADD COLUMN open_invoice_id {number} CONSTRAINT {INVOICE_KEY} REFERENCES document (id)"
    )
    op.execute(_SCHEDULED)
    op.execute("UPDATE orders SET suspended_on = paid_until WHERE status = 'suspended'")
    op.create_index("ix_orders_status_paid_until_id", "orders", ["status", "paid_until", "id"])
    for column in ("suspended_on", "cancel_at", "change_at"):
        op.create_index(f"ix_orders_{column}_id", "orders", [column, "id"])
    op.create_index("ix_orders_open_invoice_id", "orders", ["open_invoice_id"])
    op.add_column(
        "notification_settings",
        sa.Column("low_balance_told", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
