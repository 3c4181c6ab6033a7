"""Sessions, second factors, ssh keys, codes under way, throttles, the delivery of what is sent, sorted lists."""

from __future__ import annotations

from introtui.store.migrations.identity.factors import create_factors
from introtui.store.migrations.identity.sending import extend_sending
from introtui.store.migrations.identity.sessions import create_sessions
from introtui.store.migrations.sorting import index_sorted_lists

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Create the new tables and extend the old ones."""
    create_sessions()
    create_factors()
    extend_sending()
    index_sorted_lists()
