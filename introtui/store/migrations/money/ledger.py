"""The books that documents and payments need, and the index behind a running balance."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from introtui.store.migrations.append_only import allow_rewriting, forbid_rewriting
from introtui.store.migrations.columns import BIG_ID, foreign_key, primary_key
from introtui.store.migrations.money.rebuilding import rebuild

_BOOKS = "book IN ('customer', 'receivable', 'revenue', 'vat', 'bank', 'opening')"
_OLD = ("id", "transaction_id", "book", "account_id", "currency", "minor")


def extend_ledger() -> None:
    """Admit the new books."""
    allow_rewriting("posting")
    if op.get_bind().dialect.name == "sqlite":
        _rebuild_posting()
    else:
        op.drop_constraint(op.f("ck_posting_book"), "posting", type_="check")
        op.create_check_constraint(op.f("ck_posting_book"), "posting", _BOOKS)
        op.drop_index("ix_posting_balance", "posting")
    op.create_index("ix_posting_balance", "posting", ["account_id", "currency", "transaction_id", "minor"])
    forbid_rewriting("posting")


def _rebuild_posting() -> None:
    items = (
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("transaction_id", BIG_ID, nullable=False),
        sa.Column("book", sa.String(), nullable=False),
        sa.Column("account_id", BIG_ID, nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("minor", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("(book = 'customer') = (account_id IS NOT NULL)", name=op.f("ck_posting_owner")),
        sa.CheckConstraint(_BOOKS, name=op.f("ck_posting_book")),
        foreign_key("posting", "account_id", "account.id"),
        foreign_key("posting", "transaction_id", "ledger_transaction.id"),
        primary_key("posting", "id"),
    )
    rebuild("posting", items, kept=_OLD, filled={})
    op.create_index("ix_posting_transaction_id", "posting", ["transaction_id"])
