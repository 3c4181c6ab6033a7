"""What a charge keeps of its taxation and of the document that explains it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from introtui.store.migrations.append_only import allow_rewriting, forbid_rewriting
from introtui.store.migrations.columns import BIG_ID, foreign_key, primary_key
from introtui.store.migrations.money.documents import treatment
from introtui.store.migrations.money.rebuilding import rebuild

_TREATMENT = """
CASE WHEN (SELECT profile.country FROM profile JOIN orders ON orders.account_id = profile.account_id
    WHERE orders.id = order_charge.order_id) IN (
    'AT', 'BE', 'BG', 'CY', 'CZ', 'DE', 'DK', 'EE', 'ES', 'FI', 'FR', 'GR', 'HR', 'HU',
    'IE', 'IT', 'LT', 'LU', 'LV', 'MT', 'NL', 'PL', 'PT', 'RO', 'SE', 'SI', 'SK')
THEN 'eu_consumer' ELSE 'outside_eu' END
"""
"""The treatment of older charges follows from the country; the list is the Union at the time of this migration."""

_OLD = (
    sa.Column("id", BIG_ID, nullable=False),
    sa.Column("order_id", BIG_ID, nullable=False),
    sa.Column("transaction_id", BIG_ID, nullable=True),
    sa.Column("credits_id", BIG_ID, nullable=True),
    sa.Column("period_start", sa.Date(), nullable=False),
    sa.Column("period_end", sa.Date(), nullable=False),
    sa.Column("basis_minor", sa.BigInteger(), nullable=False),
    sa.Column("net_minor", sa.BigInteger(), nullable=False),
    sa.Column("vat_rate_bp", sa.Integer(), nullable=True),
    sa.Column("vat_minor", sa.BigInteger(), nullable=False),
    sa.Column("vat_why", sa.String(), nullable=False),
    sa.Column("source", sa.String(), nullable=False),
)


def _added() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("line_id", BIG_ID, nullable=True),
        sa.Column("setup", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("term_months", sa.Integer(), nullable=True),
        sa.Column("label", sa.String(), server_default="", nullable=False),
        sa.Column("vat_rate_from", sa.Date(), nullable=True),
    )


def extend_charges() -> None:
    """Add the columns, and let a charge be credited twice.

    A refund in full gives back what a plan change left of a charge.
    """
    allow_rewriting("order_charge")
    if op.get_bind().dialect.name == "sqlite":
        _rebuild_charge()
    else:
        _alter_charge()
    op.create_index("ix_order_charge_credits_id", "order_charge", ["credits_id"])
    forbid_rewriting("order_charge")


def _rebuild_charge() -> None:
    items = (
        *(column._copy() for column in _OLD),
        *_added(),
        sa.Column("treatment", treatment(), nullable=False),
        foreign_key("order_charge", "credits_id", "order_charge.id"),
        foreign_key("order_charge", "line_id", "document_line.id"),
        foreign_key("order_charge", "order_id", "orders.id"),
        foreign_key("order_charge", "transaction_id", "ledger_transaction.id"),
        primary_key("order_charge", "id"),
    )
    rebuild("order_charge", items, kept=[column.name for column in _OLD], filled={"treatment": _TREATMENT})
    op.create_index("ix_order_charge_order_id", "order_charge", ["order_id"])


def _alter_charge() -> None:
    for column in _added():
        op.add_column("order_charge", column)
    op.add_column("order_charge", sa.Column("treatment", treatment(), nullable=True))
    op.execute(f"UPDATE order_charge SET treatment = {_TREATMENT}")
    op.alter_column("order_charge", "treatment", nullable=False)
    op.drop_constraint(op.f("uq_order_charge_credits_id"), "order_charge", type_="unique")
    op.create_foreign_key(
        op.f("fk_order_charge_line_id_document_line"), "order_charge", "document_line", ["line_id"], ["id"]
    )
