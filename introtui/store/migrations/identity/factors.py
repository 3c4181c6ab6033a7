"""Second factors, ssh keys, and codes that were sent and wait to be typed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from introtui.store.migrations.columns import BIG_ID, foreign_key, primary_key


def create_factors() -> None:
    """Create these tables."""
    _create_two_factor()
    _create_ssh_key()
    _create_sent_code()


def _create_two_factor() -> None:
    op.create_table(
        "two_factor",
        sa.Column("account_id", BIG_ID, nullable=False),
        sa.Column("sealed_key", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(), nullable=True),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        foreign_key("two_factor", "account_id", "account.id"),
        primary_key("two_factor", "account_id"),
    )
    op.create_table(
        "recovery_code",
        sa.Column("account_id", BIG_ID, nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        foreign_key("recovery_code", "account_id", "account.id"),
        primary_key("recovery_code", "account_id", "digest"),
    )


def _create_ssh_key() -> None:
    op.create_table(
        "ssh_key",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("account_id", BIG_ID, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("public_key", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("added_at", sa.DateTime(), nullable=False),
        sa.Column("last_used_at", sa.DateTime(), nullable=True),
        foreign_key("ssh_key", "account_id", "account.id"),
        primary_key("ssh_key", "id"),
        sa.UniqueConstraint("account_id", "fingerprint", name=op.f("uq_ssh_key_account_id_fingerprint")),
    )


def _create_sent_code() -> None:
    op.create_table(
        "sent_code",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("account_id", BIG_ID, nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("message_key", sa.String(), nullable=False),
        foreign_key("sent_code", "account_id", "account.id"),
        primary_key("sent_code", "id"),
    )
    op.create_index("ix_sent_code_account_id_purpose", "sent_code", ["account_id", "purpose"])
