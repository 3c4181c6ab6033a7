"""Priced lines: what a confirmation will book, amount by amount, with the reason for each number (spec 4)."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from introtui.domain.money import Money, minor_digits, percent, share
from introtui.domain.periods import Period
from introtui.domain.taxation import Tax

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


class LineKind(StrEnum):
    """What a line does."""

    CREDIT = "credit"
    CHARGE = "charge"
    REFUND = "refund"
    TERM = "term"
    SETUP = "setup"


KIND_NAMES: Final = {
    LineKind.CREDIT: "Credit",
    LineKind.CHARGE: "Charge",
    LineKind.REFUND: "Refund",
    LineKind.TERM: "Term",
    LineKind.SETUP: "Set-up",
}
"""What a line is called, in a quote and on a document."""
GIVEN_BACK = frozenset({LineKind.CREDIT, LineKind.REFUND})
"""The kinds that take an earlier line back."""
WHOLE = frozenset({LineKind.TERM, LineKind.SETUP})
"""The kinds that are charged whole, with no fraction of days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteLine:
    """One line to book; `net` and `vat` are what the customer pays, so credits and refunds are negative.

    `base` is the price of all `of_days`, unsigned; `why` says where the days come from. `period` is what the line
    pays for, None where that is known only once the order is set up. `charge_id` and `source` name the line a
    credit or refund takes back. `plan_id` and `term_months` are what the order has once a charge is booked.
    """

    kind: LineKind
    label: str
    days: int
    of_days: int
    base: Money
    net: Money
    vat: Money
    tax: Tax
    why: str
    source: str = ""
    order_id: int | None = None
    period: Period | None = None
    charge_id: int | None = None
    plan_id: int | None = None
    term_months: int | None = None

    @property
    def working(self) -> str:
        """How `net` comes about, such as "19.95 x 28/30", with the cap when it is what counts."""
        if self.kind in WHOLE:
            return ""
        formula = f"{self.base.amount} x {self.days}/{self.of_days}"
        paid = self._unsigned_net
        return f"{formula}, at most {paid.amount}" if paid < self._share else formula

    @property
    def rounding(self) -> str:
        """How the fraction was rounded: "18.62 exactly" or "9.629 rounded half up to 9.63".

        One decimal more than the currency has decides the rounding; zeros are gone past to the first decimal that
        is none, since with zeros alone it would read as exact. What follows is cut off.
        """
        exact, rest = divmod(self.base.minor * self.days, self.of_days)
        if not rest:
            return f"{Money(exact, self.base.currency).amount} exactly"
        more = 1
        while not rest * 10**more // self.of_days:
            more += 1
        digits = minor_digits(self.base.currency) + more
        units, decimals = divmod(exact * 10**more + rest * 10**more // self.of_days, 10**digits)
        return f"{units}.{decimals:0{digits}d} rounded half up to {self._share.amount}"

    @property
    def _share(self) -> Money:
        return share(self.base, self.days, self.of_days)

    @property
    def _unsigned_net(self) -> Money:
        return max(self.net, -self.net)


def charged_whole(
    kind: LineKind,
    label: str,
    price: Money,
    tax: Tax,
    why: str,
    *,
    order_id: int | None = None,
    period: Period | None = None,
    plan_id: int | None = None,
    term_months: int | None = None,
) -> QuoteLine:
    """Return the line of a whole term or a set-up fee."""
    days = 1 if period is None else period.days
    return QuoteLine(
        kind=kind,
        label=label,
        days=days,
        of_days=days,
        base=price,
        net=price,
        vat=percent(price, tax.rate_bp),
        tax=tax,
        why=why,
        order_id=order_id,
        period=period,
        plan_id=plan_id,
        term_months=term_months,
    )


def reversed_line(line: QuoteLine, source: str) -> QuoteLine:
    """Return the line that takes another back whole, at its own rate; `source` names where that one is."""
    return replace(
        line, kind=LineKind.REFUND, net=-line.net, vat=-line.vat, source=source, why=f"in full, {line.why}"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Priced:
    """Lines in the order of showing, what they come to, and what the balance is before and after."""

    as_of: date
    lines: tuple[QuoteLine, ...]
    balance_before: Money
    notes: tuple[str, ...] = ()

    @property
    def net(self) -> Money:
        """The sum of the lines without VAT."""
        return sum((line.net for line in self.lines), Money.zero(self.balance_before.currency))

    @property
    def vat(self) -> Money:
        """The sum of the lines' VAT."""
        return sum((line.vat for line in self.lines), Money.zero(self.balance_before.currency))

    @property
    def total(self) -> Money:
        """Net and VAT: above 0 the customer pays it, below 0 it goes to the balance."""
        return self.net + self.vat

    @property
    def balance_after(self) -> Money:
        """The balance once this is booked and paid from it."""
        return self.balance_before - self.total

    @property
    def shortfall(self) -> Money:
        """What the balance lacks to pay the total; 0 when nothing is to be paid."""
        zero = Money.zero(self.balance_before.currency)
        return max(zero, -self.balance_after) if self.total > zero else zero

    def fingerprint(self) -> str:
        """Return a SHA-256, in hex, of all that is booked and shown except the balance.

        Two quotes with one fingerprint book the same; the balance moves for other reasons, and
        changes nothing that is booked.
        """
        booked = _by_field(self)
        del booked["balance_before"]
        canonical = json.dumps([type(self).__name__, booked], default=_plain, sort_keys=True)
        return sha256(canonical.encode()).hexdigest()


def _by_field(value: DataclassInstance) -> dict[str, object]:
    # `dataclasses.asdict` copies every value in it, which costs more than all the rest of a quote.
    return {field.name: getattr(value, field.name) for field in fields(value)}


def _plain(value: date | DataclassInstance) -> str | dict[str, object]:
    return value.isoformat() if isinstance(value, date) else _by_field(value)
