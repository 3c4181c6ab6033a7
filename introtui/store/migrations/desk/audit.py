"""The audit of all accounts: who of staff acted, in whose place, and the indexes its filters are read by."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from introtui.store.migrations.append_only import allow_rewriting, forbid_rewriting
from introtui.store.migrations.indexing import index_rows

OF_STAFF = "UPDATE audit SET by_staff = true WHERE actor IN (SELECT login FROM account WHERE role <> 'customer')"
IN_PLACE = """
UPDATE audit SET in_place = true
WHERE by_staff AND (action IN ('account.act', 'account.look') OR detail LIKE '%In %''s place: %')
"""


def extend_audit() -> None:
    """Mark what staff did, as far as it can be told of what is there already."""
    for name in ("by_staff", "in_place"):
        op.add_column("audit", sa.Column(name, sa.Boolean(), server_default=sa.false(), nullable=False))
    allow_rewriting("audit")
    op.execute(OF_STAFF)
    op.execute(IN_PLACE)
    forbid_rewriting("audit")
    for name in ("actor", "action", "subject"):
        op.create_index(f"ix_audit_{name}_at_id", "audit", [name, "at", "id"])
    op.create_index("ix_audit_at_id", "audit", ["at", "id"])
    op.create_index(
        "ix_audit_from", "audit", ["address", "at", "id"], postgresql_ops={"address": "text_pattern_ops"}
    )
    index_rows("ix_audit_of_staff", "audit", ["at", "id"], "by_staff")
    index_rows("ix_audit_in_place", "audit", ["at", "id"], "in_place")
