"""Prices begin on a day, plans can be withdrawn from sale, and orders know when theirs was agreed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from introtui.store.migrations.columns import BIG_ID, foreign_key, primary_key
from introtui.store.migrations.money.rebuilding import rebuild

revision = "0009"
down_revision = "0008"

FIRST_DAY = "1970-01-01"
"""Before every order: what was sold at today's prices stays explained by them."""
KEY = ("plan_id", "currency", "valid_from")
KEPT = ("plan_id", "currency", "monthly_minor", "setup_fee_minor", "refund_terms")


def upgrade() -> None:
    """Give every price the first day, and orders the columns for the day of theirs."""
    if op.get_bind().dialect.name == "sqlite":
        _rebuild_prices()
    else:
        op.add_column("plan_price", sa.Column("valid_from", sa.Date(), nullable=False, server_default=FIRST_DAY))
        op.alter_column("plan_price", "valid_from", server_default=None)
        op.drop_constraint("pk_plan_price", "plan_price", type_="primary")
        op.create_primary_key("pk_plan_price", "plan_price", list(KEY))
    op.add_column("plan", sa.Column("withdrawn_on", sa.Date(), nullable=True))
    op.add_column("orders", sa.Column("agreed_on", sa.Date(), nullable=True))
    op.add_column("orders", sa.Column("next_agreed_on", sa.Date(), nullable=True))
    op.create_index("ix_orders_plan_id_currency_status", "orders", ["plan_id", "currency", "status"])


def _rebuild_prices() -> None:
    items = (
        sa.Column("plan_id", BIG_ID, nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("monthly_minor", sa.BigInteger(), nullable=False),
        sa.Column("setup_fee_minor", sa.BigInteger(), nullable=False),
        sa.Column("refund_terms", sa.String(), nullable=False),
        foreign_key("plan_price", "plan_id", "plan.id"),
        primary_key("plan_price", *KEY),
    )
    rebuild("plan_price", items, kept=KEPT, filled={"valid_from": f"'{FIRST_DAY}'"})
