"""What the first migration creates for the catalogue and the orders from it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from introtui.store.migrations.columns import BIG_ID, foreign_key, primary_key

STATUS = sa.Enum(
    "awaiting_payment",
    "processing",
    "active",
    "suspended",
    "terminated",
    "cancelled",
    "failed_setup",
    name="orderstatus",
    native_enum=False,
    length=20,
)
SUSPENDED_FOR = sa.Enum("nonpayment", "violation", name="suspendedfor", native_enum=False, length=20)


def create_orders() -> None:
    """Create these tables, each after those it refers to."""
    _create_product()
    _create_vat_rate()
    _create_plan()
    _create_plan_price()
    _create_orders()
    _create_order_address()
    _create_order_event()


def _create_product() -> None:
    op.create_table(
        "product",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        primary_key("product", "id"),
        sa.UniqueConstraint("name", name=op.f("uq_product_name")),
    )


def _create_vat_rate() -> None:
    op.create_table(
        "vat_rate",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("rate_bp", sa.Integer(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        primary_key("vat_rate", "id"),
        sa.UniqueConstraint("country", "valid_from", name=op.f("uq_vat_rate_country_valid_from")),
    )


def _create_plan() -> None:
    op.create_table(
        "plan",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("product_id", BIG_ID, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("specs", sa.String(), nullable=False),
        foreign_key("plan", "product_id", "product.id"),
        primary_key("plan", "id"),
        sa.UniqueConstraint("product_id", "name", name=op.f("uq_plan_product_id_name")),
    )


def _create_plan_price() -> None:
    op.create_table(
        "plan_price",
        sa.Column("plan_id", BIG_ID, nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("monthly_minor", sa.BigInteger(), nullable=False),
        sa.Column("setup_fee_minor", sa.BigInteger(), nullable=False),
        sa.Column("refund_terms", sa.String(), nullable=False),
        foreign_key("plan_price", "plan_id", "plan.id"),
        primary_key("plan_price", "plan_id", "currency"),
    )


def _create_orders() -> None:
    op.create_table(
        "orders",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("account_id", BIG_ID, nullable=False),
        sa.Column("plan_id", BIG_ID, nullable=False),
        sa.Column("status", STATUS, nullable=False),
        sa.Column("suspended_for", SUSPENDED_FOR, nullable=True),
        sa.Column("term_months", sa.Integer(), nullable=False),
        sa.Column("price_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("hostname", sa.String(), nullable=False),
        sa.Column("first_address", sa.String(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("period_start", sa.Date(), nullable=True),
        sa.Column("paid_until", sa.Date(), nullable=True),
        sa.Column("anchor_day", sa.Integer(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("auto_renew", sa.Boolean(), nullable=False),
        sa.Column("cancel_at", sa.Date(), nullable=True),
        sa.Column("next_plan_id", BIG_ID, nullable=True),
        sa.Column("next_term_months", sa.Integer(), nullable=True),
        sa.Column("comment", sa.String(), nullable=False),
        foreign_key("orders", "account_id", "account.id"),
        foreign_key("orders", "next_plan_id", "plan.id"),
        foreign_key("orders", "plan_id", "plan.id"),
        primary_key("orders", "id"),
    )
    op.create_index(
        "ix_orders_by_days", "orders", ["account_id", sa.text("coalesce(paid_until, '9999-12-31')"), "id"]
    )
    op.create_index("ix_orders_by_id", "orders", ["account_id", "id"])


def _create_order_address() -> None:
    op.create_table(
        "order_address",
        sa.Column("order_id", BIG_ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        foreign_key("order_address", "order_id", "orders.id"),
        primary_key("order_address", "order_id", "position"),
    )
    op.create_index("ix_order_address_address", "order_address", ["address"])


def _create_order_event() -> None:
    op.create_table(
        "order_event",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("order_id", BIG_ID, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("sentence", sa.String(), nullable=False),
        foreign_key("order_event", "order_id", "orders.id"),
        primary_key("order_event", "id"),
    )
    op.create_index("ix_order_event_order_id", "order_event", ["order_id"])
