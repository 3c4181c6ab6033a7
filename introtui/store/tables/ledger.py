"""The books: double entry, append-only (triggers in the first migration), one effect for one key."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from introtui.store.tables.base import Base, Currency, Id, Minor, index_rows

BOOKS = "'customer', 'receivable', 'revenue', 'vat', 'bank', 'opening'"
"""Every book there is, as SQL writes them: what customers own and owe, income, VAT, bank, what was brought in."""


class Idempotency(Base):
    """A key made when a dialog opened, what was asked with it, and what came of it."""

    __tablename__ = "idempotency"

    key: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    digest: Mapped[str]
    at: Mapped[datetime]


class LedgerTransaction(Base):
    """One event in the books; its postings sum to zero in its currency."""

    __tablename__ = "ledger_transaction"

    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    order_id: Mapped[int | None] = mapped_column(ForeignKey("orders.id"), index=True)
    kind: Mapped[str]
    memo: Mapped[str]
    currency: Mapped[Currency]
    at: Mapped[datetime]
    actor: Mapped[str]
    idempotency_key: Mapped[str | None] = mapped_column(ForeignKey("idempotency.key"), unique=True)


class Posting(Base):
    """One side of a transaction; a positive amount on the customer's book is owed to the customer."""

    __tablename__ = "posting"

    id: Mapped[Id]
    transaction_id: Mapped[int] = mapped_column(ForeignKey("ledger_transaction.id"), index=True)
    book: Mapped[str]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    currency: Mapped[Currency]
    minor: Mapped[Minor]

    __table_args__ = (
        Index("ix_posting_balance", "account_id", "currency", "transaction_id", "minor"),
        # What left the bank, which is little beside what came in.
        index_rows(
            "ix_posting_paid_out", "transaction_id", "currency", "minor", where="book = 'bank' AND minor > 0"
        ),
        CheckConstraint(f"book IN ({BOOKS})", name="book"),
        CheckConstraint("(book = 'customer') = (account_id IS NOT NULL)", name="owner"),
    )
