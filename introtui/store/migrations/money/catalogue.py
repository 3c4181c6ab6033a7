"""What can be chosen with a product, its address pool, and where a VAT rate comes from."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from introtui.store.migrations.columns import BIG_ID, foreign_key, primary_key


def extend_catalogue() -> None:
    """Create these tables and columns."""
    _create_option()
    _create_pool()
    op.add_column("vat_rate", sa.Column("source", sa.String(), server_default="", nullable=False))


def _create_option() -> None:
    op.create_table(
        "product_option",
        sa.Column("product_id", BIG_ID, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        foreign_key("product_option", "product_id", "product.id"),
        primary_key("product_option", "product_id", "kind", "name"),
    )


def _create_pool() -> None:
    op.create_table(
        "pool_address",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("product_id", BIG_ID, nullable=False),
        sa.Column("location", sa.String(), nullable=False),
        sa.Column("ip_version", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("order_id", BIG_ID, nullable=True),
        foreign_key("pool_address", "order_id", "orders.id"),
        foreign_key("pool_address", "product_id", "product.id"),
        primary_key("pool_address", "id"),
        sa.UniqueConstraint("address", name=op.f("uq_pool_address_address")),
    )
    op.create_index("ix_pool_address_order_id", "pool_address", ["order_id"])
    op.create_index(
        "ix_pool_address_free", "pool_address", ["product_id", "location", "ip_version", "order_id", "id"]
    )
