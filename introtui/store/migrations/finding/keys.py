"""The indexes by which something is found that begins like a text, in capitals or not."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

BEGINNINGS = {
    "ix_account_find_login": ("account", "login"),
    "ix_profile_by_email": ("profile", "email"),
    "ix_profile_by_mobile_phone": ("profile", "mobile_phone"),
    "ix_profile_by_vat_id": ("profile", "vat_id"),
    "ix_profile_by_find_phone": ("profile", "find_phone"),
    "ix_orders_by_hostname": ("orders", "hostname"),
}


def index_keys() -> None:
    """Create them; where a database sorts by the rules of a language, in the order of the code points."""
    collated = "" if op.get_bind().dialect.name == "sqlite" else ' COLLATE "C"'
    for name, (table, column) in BEGINNINGS.items():
        op.create_index(name, table, [sa.text(f"(lower({column}){collated})")])
    op.create_index("ix_order_address_address_key", "order_address", ["address_key"])
