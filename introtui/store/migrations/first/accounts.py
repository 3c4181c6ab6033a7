"""What the first migration creates for an account: who it is, and what its owner sets."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from introtui.store.migrations.columns import BIG_ID, foreign_key, primary_key


def create_accounts() -> None:
    """Create these tables, each after those it refers to."""
    _create_account()
    _create_profile()
    _create_login_event()
    _create_notification_settings()
    _create_security()
    _create_ticket()


def _create_account() -> None:
    op.create_table(
        "account",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("login", sa.String(), nullable=False),
        sa.Column(
            "role",
            sa.Enum("customer", "operator", "admin", name="role", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        primary_key("account", "id"),
        sa.UniqueConstraint("login", name=op.f("uq_account_login")),
    )


def _create_profile() -> None:
    op.create_table(
        "profile",
        sa.Column("account_id", BIG_ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("last_name", sa.String(), nullable=False),
        sa.Column("first_name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("email_changed_at", sa.DateTime(), nullable=False),
        sa.Column("email_confirmed_at", sa.DateTime(), nullable=True),
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("mobile_phone", sa.String(), nullable=False),
        sa.Column("phone_verified_at", sa.DateTime(), nullable=True),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column(
            "profile_type",
            sa.Enum("individual", "company", name="profiletype", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("company_name", sa.String(), nullable=False),
        sa.Column("vat_id", sa.String(), nullable=False),
        sa.Column("company_verified_at", sa.DateTime(), nullable=True),
        sa.Column("postal_recipient", sa.String(), nullable=False),
        sa.Column("postal_street", sa.String(), nullable=False),
        sa.Column("postal_code", sa.String(), nullable=False),
        sa.Column("postal_city", sa.String(), nullable=False),
        sa.Column("postal_region", sa.String(), nullable=False),
        sa.Column("postal_country", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        foreign_key("profile", "account_id", "account.id"),
        primary_key("profile", "account_id"),
    )
    op.create_index("ix_profile_email", "profile", ["email"])


def _create_login_event() -> None:
    op.create_table(
        "login_event",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("account_id", BIG_ID, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        foreign_key("login_event", "account_id", "account.id"),
        primary_key("login_event", "id"),
    )
    op.create_index("ix_login_event_account_id_id", "login_event", ["account_id", "id"])


def _create_notification_settings() -> None:
    op.create_table(
        "notification_settings",
        sa.Column("account_id", BIG_ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("news", sa.Boolean(), nullable=False),
        sa.Column("low_balance_minor", sa.BigInteger(), nullable=True),
        sa.Column("invoices_email", sa.String(), nullable=False),
        sa.Column("support_email", sa.String(), nullable=False),
        sa.Column("complaints_email", sa.String(), nullable=False),
        foreign_key("notification_settings", "account_id", "account.id"),
        primary_key("notification_settings", "account_id"),
    )


def _create_security() -> None:
    op.create_table(
        "security",
        sa.Column("account_id", BIG_ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("password_changed_at", sa.DateTime(), nullable=True),
        sa.Column("security_code_hash", sa.String(), nullable=True),
        sa.Column("ip_restriction", sa.String(), nullable=False),
        foreign_key("security", "account_id", "account.id"),
        primary_key("security", "account_id"),
    )


def _create_ticket() -> None:
    op.create_table(
        "ticket",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("account_id", BIG_ID, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        foreign_key("ticket", "account_id", "account.id"),
        primary_key("ticket", "id"),
    )
    op.create_index("ix_ticket_account_id", "ticket", ["account_id"])
