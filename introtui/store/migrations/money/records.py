"""Payments from outside, the evidence of VAT IDs, and messages to send."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from introtui.store.migrations.columns import BIG_ID, foreign_key, primary_key


def create_records() -> None:
    """Create these tables."""
    _create_payment()
    _create_evidence()
    _create_outbox()
    _create_mark()


def _create_payment() -> None:
    op.create_table(
        "payment",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("account_id", BIG_ID, nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("minor", sa.BigInteger(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("transaction_id", BIG_ID, nullable=False),
        foreign_key("payment", "account_id", "account.id"),
        foreign_key("payment", "transaction_id", "ledger_transaction.id"),
        primary_key("payment", "id"),
        sa.UniqueConstraint("external_id", name=op.f("uq_payment_external_id")),
    )
    op.create_index("ix_payment_account_id", "payment", ["account_id"])


def _create_evidence() -> None:
    op.create_table(
        "vat_evidence",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("account_id", BIG_ID, nullable=False),
        sa.Column("vat_id", sa.String(), nullable=False),
        sa.Column("valid", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("request_id", sa.String(), nullable=False),
        sa.Column("checked_at", sa.DateTime(), nullable=False),
        foreign_key("vat_evidence", "account_id", "account.id"),
        primary_key("vat_evidence", "id"),
    )
    op.create_index("ix_vat_evidence_account_id", "vat_evidence", ["account_id"])


def _create_outbox() -> None:
    op.create_table(
        "outbox_message",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("account_id", BIG_ID, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        foreign_key("outbox_message", "account_id", "account.id"),
        primary_key("outbox_message", "id"),
        sa.UniqueConstraint("key", name=op.f("uq_outbox_message_key")),
    )
    op.create_index("ix_outbox_message_account_id", "outbox_message", ["account_id"])


def _create_mark() -> None:
    op.create_table(
        "mark",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("last_id", BIG_ID, nullable=False),
        primary_key("mark", "name"),
    )
