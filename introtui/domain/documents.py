"""Invoices and credit notes as issued: numbers, parties, lines, totals by rate, and the notes the law asks for.

What an invoice has to state: Directive 2006/112/EC, Article 226.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any, Self

from introtui.domain.money import Money
from introtui.domain.pricing import GIVEN_BACK, QuoteLine
from introtui.domain.taxation import Tax


class DocumentKind(StrEnum):
    """What a document is."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"


class Standing(StrEnum):
    """What became of a document; a credit note is always `DONE`."""

    OPEN = "open"
    PAID = "paid"
    VOID = "void"
    DONE = "done"


SERIES = {DocumentKind.INVOICE: "INV", DocumentKind.CREDIT_NOTE: "CN"}
"""Each kind is numbered on its own, without gaps in a year."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Seller or customer as of the day of the document; blank is not stated. `country` is its English name."""

    name: str
    address: tuple[str, ...]
    country: str
    vat_id: str = ""
    iban: str = ""
    bic: str = ""
    email: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return what `from_json` reads back."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        """Read a stored party."""
        return cls(**{**stored, "address": tuple(stored["address"])})


@dataclass(frozen=True, slots=True, kw_only=True)
class RateTotal:
    """What a document comes to at one rate and treatment."""

    tax: Tax
    net: Money
    vat: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document as issued, and how it stands now; amounts of a credit note are negative.

    `reference` is what a bank transfer names (ISO 11649), `corrects` the number of the invoice that a credit
    note voids, `settled_on` when it was paid or voided.
    """

    document_id: int
    kind: DocumentKind
    number: str
    issued_on: date
    due_on: date | None
    seller: Party
    customer: Party
    lines: tuple[QuoteLine, ...]
    currency: str
    reference: str
    corrects: str
    standing: Standing
    settled_on: date | None
    login: str

    @property
    def net(self) -> Money:
        """The sum of the lines without VAT."""
        return sum((line.net for line in self.lines), Money.zero(self.currency))

    @property
    def vat(self) -> Money:
        """The sum of the lines' VAT."""
        return sum((line.vat for line in self.lines), Money.zero(self.currency))

    @property
    def total(self) -> Money:
        """Net and VAT."""
        return self.net + self.vat

    @property
    def title(self) -> str:
        """What it is called on paper."""
        return "Invoice" if self.kind is DocumentKind.INVOICE else "Credit note"

    @property
    def legal_notes(self) -> tuple[str, ...]:
        """The notes its lines ask for, each once."""
        return tuple(dict.fromkeys(line.tax.note for line in self.lines if line.tax.note))

    @property
    def by_rate(self) -> tuple[RateTotal, ...]:
        """Return net and VAT at each rate and treatment, in the order of the lines."""
        return tuple(
            RateTotal(
                tax=tax,
                net=_sum((line.net for line in self.lines if line.tax == tax), self.currency),
                vat=_sum((line.vat for line in self.lines if line.tax == tax), self.currency),
            )
            for tax in dict.fromkeys(line.tax for line in self.lines)
        )


def _sum(amounts: Iterable[Money], currency: str) -> Money:
    return sum(amounts, Money.zero(currency))


def document_number(kind: DocumentKind, year: int, number: int) -> str:
    """Return the number as printed, such as INV-2026-000123."""
    return f"{SERIES[kind]}-{year}-{number:06d}"


def kind_of(lines: Sequence[QuoteLine]) -> DocumentKind:
    """Return what books these lines: a credit note when nothing is sold, or more is given back than is sold."""
    total = sum(line.net.minor + line.vat.minor for line in lines)
    gives_back = total < 0 or all(line.kind in GIVEN_BACK for line in lines)
    return DocumentKind.CREDIT_NOTE if gives_back else DocumentKind.INVOICE


def payment_reference(number: str) -> str:
    """Return the ISO 11649 creditor reference of a document's number, such as RF19INV2026000123."""
    from stdnum.iso7064 import mod_97_10

    body = number.replace("-", "")
    return f"RF{mod_97_10.calc_check_digits(body + 'RF')}{body}"
