"""The audit of all accounts, the desk's overview, and notes on accounts."""

from __future__ import annotations

from introtui.store.migrations.desk.audit import extend_audit
from introtui.store.migrations.desk.notes import create_notes
from introtui.store.migrations.desk.overview import create_job_runs, index_overview

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Extend the audit, and create the new tables and indexes."""
    extend_audit()
    index_overview()
    create_job_runs()
    create_notes()
