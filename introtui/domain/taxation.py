"""How a sale is taxed: the treatment, the rate and the words for it (spec 4; Directive 2006/112/EC).

Domestic sales and sales to consumers elsewhere in the Union bear a rate, sales to businesses elsewhere in the
Union with a confirmed VAT ID are reverse charge, and every other country has its published rate or that of Other.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from introtui.domain.countries import country_name
from introtui.domain.errors import RateNotSet
from introtui.domain.vat import EU_MEMBERS, rate_on

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from introtui.domain.vat import VatRate

ONE_STOP_SHOP: Final = "OSS"
"""A registration that covers consumers in every member state (Directive 2006/112/EC, Articles 358 to 369k)."""

REVERSE_CHARGE_NOTE: Final = (
    "Reverse charge: VAT is to be accounted for by the recipient (Article 196, Directive 2006/112/EC)."
)
OUTSIDE_EU_NOTE: Final = "Not subject to EU VAT: the customer is established outside the European Union."


class Treatment(StrEnum):
    """Why a line bears the VAT it bears."""

    DOMESTIC = "domestic"
    EU_CONSUMER = "eu_consumer"
    REVERSE_CHARGE = "reverse_charge"
    OUTSIDE_EU = "outside_eu"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxedCustomer:
    """What taxation needs of a customer; `vat_id` only when staff or VIES confirmed it, else blank."""

    country: str
    vat_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxedSeller:
    """Where the seller is established, and where else it is registered: country codes, or OSS for the Union."""

    country: str
    registrations: frozenset[str] = frozenset({ONE_STOP_SHOP})

    def collects_in(self, country: str) -> bool:
        """Tell whether the seller pays consumers' VAT to this member state."""
        return bool({ONE_STOP_SHOP, country} & self.registrations)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tax:
    """The VAT of one line: rate in basis points, the words beside it, and the note the law asks for.

    `rate_from` is since when the rate counts, None where no rate was looked up (reverse charge).
    """

    treatment: Treatment
    rate_bp: int
    why: str
    note: str = ""
    rate_from: date | None = None


def tax_on(seller: TaxedSeller, customer: TaxedCustomer, rates: Sequence[VatRate], on: date) -> Tax:
    """Return how a sale on the tax date `on` is taxed; RateNotSet when the rate it needs is blank."""
    name = country_name(customer.country)
    if customer.country == seller.country:
        return _at_rate(Treatment.DOMESTIC, rates, customer.country, on, f"{name}, domestic")
    if customer.country not in EU_MEMBERS:
        return _at_rate(Treatment.OUTSIDE_EU, rates, customer.country, on, f"{name}, outside the EU")
    if customer.vat_id and seller.country in EU_MEMBERS:
        why = f"{name}, business {customer.vat_id}, reverse charge"
        return Tax(treatment=Treatment.REVERSE_CHARGE, rate_bp=0, why=why, note=REVERSE_CHARGE_NOTE)
    if seller.collects_in(customer.country):
        return _at_rate(Treatment.EU_CONSUMER, rates, customer.country, on, f"{name}, consumer")
    # Below the threshold of Article 59c a seller without a registration charges its own country's rate.
    why = f"{country_name(seller.country)}, seller's country"
    return _at_rate(Treatment.DOMESTIC, rates, seller.country, on, why)


def legal_note(treatment: Treatment, rate_bp: int) -> str:
    """Return the note a line needs on a document, blank for none."""
    if treatment is Treatment.REVERSE_CHARGE:
        return REVERSE_CHARGE_NOTE
    return OUTSIDE_EU_NOTE if treatment is Treatment.OUTSIDE_EU and not rate_bp else ""


def _at_rate(treatment: Treatment, rates: Sequence[VatRate], country: str, on: date, why: str) -> Tax:
    rate = rate_on(rates, country, on)
    if rate.rate_bp is None:
        raise RateNotSet(country_name(country))
    return Tax(
        treatment=treatment,
        rate_bp=rate.rate_bp,
        why=why,
        note=legal_note(treatment, rate.rate_bp),
        rate_from=rate.valid_from,
    )
