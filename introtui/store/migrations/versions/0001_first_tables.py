"""The first tables; the books, the timeline and the audit are append-only by trigger."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
APPEND_ONLY = ("ledger_transaction", "posting", "order_charge", "order_event", "audit")


def upgrade() -> None:
    """Create every table, then forbid rewriting history."""
    create_accounts()
    create_profile()
    create_settings()
    create_catalogue()
    create_orders()
    create_order_details()
    create_ledger()
    create_charges()
    create_records()
    if op.get_bind().dialect.name == "postgresql":
        op.execute(REFUSE_FUNCTION)
    for table in APPEND_ONLY:
        forbid_rewriting(table)


REFUSE_FUNCTION = """
CREATE FUNCTION refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$
"""


def forbid_rewriting(table: str) -> None:
    """Make UPDATE and DELETE (and TRUNCATE where it exists) on a table fail."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting()"
        )
        return
    for event in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )


def create_accounts() -> None:
    """Create the account."""
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
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("login", name=op.f("uq_account_login")),
    )


def create_profile() -> None:
    """Create the profile."""
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
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_profile_account_id_account")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_profile")),
    )
    op.create_index("ix_profile_email", "profile", ["email"])


def create_settings() -> None:
    """Create what else an owner edits, logins and tickets."""
    op.create_table(
        "login_event",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("account_id", BIG_ID, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_login_event_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_event")),
    )
    op.create_index("ix_login_event_account_id_id", "login_event", ["account_id", "id"])

    op.create_table(
        "notification_settings",
        sa.Column("account_id", BIG_ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("news", sa.Boolean(), nullable=False),
        sa.Column("low_balance_minor", sa.BigInteger(), nullable=True),
        sa.Column("invoices_email", sa.String(), nullable=False),
        sa.Column("support_email", sa.String(), nullable=False),
        sa.Column("complaints_email", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_notification_settings_account_id_account")
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_notification_settings")),
    )
    op.create_table(
        "security",
        sa.Column("account_id", BIG_ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("password_changed_at", sa.DateTime(), nullable=True),
        sa.Column("security_code_hash", sa.String(), nullable=True),
        sa.Column("ip_restriction", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_security_account_id_account")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_security")),
    )
    op.create_table(
        "ticket",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("account_id", BIG_ID, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_ticket_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket")),
    )
    op.create_index("ix_ticket_account_id", "ticket", ["account_id"])


def create_catalogue() -> None:
    """Create products, plans, prices and VAT rates."""
    op.create_table(
        "product",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product")),
        sa.UniqueConstraint("name", name=op.f("uq_product_name")),
    )
    op.create_table(
        "vat_rate",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("rate_bp", sa.Integer(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vat_rate")),
        sa.UniqueConstraint("country", "valid_from", name=op.f("uq_vat_rate_country_valid_from")),
    )
    op.create_table(
        "plan",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("product_id", BIG_ID, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("specs", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_plan_product_id_product")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan")),
        sa.UniqueConstraint("product_id", "name", name=op.f("uq_plan_product_id_name")),
    )
    op.create_table(
        "plan_price",
        sa.Column("plan_id", BIG_ID, nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("monthly_minor", sa.BigInteger(), nullable=False),
        sa.Column("setup_fee_minor", sa.BigInteger(), nullable=False),
        sa.Column("refund_terms", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_plan_price_plan_id_plan")),
        sa.PrimaryKeyConstraint("plan_id", "currency", name=op.f("pk_plan_price")),
    )


def create_orders() -> None:
    """Create the orders."""
    op.create_table(
        "orders",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("account_id", BIG_ID, nullable=False),
        sa.Column("plan_id", BIG_ID, nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "awaiting_payment",
                "processing",
                "active",
                "suspended",
                "terminated",
                "cancelled",
                "failed_setup",
                name="orderstatus",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column(
            "suspended_for",
            sa.Enum("nonpayment", "violation", name="suspendedfor", native_enum=False, length=20),
            nullable=True,
        ),
        sa.Column("term_months", sa.Integer(), nullable=False),
        sa.Column("price_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("hostname", sa.String(), nullable=False),
        sa.Column("first_address", sa.String(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("period_start", sa.Date(), nullable=True),
        sa.Column("paid_until", sa.Date(), nullable=True),
        sa.Column("anchor_day", sa.Integer(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("auto_renew", sa.Boolean(), nullable=False),
        sa.Column("cancel_at", sa.Date(), nullable=True),
        sa.Column("next_plan_id", BIG_ID, nullable=True),
        sa.Column("next_term_months", sa.Integer(), nullable=True),
        sa.Column("comment", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_orders_account_id_account")),
        sa.ForeignKeyConstraint(["next_plan_id"], ["plan.id"], name=op.f("fk_orders_next_plan_id_plan")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_orders_plan_id_plan")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders")),
    )
    op.create_index(
        "ix_orders_by_days", "orders", ["account_id", sa.text("coalesce(paid_until, '9999-12-31')"), "id"]
    )
    op.create_index("ix_orders_by_id", "orders", ["account_id", "id"])


def create_order_details() -> None:
    """Create addresses and timeline."""
    op.create_table(
        "order_address",
        sa.Column("order_id", BIG_ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_order_address_order_id_orders")),
        sa.PrimaryKeyConstraint("order_id", "position", name=op.f("pk_order_address")),
    )
    op.create_index("ix_order_address_address", "order_address", ["address"])

    op.create_table(
        "order_event",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("order_id", BIG_ID, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("sentence", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_order_event_order_id_orders")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_event")),
    )
    op.create_index("ix_order_event_order_id", "order_event", ["order_id"])


def create_ledger() -> None:
    """Create the books."""
    op.create_table(
        "idempotency",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("account_id", BIG_ID, nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_idempotency_account_id_account")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_idempotency")),
    )
    op.create_table(
        "ledger_transaction",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("account_id", BIG_ID, nullable=False),
        sa.Column("order_id", BIG_ID, nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("memo", sa.String(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("idempotency_key", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_ledger_transaction_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["idempotency_key"],
            ["idempotency.key"],
            name=op.f("fk_ledger_transaction_idempotency_key_idempotency"),
        ),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_ledger_transaction_order_id_orders")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_transaction")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_ledger_transaction_idempotency_key")),
    )
    op.create_index("ix_ledger_transaction_account_id", "ledger_transaction", ["account_id"])
    op.create_index("ix_ledger_transaction_order_id", "ledger_transaction", ["order_id"])

    op.create_table(
        "posting",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("transaction_id", BIG_ID, nullable=False),
        sa.Column("book", sa.String(), nullable=False),
        sa.Column("account_id", BIG_ID, nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("minor", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("(book = 'customer') = (account_id IS NOT NULL)", name=op.f("ck_posting_owner")),
        sa.CheckConstraint("book IN ('customer', 'revenue', 'vat', 'opening')", name=op.f("ck_posting_book")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_posting_account_id_account")),
        sa.ForeignKeyConstraint(
            ["transaction_id"],
            ["ledger_transaction.id"],
            name=op.f("fk_posting_transaction_id_ledger_transaction"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posting")),
    )
    op.create_index("ix_posting_balance", "posting", ["account_id", "currency", "minor"])
    op.create_index("ix_posting_transaction_id", "posting", ["transaction_id"])


def create_charges() -> None:
    """Create what periods were charged."""
    op.create_table(
        "order_charge",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("order_id", BIG_ID, nullable=False),
        sa.Column("transaction_id", BIG_ID, nullable=True),
        sa.Column("credits_id", BIG_ID, nullable=True),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("period_end", sa.Date(), nullable=False),
        sa.Column("basis_minor", sa.BigInteger(), nullable=False),
        sa.Column("net_minor", sa.BigInteger(), nullable=False),
        sa.Column("vat_rate_bp", sa.Integer(), nullable=True),
        sa.Column("vat_minor", sa.BigInteger(), nullable=False),
        sa.Column("vat_why", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["credits_id"], ["order_charge.id"], name=op.f("fk_order_charge_credits_id_order_charge")
        ),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_order_charge_order_id_orders")),
        sa.ForeignKeyConstraint(
            ["transaction_id"],
            ["ledger_transaction.id"],
            name=op.f("fk_order_charge_transaction_id_ledger_transaction"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_charge")),
        sa.UniqueConstraint("credits_id", name=op.f("uq_order_charge_credits_id")),
    )
    op.create_index("ix_order_charge_order_id", "order_charge", ["order_id"])


def create_records() -> None:
    """Create audit, change feed and import marks."""
    op.create_table(
        "change",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("account_id", BIG_ID, nullable=True),
        sa.Column("topic", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "imported_line",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("digests", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "key", name=op.f("pk_imported_line")),
    )
    op.create_table(
        "audit",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("account_id", BIG_ID, nullable=True),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_audit_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_index("ix_audit_account_id", "audit", ["account_id"])
