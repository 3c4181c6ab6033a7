"""The indexes that the lists of documents and of actions are read by, one for each way to sort them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

DOCUMENTS = {
    "number": ("series", "year", "number"),
    "issued": ("issued_on", "id"),
    "due": (sa.text("coalesce(due_on, '9999-12-31')"), "id"),
    "purpose": ("purpose", "id"),
    "total": (sa.text("(net_minor + vat_minor)"), "id"),
}
AUDIT = {"time": "at", "action": "action", "actor": "actor"}


def index_sorted_lists() -> None:
    """Create them; that of the audit by number alone is needed no more."""
    for name, columns in DOCUMENTS.items():
        op.create_index(f"ix_document_by_{name}", "document", ["account_id", *columns])
    op.drop_index("ix_audit_account_id_id", "audit")
    for name, column in AUDIT.items():
        op.create_index(f"ix_audit_by_{name}", "audit", ["account_id", column, "id"])
