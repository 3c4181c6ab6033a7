"""What accounts and orders are found by: words of names, the ends of numbers, addresses that sort."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from introtui.store.migrations.finding.filling import fill_addresses, fill_profiles
from introtui.store.migrations.finding.keys import index_keys
from introtui.store.migrations.finding.trigrams import index_words, require_trigrams

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Add the columns, fill them from what is there, then index them."""
    require_trigrams()
    for name in ("find_text", "find_phone"):
        op.add_column("profile", sa.Column(name, sa.String(), nullable=False, server_default=""))
    op.add_column("order_address", sa.Column("address_key", sa.LargeBinary(), nullable=True))
    fill_profiles()
    fill_addresses()
    index_keys()
    index_words()
