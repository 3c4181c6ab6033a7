"""The company that sells: who it is on documents, where it pays VAT, and how it bills (settings; spec 3, 4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from introtui.domain.documents import Party
from introtui.domain.money import Money
from introtui.domain.taxation import TaxedSeller


@dataclass(frozen=True, slots=True, kw_only=True)
class BillingRules:
    """Days of the billing run.

    An invoice is made `invoice_days` before the period ends and paid from the balance `auto_renew_days` before
    where the customer chose that; an order is suspended `suspend_days` after the end of its period and terminated
    `terminate_days` after the suspension. An invoice that renews nothing is void when it was not paid within
    `payment_days`. A reminder goes out `remind_days` before an invoice is due.
    """

    invoice_days: int = 7
    auto_renew_days: int = 1
    suspend_days: int = 2
    terminate_days: int = 14
    payment_days: int = 14
    remind_days: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """What billing has to know of the company."""

    seller: Party
    taxed: TaxedSeller
    rules: BillingRules = BillingRules()
    approval_above: tuple[Money, ...] = (Money(10_000, "EUR"),)
    """What is corrected or refunded above it, or in a currency without such a sum, takes two pairs of eyes."""
    statement_columns: tuple[str, ...] = ()
    """How its bank writes CSV, as `read_columns` reads it; none where nothing was said."""


SAMPLE: Final = Company(
    seller=Party(
        name="Example Hosting OÜ",
        address=("Pikk 1", "10123 Tallinn"),
        country="Estonia",
        vat_id="EE100000010",
        iban="EE382200221020145685",
        bic="HABAEE2X",
        email="billing@example.com",
    ),
    taxed=TaxedSeller(country="EE"),
)
"""An invented seller, so that the demo and a first look have somebody to invoice; a company sets its own."""
