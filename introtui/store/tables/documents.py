"""Invoices and credit notes, what was paid, and the evidence of VAT IDs; append-only but for the numbers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from introtui.domain.documents import DocumentKind
from introtui.domain.pricing import LineKind
from introtui.domain.taxation import Treatment
from introtui.store.tables.base import Base, Currency, Id, Minor, index_rows


class DocumentSeries(Base):
    """The last number given in a year of a series; taking the next one holds the row until the commit."""

    __tablename__ = "document_series"

    series: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last_number: Mapped[int]


class Document(Base):
    """An invoice or credit note as issued; never edited. `corrects_id` is the invoice a credit note voids."""

    __tablename__ = "document"

    id: Mapped[Id]
    kind: Mapped[DocumentKind]
    series: Mapped[str]
    year: Mapped[int]
    number: Mapped[int]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    purpose: Mapped[str]
    currency: Mapped[Currency]
    issued_on: Mapped[date]
    due_on: Mapped[date | None]
    net_minor: Mapped[Minor]
    vat_minor: Mapped[Minor]
    reference: Mapped[str] = mapped_column(index=True)
    seller: Mapped[dict[str, Any]] = mapped_column(JSON)
    customer: Mapped[dict[str, Any]] = mapped_column(JSON)
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"), index=True)
    transaction_id: Mapped[int] = mapped_column(ForeignKey("ledger_transaction.id"), index=True)

    __table_args__ = (
        UniqueConstraint("series", "year", "number"),
        Index("ix_document_account_id_id", "account_id", "id"),
        # What the list of documents is sorted by.
        Index("ix_document_by_number", "account_id", "series", "year", "number"),
        Index("ix_document_by_issued", "account_id", "issued_on", "id"),
        Index("ix_document_by_due", "account_id", text("coalesce(due_on, '9999-12-31')"), "id"),
        Index("ix_document_by_purpose", "account_id", "purpose", "id"),
        Index("ix_document_by_total", "account_id", text("(net_minor + vat_minor)"), "id"),
        # What a day comes to, read from the index alone.
        Index("ix_document_of_day", "issued_on", "currency", "kind", "net_minor", "vat_minor"),
    )


class DocumentLine(Base):
    """One line of a document: what, for which days, how it was worked out and why it is taxed as it is."""

    __tablename__ = "document_line"

    id: Mapped[Id]
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    kind: Mapped[LineKind]
    label: Mapped[str]
    why: Mapped[str]
    order_id: Mapped[int | None] = mapped_column(ForeignKey("orders.id"), index=True)
    charge_id: Mapped[int | None] = mapped_column(ForeignKey("order_charge.id", use_alter=True))
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("plan.id"))
    term_months: Mapped[int | None]
    period_start: Mapped[date | None]
    period_end: Mapped[date | None]
    days: Mapped[int]
    of_days: Mapped[int]
    basis_minor: Mapped[Minor]
    net_minor: Mapped[Minor]
    treatment: Mapped[Treatment]
    vat_rate_bp: Mapped[int]
    vat_rate_from: Mapped[date | None]
    vat_minor: Mapped[Minor]
    vat_why: Mapped[str]
    vat_note: Mapped[str]
    source: Mapped[str]


class Settlement(Base):
    """How an invoice was closed, once and for all: "balance" when paid, "credit_note" when voided."""

    __tablename__ = "settlement"

    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), primary_key=True, autoincrement=False)
    transaction_id: Mapped[int] = mapped_column(ForeignKey("ledger_transaction.id"), index=True)
    how: Mapped[str]
    settled_on: Mapped[date]


class Payment(Base):
    """Money that came in from outside; `external_id` is the bank's own number, which books once."""

    __tablename__ = "payment"

    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    currency: Mapped[Currency]
    minor: Mapped[Minor]
    received_on: Mapped[date]
    method: Mapped[str]
    reference: Mapped[str]
    external_id: Mapped[str] = mapped_column(unique=True)
    transaction_id: Mapped[int] = mapped_column(ForeignKey("ledger_transaction.id"))

    __table_args__ = (Index("ix_payment_of_day", "received_on", "currency", "minor"),)


class VatEvidence(Base):
    """What VIES or staff found about a VAT ID: kept as answered, for as long as invoices rest on it."""

    __tablename__ = "vat_evidence"

    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    vat_id: Mapped[str]
    valid: Mapped[bool]
    name: Mapped[str]
    address: Mapped[str]
    source: Mapped[str]
    request_id: Mapped[str]
    checked_at: Mapped[datetime]


class OutboxMessage(Base):
    """A message written in the transaction it tells of; one `key` is written once, however often a run repeats.

    It waits while `due_at` is set; then it is either delivered, or failed for good with its `trouble`.
    """

    __tablename__ = "outbox_message"

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    kind: Mapped[str]
    channel: Mapped[str] = mapped_column(default="mail", server_default="mail")
    gateway: Mapped[str] = mapped_column(default="", server_default="")
    address: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    created_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    due_at: Mapped[datetime | None] = mapped_column(index=True)
    delivered_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    trouble: Mapped[str] = mapped_column(default="", server_default="")

    __table_args__ = (index_rows("ix_outbox_message_failed", "id", where="failed_at IS NOT NULL"),)
