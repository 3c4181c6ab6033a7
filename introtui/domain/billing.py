"""The billing section as shown: balance, statement, documents, and how to transfer money (spec section 2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from introtui.domain.documents import DocumentKind, Party, Standing
from introtui.domain.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class BillingView:
    """The billing slice of the state; rows are read by page.

    `open_invoices` and `open_total` are what waits to be paid, `revision` changes whenever something was booked.
    """

    balance: Money
    low_balance: Money | None
    open_invoices: int
    open_total: Money
    revision: int

    @property
    def is_low(self) -> bool:
        """Whether the balance is under the customer's own threshold."""
        return self.low_balance is not None and self.balance < self.low_balance


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementRow:
    """One movement of the balance, and what the balance was after it."""

    transaction_id: int
    at: datetime
    memo: str
    document: str
    amount: Money
    balance_after: Money


class DocumentFilter(StrEnum):
    """Which documents the list shows."""

    ALL = "all"
    OPEN = "open"
    INVOICES = "invoices"
    CREDIT_NOTES = "credit notes"


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRow:
    """One row of the list of documents."""

    document_id: int
    number: str
    kind: DocumentKind
    issued_on: date
    due_on: date | None
    total: Money
    standing: Standing
    about: str

    def overdue_on(self, today: date) -> bool:
        """Tell whether it is open and its due date is over."""
        return self.standing is Standing.OPEN and self.due_on is not None and today > self.due_on


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryRow:
    """One line of the action history: what was done on this account, by whom, from where."""

    audit_id: int
    at: datetime
    actor: str
    address: str
    action: str
    subject: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferDetails:
    """What a bank transfer needs: to whom, how much, and the ISO 11649 reference that finds it.

    `epc` is the text of the EPC QR code, None where there can be none (it is for euros alone).
    """

    payee: Party
    amount: Money | None
    reference: str
    epc: str | None
