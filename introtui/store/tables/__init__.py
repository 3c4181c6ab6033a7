"""Every table, in one metadata object."""

from __future__ import annotations

from introtui.store.tables.accounts import (
    Account,
    AccountNote,
    CannedReply,
    LoginEvent,
    NotificationSettings,
    Profile,
    Security,
    Ticket,
    TicketReply,
)
from introtui.store.tables.bank import BankEntry, BankStatement, Correction
from introtui.store.tables.base import Base
from introtui.store.tables.bulk import BulkItem, BulkJob
from introtui.store.tables.catalogue import Plan, PlanPrice, PoolAddress, Product, ProductOption, VatRateRow
from introtui.store.tables.documents import (
    Document,
    DocumentLine,
    DocumentSeries,
    OutboxMessage,
    Payment,
    Settlement,
    VatEvidence,
)
from introtui.store.tables.identity import (
    AccountSession,
    AddressTrial,
    Attempt,
    RecoveryCode,
    SentCode,
    SshKey,
    StaffRole,
    TwoFactor,
)
from introtui.store.tables.ledger import Idempotency, LedgerTransaction, Posting
from introtui.store.tables.orders import Order, OrderAddress, OrderCharge, OrderEvent
from introtui.store.tables.records import Audit, Change, ImportedLine, JobRun, Mark, QueueClaim

__all__ = [
    "Account",
    "AccountNote",
    "AccountSession",
    "AddressTrial",
    "Attempt",
    "Audit",
    "BankEntry",
    "BankStatement",
    "Base",
    "BulkItem",
    "BulkJob",
    "CannedReply",
    "Change",
    "Correction",
    "Document",
    "DocumentLine",
    "DocumentSeries",
    "Idempotency",
    "ImportedLine",
    "JobRun",
    "LedgerTransaction",
    "LoginEvent",
    "Mark",
    "NotificationSettings",
    "Order",
    "OrderAddress",
    "OrderCharge",
    "OrderEvent",
    "OutboxMessage",
    "Payment",
    "Plan",
    "PlanPrice",
    "PoolAddress",
    "Posting",
    "Product",
    "ProductOption",
    "Profile",
    "QueueClaim",
    "RecoveryCode",
    "Security",
    "SentCode",
    "Settlement",
    "SshKey",
    "StaffRole",
    "Ticket",
    "TicketReply",
    "TwoFactor",
    "VatEvidence",
    "VatRateRow",
]
