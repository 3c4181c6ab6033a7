"""The billing section as shown: balance, statement, documents, and how to transfer money (spec section 2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from introtui.domain.account import PaymentBlock
from introtui.domain.documents import Document, DocumentKind, Party, Standing
from introtui.domain.money import Money
from introtui.domain.pricing import Priced
from introtui.domain.transfers import epc_text


@dataclass(frozen=True, slots=True, kw_only=True)
class BillingView:
    """The billing slice of the state; rows are read by page.

    `open_invoices` and `open_total` are what waits to be paid, `overdue_invoices` those of them whose due date is
    over, `next_due` the earliest due date. `revision` grows with what is committed.
    """

    balance: Money
    low_balance: Money | None
    open_invoices: int
    open_total: Money
    overdue_invoices: int
    next_due: date | None
    revision: int

    @property
    def is_low(self) -> bool:
        """Whether the balance is under the customer's own threshold."""
        return self.low_balance is not None and self.balance < self.low_balance


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementRow:
    """One movement of the balance, and what the balance was after it.

    `document` is the number of the document that explains it, blank where there is none.
    """

    transaction_id: int
    at: datetime
    kind: str
    memo: str
    document: str
    amount: Money
    balance_after: Money

    @property
    def balance_before(self) -> Money:
        """What the balance was before it."""
        return self.balance_after - self.amount


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """A row of the statement with the document that explains it, if there is one."""

    row: StatementRow
    document: Document | None


KIND_WORDS: Mapping[str, str] = {
    "opening_balance": "Brought in",
    "payment": "Payments received",
    "correction": "Corrections",
    "refund": "Refunds",
    "pay_invoice": "Invoices paid",
    "renew": "Renewals",
    "new_order": "New orders",
    "change_plan": "Plan changes",
    "cancel": "Cancelled orders",
}
"""What the kinds of ledger transactions are called."""


def kind_words(kind: str) -> str:
    """Return what a kind of ledger transaction is called, also one that has no words of its own."""
    return KIND_WORDS.get(kind, kind.replace("_", " ").capitalize())


@dataclass(frozen=True, slots=True, kw_only=True)
class KindTotal:
    """What all movements of one kind come to."""

    kind: str
    movements: int
    total: Money


class DocumentFilter(StrEnum):
    """Which documents the list shows."""

    ALL = "all"
    OPEN = "open"
    INVOICES = "invoices"
    CREDIT_NOTES = "credit notes"


PURPOSE_WORDS: Mapping[str, str] = {
    "renew": "Renewal",
    "new_order": "New order",
    "change_plan": "Plan change",
    "cancel": "Cancel",
    "void_invoice": "Void",
}
"""What documents are for, in a word or two."""


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
    purpose: str
    orders: tuple[int, ...]
    today: date

    @property
    def about(self) -> str:
        """What it is for, with its orders."""
        words = PURPOSE_WORDS.get(self.purpose, self.purpose.replace("_", " ").capitalize())
        if not self.orders:
            return words
        more = len(self.orders) - 1
        return f"{words} {self.orders[0]}{f' +{more}' if more else ''}"

    @property
    def status(self) -> str:
        """What became of it, in a word."""
        if self.standing is Standing.OPEN and self.due_on is not None and self.today > self.due_on:
            return "overdue"
        return "credited" if self.standing is Standing.DONE else self.standing


class HistoryFilter(StrEnum):
    """Which kind of action the history shows."""

    ALL = "all"
    ORDERS = "orders"
    MONEY = "money"
    ACCOUNT = "account"
    SIGN_INS = "sign-ins"

    @property
    def prefixes(self) -> tuple[str, ...]:
        """How the names of its actions begin; none means every action."""
        return _ACTIONS[self]


_ACTIONS: Mapping[HistoryFilter, tuple[str, ...]] = {
    HistoryFilter.ALL: (),
    HistoryFilter.ORDERS: ("order.",),
    HistoryFilter.MONEY: ("invoice.", "payment.", "document.", "statement.", "correction."),
    HistoryFilter.ACCOUNT: (
        *("profile.", "security.", "notifications.", "vat.", "task."),
        *("two_factor.", "ssh_key.", "contact.", "account.", "message."),
    ),
    HistoryFilter.SIGN_INS: ("session.", "sign_in."),
}


ACTION_WORDS: Mapping[str, str] = {
    "session.start": "Signed in",
    "session.end": "Session ended",
    "session.proved": "Identity proved again",
    "sign_in.refused": "Sign-in refused",
    "two_factor.begin": "Two-factor authentication begun",
    "two_factor.on": "Two-factor authentication on",
    "two_factor.off": "Two-factor authentication off",
    "two_factor.new_recovery": "Recovery codes renewed",
    "ssh_key.add": "SSH key added",
    "ssh_key.rename": "SSH key renamed",
    "ssh_key.remove": "SSH key removed",
    "contact.email": "Code sent by mail",
    "contact.sms": "Code sent by SMS",
    "contact.call": "Call placed",
    "profile.confirm_email": "Email confirmed",
    "profile.verify_phone": "Phone verified",
    "profile.phone_ticket": "Support asked to verify the phone",
    "account.add": "Account added",
    "account.password": "Password given by staff",
    "account.block": "Account blocked",
    "account.unblock": "Account unblocked",
    "account.end_sessions": "Sessions ended by staff",
    "account.reset_two_factor": "Two-factor authentication reset by staff",
    "account.unlock_addresses": "IP restriction taken away by staff",
    "account.role": "Role given",
    "account.look": "Looked at by staff, as its owner sees it",
    "account.act": "Staff act in the owner's place",
    "company.reject": "Company rejected",
    "company.undo": "Decision about the company taken back",
    "country.approve": "Country changed",
    "country.refuse": "Country change refused",
    "country.undo": "Decision about the country taken back",
    "ticket.close": "Ticket closed",
    "reply.save": "Answer for tickets kept",
    "reply.remove": "Answer for tickets forgotten",
    "ticket.reply": "Ticket answered",
    "ticket.undo": "Ticket opened again",
    "message.resend": "Message sent again",
    "message.drop": "Message dropped",
    "message.undo": "Message waits again",
    "profile.save": "Profile changed",
    "profile.request_country": "Country change requested",
    "notifications.save": "Notifications changed",
    "security.change_password": "Password changed",
    "security.set_code": "Security code set",
    "security.check_code": "Security code checked by staff",
    "security.ip_restriction": "IP restriction changed",
    "security.keep_ip_restriction": "IP restriction kept",
    "security.ip_restriction_back": "IP restriction put back",
}
"""Actions whose row says what was changed at most, but not what was done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryRow:
    """One line of the action history: what was done on this account, by whom, from where.

    `address` is blank where it is not the customer's own: that of staff is not theirs to see.
    """

    audit_id: int
    at: datetime
    actor: str
    address: str
    action: str
    subject: str
    detail: str

    @property
    def action_words(self) -> str:
        """The action in words, such as "Signed in" or "order change plan"."""
        return ACTION_WORDS.get(self.action) or self.action.replace(".", " ").replace("_", " ")

    @property
    def what(self) -> str:
        """What was done, in a line, with the order it was done to."""
        words = ACTION_WORDS.get(self.action, "")
        if self.action.startswith("order."):
            words = self.subject
        elif not words and not self.detail:
            words = self.action_words
        parts = (words, self.detail or (self.subject if words != self.subject else ""))
        return ": ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paying:
    """An open invoice on the way to being paid from the balance.

    `quote` holds its lines, the total, and the balance before and after. `blocks` are why payments are blocked,
    `refusal` why this invoice can no longer be paid, blank while it can.
    """

    document: Document
    quote: Priced
    blocks: tuple[PaymentBlock, ...]
    refusal: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferDetails:
    """What a bank transfer needs: to whom, how much, and the ISO 11649 reference that finds it."""

    payee: Party
    amount: Money | None
    reference: str

    @property
    def epc(self) -> str | None:
        """The text of the EPC QR code, None where there can be none (it is for euros alone)."""
        return None if self.amount is None else epc_text(self.payee, self.amount, self.reference)
