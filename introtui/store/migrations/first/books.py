"""What the first migration creates to keep the books and the records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from introtui.store.migrations.columns import BIG_ID, foreign_key, primary_key


def create_books() -> None:
    """Create these tables, each after those it refers to."""
    _create_idempotency()
    _create_ledger_transaction()
    _create_posting()
    _create_order_charge()
    _create_change()
    _create_imported_line()
    _create_audit()


def _create_idempotency() -> None:
    op.create_table(
        "idempotency",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("account_id", BIG_ID, nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        foreign_key("idempotency", "account_id", "account.id"),
        primary_key("idempotency", "key"),
    )


def _create_ledger_transaction() -> None:
    op.create_table(
        "ledger_transaction",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("account_id", BIG_ID, nullable=False),
        sa.Column("order_id", BIG_ID, nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("memo", sa.String(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("idempotency_key", sa.String(), nullable=True),
        foreign_key("ledger_transaction", "account_id", "account.id"),
        foreign_key("ledger_transaction", "idempotency_key", "idempotency.key"),
        foreign_key("ledger_transaction", "order_id", "orders.id"),
        primary_key("ledger_transaction", "id"),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_ledger_transaction_idempotency_key")),
    )
    op.create_index("ix_ledger_transaction_account_id", "ledger_transaction", ["account_id"])
    op.create_index("ix_ledger_transaction_order_id", "ledger_transaction", ["order_id"])


def _create_posting() -> None:
    op.create_table(
        "posting",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("transaction_id", BIG_ID, nullable=False),
        sa.Column("book", sa.String(), nullable=False),
        sa.Column("account_id", BIG_ID, nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("minor", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("(book = 'customer') = (account_id IS NOT NULL)", name=op.f("ck_posting_owner")),
        sa.CheckConstraint("book IN ('customer', 'revenue', 'vat', 'opening')", name=op.f("ck_posting_book")),
        foreign_key("posting", "account_id", "account.id"),
        foreign_key("posting", "transaction_id", "ledger_transaction.id"),
        primary_key("posting", "id"),
    )
    op.create_index("ix_posting_balance", "posting", ["account_id", "currency", "minor"])
    op.create_index("ix_posting_transaction_id", "posting", ["transaction_id"])


def _create_order_charge() -> None:
    op.create_table(
        "order_charge",
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
        foreign_key("order_charge", "credits_id", "order_charge.id"),
        foreign_key("order_charge", "order_id", "orders.id"),
        foreign_key("order_charge", "transaction_id", "ledger_transaction.id"),
        primary_key("order_charge", "id"),
        sa.UniqueConstraint("credits_id", name=op.f("uq_order_charge_credits_id")),
    )
    op.create_index("ix_order_charge_order_id", "order_charge", ["order_id"])


def _create_change() -> None:
    op.create_table(
        "change",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("account_id", BIG_ID, nullable=True),
        sa.Column("topic", sa.String(), nullable=False),
        primary_key("change", "id"),
        sqlite_autoincrement=True,
    )


def _create_imported_line() -> None:
    op.create_table(
        "imported_line",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("digests", sa.LargeBinary(), nullable=False),
        primary_key("imported_line", "kind", "key"),
    )


def _create_audit() -> None:
    op.create_table(
        "audit",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("account_id", BIG_ID, nullable=True),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        foreign_key("audit", "account_id", "account.id"),
        primary_key("audit", "id"),
    )
    op.create_index("ix_audit_account_id", "audit", ["account_id"])
