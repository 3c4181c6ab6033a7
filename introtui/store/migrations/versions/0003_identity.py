"""Sessions, second factors, ssh keys, codes under way, throttles, and the delivery of what is sent."""

from __future__ import annotations

from introtui.store.migrations.identity.factors import create_factors
from introtui.store.migrations.identity.sending import extend_sending
from introtui.store.migrations.identity.sessions import create_sessions

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Create the new tables and extend the old ones."""
    create_sessions()
    create_factors()
    extend_sending()
