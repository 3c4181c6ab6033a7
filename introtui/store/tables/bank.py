"""What came from the bank, and what staff book on balances: statements, their entries, corrections."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from introtui.domain.corrections import CorrectionKind, CorrectionState
from introtui.domain.statements import EntryState, Side
from introtui.store.tables.base import Base, Currency, Id, Minor, stored_by_value


class BankStatement(Base):
    """A file that was imported, known by its digest; `done_at` once the last of its entries is stored."""

    __tablename__ = "bank_statement"

    id: Mapped[Id]
    digest: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    entries: Mapped[int]
    begun_at: Mapped[datetime]
    begun_by: Mapped[str]
    done_at: Mapped[datetime | None]


class BankEntry(Base):
    """One movement on the company's account as its bank tells it, and what became of it.

    `key` is what tells it from every other, whichever file it comes in; one that came before has none and names
    the first. `account_id` is whose it is, or while it waits, whose it may be. `paying` are the references of the
    invoices that are paid with it.
    """

    __tablename__ = "bank_entry"

    id: Mapped[Id]
    statement_id: Mapped[int] = mapped_column(ForeignKey("bank_statement.id"))
    place: Mapped[int]
    line: Mapped[int]
    key: Mapped[str | None] = mapped_column(unique=True)
    repeats_id: Mapped[int | None] = mapped_column(ForeignKey("bank_entry.id"))
    account: Mapped[str]
    number: Mapped[str]
    booked_on: Mapped[date]
    currency: Mapped[Currency]
    minor: Mapped[Minor]
    side: Mapped[Side] = mapped_column(stored_by_value(Side))
    reference: Mapped[str]
    text: Mapped[str]
    end_to_end: Mapped[str]
    name: Mapped[str]
    iban: Mapped[str]
    facts: Mapped[str]
    state: Mapped[EntryState] = mapped_column(stored_by_value(EntryState))
    why: Mapped[str]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    paying: Mapped[str]
    payment_id: Mapped[int | None] = mapped_column(ForeignKey("payment.id"), index=True)
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str] = mapped_column(default="")

    __table_args__ = (
        UniqueConstraint("statement_id", "place"),
        Index("ix_bank_entry_by_state", "state", "id"),
        Index("ix_bank_entry_by_sender", "iban", "state", "id"),
    )


class Correction(Base):
    """A balance that staff move by hand: asked for with a reason, and booked at once or once another approves."""

    __tablename__ = "correction"

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(ForeignKey("idempotency.key"), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    kind: Mapped[CorrectionKind] = mapped_column(stored_by_value(CorrectionKind))
    currency: Mapped[Currency]
    minor: Mapped[Minor]
    why: Mapped[str]
    asked_at: Mapped[datetime]
    asked_by: Mapped[str]
    state: Mapped[CorrectionState] = mapped_column(stored_by_value(CorrectionState))
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str] = mapped_column(default="")
    decided_why: Mapped[str] = mapped_column(default="")
    transaction_id: Mapped[int | None] = mapped_column(ForeignKey("ledger_transaction.id"), index=True)

    __table_args__ = (Index("ix_correction_by_state", "state", "id"),)
