"""How something is paid: from the balance at once, or by an invoice to be paid later (spec 2, Orders)."""

from __future__ import annotations

from enum import StrEnum


class PayBy(StrEnum):
    """How a confirmed quote is paid."""

    BALANCE = "balance"
    INVOICE = "invoice"
