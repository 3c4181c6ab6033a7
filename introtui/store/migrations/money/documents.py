"""Invoices, credit notes, their numbers and how they were settled."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from introtui.store.migrations.columns import BIG_ID, foreign_key, primary_key

TREATMENTS = ("domestic", "eu_consumer", "reverse_charge", "outside_eu")
LINE_KINDS = ("credit", "charge", "refund", "term", "setup")


def treatment() -> sa.Enum:
    """Return the type of a column that holds a VAT treatment."""
    return sa.Enum(*TREATMENTS, name="treatment", native_enum=False, length=20)


def create_documents() -> None:
    """Create these tables, each after those it refers to."""
    _create_series()
    _create_document()
    _create_line()
    _create_settlement()


def _create_series() -> None:
    op.create_table(
        "document_series",
        sa.Column("series", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        primary_key("document_series", "series", "year"),
    )


def _create_document() -> None:
    op.create_table(
        "document",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column(
            "kind",
            sa.Enum("invoice", "credit_note", name="documentkind", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("series", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("account_id", BIG_ID, nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("net_minor", sa.BigInteger(), nullable=False),
        sa.Column("vat_minor", sa.BigInteger(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("seller", sa.JSON(), nullable=False),
        sa.Column("customer", sa.JSON(), nullable=False),
        sa.Column("corrects_id", BIG_ID, nullable=True),
        sa.Column("transaction_id", BIG_ID, nullable=False),
        foreign_key("document", "account_id", "account.id"),
        foreign_key("document", "corrects_id", "document.id"),
        foreign_key("document", "transaction_id", "ledger_transaction.id"),
        primary_key("document", "id"),
        sa.UniqueConstraint("series", "year", "number", name=op.f("uq_document_series_year_number")),
    )
    op.create_index("ix_document_account_id_id", "document", ["account_id", "id"])
    op.create_index("ix_document_reference", "document", ["reference"])
    op.create_index("ix_document_corrects_id", "document", ["corrects_id"])
    op.create_index("ix_document_transaction_id", "document", ["transaction_id"])


def _create_line() -> None:
    op.create_table(
        "document_line",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("document_id", BIG_ID, nullable=False),
        sa.Column("kind", sa.Enum(*LINE_KINDS, name="linekind", native_enum=False, length=20), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("order_id", BIG_ID, nullable=True),
        sa.Column("charge_id", BIG_ID, nullable=True),
        sa.Column("plan_id", BIG_ID, nullable=True),
        sa.Column("term_months", sa.Integer(), nullable=True),
        sa.Column("period_start", sa.Date(), nullable=True),
        sa.Column("period_end", sa.Date(), nullable=True),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("of_days", sa.Integer(), nullable=False),
        sa.Column("basis_minor", sa.BigInteger(), nullable=False),
        sa.Column("net_minor", sa.BigInteger(), nullable=False),
        sa.Column("treatment", treatment(), nullable=False),
        sa.Column("vat_rate_bp", sa.Integer(), nullable=False),
        sa.Column("vat_rate_from", sa.Date(), nullable=True),
        sa.Column("vat_minor", sa.BigInteger(), nullable=False),
        sa.Column("vat_why", sa.String(), nullable=False),
        sa.Column("vat_note", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        foreign_key("document_line", "charge_id", "order_charge.id"),
        foreign_key("document_line", "document_id", "document.id"),
        foreign_key("document_line", "order_id", "orders.id"),
        foreign_key("document_line", "plan_id", "plan.id"),
        primary_key("document_line", "id"),
    )
    op.create_index("ix_document_line_document_id", "document_line", ["document_id"])
    op.create_index("ix_document_line_order_id", "document_line", ["order_id"])


def _create_settlement() -> None:
    op.create_table(
        "settlement",
        sa.Column("document_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("transaction_id", BIG_ID, nullable=False),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("settled_on", sa.Date(), nullable=False),
        foreign_key("settlement", "document_id", "document.id"),
        foreign_key("settlement", "transaction_id", "ledger_transaction.id"),
        primary_key("settlement", "document_id"),
    )
    op.create_index("ix_settlement_transaction_id", "settlement", ["transaction_id"])
