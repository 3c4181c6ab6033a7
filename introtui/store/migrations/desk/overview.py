"""What the desk's overview is read by, and when the billing run ran."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from introtui.store.migrations.columns import BIG_ID, primary_key
from introtui.store.migrations.indexing import index_rows


def index_overview() -> None:
    """Create the indexes of what a day comes to."""
    op.create_index("ix_payment_of_day", "payment", ["received_on", "currency", "minor"])
    op.create_index("ix_document_of_day", "document", ["issued_on", "currency", "kind", "net_minor", "vat_minor"])
    index_rows(
        "ix_posting_paid_out",
        "posting",
        ["transaction_id", "currency", "minor"],
        "book = 'bank' AND minor > 0",
    )


def create_job_runs() -> None:
    """Create the table that says when a timer's job ran, and whether it got to its end."""
    op.create_table(
        "job_run",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("job", sa.String(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("finished_at", sa.DateTime(), nullable=True),
        sa.Column("problems", sa.Integer(), server_default="0", nullable=False),
        primary_key("job_run", "id"),
    )
    op.create_index("ix_job_run_job_id", "job_run", ["job", "id"])
