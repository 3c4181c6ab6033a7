"""The books that documents and payments need, and the index behind a running balance."""

from __future__ import annotations

from alembic import op

from introtui.store.migrations.append_only import allow_rewriting, forbid_rewriting
from introtui.store.migrations.columns import ALONE

_BOOKS = "book IN ('customer', 'receivable', 'revenue', 'vat', 'bank', 'opening')"


def extend_ledger() -> None:
    """Admit the new books."""
    allow_rewriting("posting")
    with op.batch_alter_table("posting", reflect_kwargs=ALONE) as posting:
        posting.drop_constraint(op.f("ck_posting_book"), type_="check")
        posting.create_check_constraint(op.f("ck_posting_book"), _BOOKS)
    op.drop_index("ix_posting_balance", "posting")
    op.create_index("ix_posting_balance", "posting", ["account_id", "currency", "transaction_id", "minor"])
    forbid_rewriting("posting")
