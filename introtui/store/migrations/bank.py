"""The tables of what came from the bank, and of balances moved by hand."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from introtui.store.migrations.columns import BIG_ID, foreign_key, primary_key


def create_statements() -> None:
    """Create the imported files."""
    op.create_table(
        "bank_statement",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("begun_at", sa.DateTime(), nullable=False),
        sa.Column("begun_by", sa.String(), nullable=False),
        sa.Column("done_at", sa.DateTime(), nullable=True),
        primary_key("bank_statement", "id"),
        sa.UniqueConstraint("digest", name=op.f("uq_bank_statement_digest")),
    )


def create_entries() -> None:
    """Create the entries of the files."""
    op.create_table(
        "bank_entry",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("statement_id", BIG_ID, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=True),
        sa.Column("repeats_id", BIG_ID, nullable=True),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("account", "number")),
        sa.Column("booked_on", sa.Date(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("minor", sa.BigInteger(), nullable=False),
        sa.Column("side", sa.String(length=20), nullable=False),
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in ("reference", "text", "end_to_end", "name", "iban", "facts")
        ),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("account_id", BIG_ID, nullable=True),
        sa.Column("paying", sa.String(), nullable=False),
        sa.Column("payment_id", BIG_ID, nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=False),
        foreign_key("bank_entry", "statement_id", "bank_statement.id"),
        foreign_key("bank_entry", "repeats_id", "bank_entry.id"),
        foreign_key("bank_entry", "account_id", "account.id"),
        foreign_key("bank_entry", "payment_id", "payment.id"),
        primary_key("bank_entry", "id"),
        sa.UniqueConstraint("key", name=op.f("uq_bank_entry_key")),
        sa.UniqueConstraint("statement_id", "place", name=op.f("uq_bank_entry_statement_id_place")),
    )
    op.create_index("ix_bank_entry_account_id", "bank_entry", ["account_id"])
    op.create_index("ix_bank_entry_payment_id", "bank_entry", ["payment_id"])
    op.create_index("ix_bank_entry_by_state", "bank_entry", ["state", "id"])
    op.create_index("ix_bank_entry_by_sender", "bank_entry", ["iban", "state", "id"])


def create_corrections() -> None:
    """Create the balances moved by hand."""
    op.create_table(
        "correction",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("account_id", BIG_ID, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("minor", sa.BigInteger(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("decided_why", sa.String(), nullable=False),
        sa.Column("transaction_id", BIG_ID, nullable=True),
        foreign_key("correction", "key", "idempotency.key"),
        foreign_key("correction", "account_id", "account.id"),
        foreign_key("correction", "transaction_id", "ledger_transaction.id"),
        primary_key("correction", "id"),
        sa.UniqueConstraint("key", name=op.f("uq_correction_key")),
    )
    op.create_index("ix_correction_account_id", "correction", ["account_id"])
    op.create_index("ix_correction_transaction_id", "correction", ["transaction_id"])
    op.create_index("ix_correction_by_state", "correction", ["state", "id"])
