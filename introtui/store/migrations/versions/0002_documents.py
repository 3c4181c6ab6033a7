"""Documents, payments, address pools and what billing keeps of an order."""

from __future__ import annotations

from introtui.store.migrations.append_only import forbid_rewriting
from introtui.store.migrations.money.catalogue import extend_catalogue
from introtui.store.migrations.money.charges import extend_charges
from introtui.store.migrations.money.credit_cap import cap_credits
from introtui.store.migrations.money.documents import create_documents
from introtui.store.migrations.money.ledger import extend_ledger
from introtui.store.migrations.money.orders import extend_orders
from introtui.store.migrations.money.records import create_records

revision = "0002"
down_revision = "0001"

APPEND_ONLY = ("document", "document_line", "settlement", "payment", "vat_evidence")


def upgrade() -> None:
    """Create the new tables, then extend the old ones, which refer to them."""
    create_documents()
    create_records()
    extend_catalogue()
    extend_orders()
    extend_charges()
    cap_credits()
    extend_ledger()
    for table in APPEND_ONLY:
        forbid_rewriting(table)
