"""What the model knows of plans, charges, invoices and orders.

Amounts are integers in minor units; every fraction is exact until it is rounded once.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from math import floor

ENDED = ("cancelled", "terminated")


class Refused(Exception):
    """The model says that this is not possible now."""


def half_up(exact: Fraction) -> int:
    """Round to the nearest, halves away from zero."""
    rounded = floor(abs(exact) + Fraction(1, 2))
    return rounded if exact >= 0 else -rounded


def vat_of(net: int, rate: int | None) -> int:
    """The VAT at a rate in basis points; none where it was not set."""
    return half_up(Fraction(net * (rate or 0), 10_000))


def months_later(day: date, months: int, anchor: int) -> date:
    """Return the day `months` later, on the anchor day or the month's last."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(anchor, monthrange(year, month + 1)[1]))


@dataclass(frozen=True)
class PlanModel:
    """A plan as the catalogue has it; `refund` is the days of a refund in full, -1 prorated, 0 none."""

    name: str
    product: str
    monthly: int
    setup: int
    refund: int


@dataclass
class Charge:
    """What one period was charged; `rest` and `rest_vat` are not given back yet."""

    start: date
    end: date
    basis: int
    term: int
    rest: int
    rest_vat: int
    rate: int | None
    setup: bool = False
    closed: bool = False

    def days_left(self, today: date) -> int:
        return max(0, min((self.end - self.start).days, (self.end - today).days))

    def share(self, amount: int, today: date) -> int:
        return half_up(Fraction(amount * self.days_left(today), (self.end - self.start).days))

    def unused(self, today: date) -> tuple[int, int]:
        """What the days that are left are worth, net and VAT, and never more than is left of the charge."""
        net = min(self.share(self.basis, today), self.rest)
        return net, min(vat_of(net, self.rate), self.rest_vat)


@dataclass
class Bill:
    """An open invoice: its total, and what paying it does."""

    total: int
    due_on: date
    renews: list[tuple[int, Charge]] = field(default_factory=list)
    places: int | None = None
    changes: int | None = None
    new_charges: list[Charge] = field(default_factory=list)
    credits: list[tuple[Charge, int, int]] = field(default_factory=list)


@dataclass
class OrderModel:
    """One order."""

    number: int
    plan: PlanModel
    term: int
    price: int
    status: str = "awaiting_payment"
    auto_renew: bool = False
    started: date | None = None
    paid_until: date | None = None
    anchor: int = 1
    suspended_on: date | None = None
    cancel_at: date | None = None
    change_at: date | None = None
    next_plan: PlanModel | None = None
    next_term: int = 0
    next_price: int = 0
    bill: Bill | None = None
    charges: list[Charge] = field(default_factory=list)
    given_back: int = 0
    charged: int = 0

    def held(self, today: date) -> list[Charge]:
        """The charges that hold value, or the last one when every period is over."""
        found = [charge for charge in self.charges if not charge.closed and not charge.setup]
        running = [charge for charge in found if charge.end > today]
        return running or found[-1:]

    def overdue(self, today: date) -> bool:
        return self.status == "active" and self.paid_until is not None and today > self.paid_until

    def clear_change(self) -> None:
        self.next_plan, self.change_at = None, None

    def charge(self, new: list[Charge]) -> None:
        """Take charges that are paid for."""
        self.charges.extend(new)
        self.charged += sum(each.rest + each.rest_vat for each in new)

    def give_back(self, charge: Charge, net: int, vat: int) -> None:
        charge.rest, charge.rest_vat, charge.closed = charge.rest - net, charge.rest_vat - vat, True
        self.given_back += net + vat
