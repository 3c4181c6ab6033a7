"""The first tables; the books, the timeline and the audit are append-only by trigger."""

from __future__ import annotations

from introtui.store.migrations.append_only import create_refusal, forbid_rewriting
from introtui.store.migrations.first.accounts import create_accounts
from introtui.store.migrations.first.books import create_books
from introtui.store.migrations.first.orders import create_orders

revision = "0001"
down_revision = None

APPEND_ONLY = ("ledger_transaction", "posting", "order_charge", "order_event", "audit")


def upgrade() -> None:
    """Create every table, then forbid rewriting history."""
    create_accounts()
    create_orders()
    create_books()
    create_refusal()
    for table in APPEND_ONLY:
        forbid_rewriting(table)
