"""A small model of an account's money, written from the spec alone, to compare the services with.

Amounts are integers in minor units; every fraction is exact until it is rounded once.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from math import floor


class Refused(Exception):
    """The model says that this is not possible now."""


def half_up(exact: Fraction) -> int:
    """Round to the nearest, halves away from zero."""
    rounded = floor(abs(exact) + Fraction(1, 2))
    return rounded if exact >= 0 else -rounded


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
    rate: int
    setup: bool = False
    closed: bool = False

    def days_left(self, today: date) -> int:
        return max(0, min((self.end - self.start).days, (self.end - today).days))

    def share(self, amount: int, today: date) -> int:
        return half_up(Fraction(amount * self.days_left(today), (self.end - self.start).days))


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
    started: date | None = None
    paid_until: date | None = None
    anchor: int = 1
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


@dataclass
class AccountModel:
    """The account: balance, orders, and what of it all is open."""

    rates: dict[str, int | None]
    country: str
    today: date
    balance: int = 0
    paid_in: int = 0
    orders: dict[int, OrderModel] = field(default_factory=dict)

    def rate(self) -> int:
        rate = self.rates[self.country]
        if rate is None:
            raise Refused("rate not set")
        return rate

    def vat(self, net: int, rate: int) -> int:
        return half_up(Fraction(net * rate, 10_000))

    def _take(self, total: int) -> None:
        if total > self.balance:
            raise Refused("short")
        self.balance -= total

    # New orders

    def place(self, number: int, plan: PlanModel, term: int, *, by_invoice: bool) -> int:
        """Place an order; returns its total."""
        rate, price = self.rate(), plan.monthly * term
        total = price + self.vat(price, rate) + plan.setup + self.vat(plan.setup, rate)
        order = OrderModel(number=number, plan=plan, term=term, price=price)
        charges = [Charge(self.today, self.today, price, term, price, self.vat(price, rate), rate)]
        if plan.setup:
            setup = Charge(self.today, self.today, plan.setup, term, plan.setup, self.vat(plan.setup, rate), rate)
            setup.setup = True
            charges.append(setup)
        order.charges = charges
        if by_invoice:
            order.bill = Bill(total, self.today + timedelta(days=14), places=number)
        else:
            self._take(total)
            self._set_up(order)
        self.orders[number] = order
        return total

    def _set_up(self, order: OrderModel) -> None:
        order.status, order.started, order.anchor = "active", self.today, self.today.day
        order.paid_until = months_later(self.today, order.term, order.anchor)
        for charge in order.charges:
            charge.start, charge.end = self.today, order.paid_until
            order.charged += charge.rest + charge.rest_vat

    # Renewals

    def renew(self, numbers: list[int], term: int, *, by_invoice: bool) -> int:
        """Renew orders; returns the total."""
        orders = [self.orders[number] for number in numbers]
        for order in orders:
            if order.status not in ("active", "suspended") or order.cancel_at or order.bill:
                raise Refused("cannot be renewed")
        rate = self.rate()
        charges = [self._next_charge(order, term, rate) for order in orders]
        total = sum(charge.rest + charge.rest_vat for charge in charges)
        pairs = list(zip(numbers, charges, strict=True))
        if by_invoice and total > 0:
            bill = Bill(total, max(self.today, min(charge.start for charge in charges)), renews=pairs)
            for order in orders:
                order.bill = bill
        else:
            self._take(total)
            self._renewed(pairs)
        return total

    def _next_charge(self, order: OrderModel, term: int, rate: int) -> Charge:
        assert order.paid_until is not None
        price, of_term = (order.next_price, order.next_term) if order.next_plan else (order.price, order.term)
        net = half_up(Fraction(price * term, of_term))
        end = months_later(order.paid_until, term, order.anchor)
        return Charge(order.paid_until, end, net, term, net, self.vat(net, rate), rate)

    def _renewed(self, pairs: list[tuple[int, Charge]]) -> None:
        for number, charge in pairs:
            order = self.orders[number]
            order.charges.append(charge)
            order.charged += charge.rest + charge.rest_vat
            order.paid_until, order.status = charge.end, "active"
            if order.next_plan is None:
                order.term, order.price = charge.term, charge.basis
            else:
                order.next_term, order.next_price = charge.term, charge.basis

    # Plan changes

    def change(self, number: int, plan: PlanModel, term: int, *, at_end: bool, by_invoice: bool) -> int:
        """Change plan or term; returns the total."""
        order = self.orders[number]
        if (
            order.status != "active"
            or order.overdue(self.today)
            or order.cancel_at
            or order.next_plan
            or order.bill
        ):
            raise Refused("cannot be changed")
        rate = self.rate()
        if plan.product != order.plan.product or (plan is order.plan and term == order.term):
            raise Refused("nothing to change")
        held = order.held(self.today)
        if not at_end and term == order.term and not held[-1].days_left(self.today):
            raise Refused("no day left")
        if at_end:
            order.next_plan, order.next_term, order.next_price = plan, term, plan.monthly * term
            order.change_at = order.paid_until
            return 0
        credit = [(charge, *self._rest(charge)) for charge in held]
        periods = [(charge.start, charge.end, charge.term) for charge in held]
        if term != order.term:
            periods = [(self.today, months_later(self.today, term, self.today.day), term)]
        fresh = [self._fresh(plan, *period, rate) for period in periods]
        total = sum(c.rest + c.rest_vat for c in fresh) - sum(net + vat for _charge, net, vat in credit)
        if by_invoice and total > 0:
            due = max(
                min(self.today + timedelta(days=14), held[-1].end - timedelta(days=8)),
                self.today + timedelta(days=1),
            )
            order.bill = Bill(total, due, changes=number, new_charges=fresh, credits=credit)
            order.next_plan, order.next_term, order.next_price = plan, term, plan.monthly * term
            return total
        if total > self.balance and total > 0:
            raise Refused("short")
        self.balance -= total
        self._changed(order, plan, term, fresh, credit)
        return total

    def _rest(self, charge: Charge) -> tuple[int, int]:
        net = min(charge.share(charge.basis, self.today), charge.rest)
        return net, min(self.vat(net, charge.rate), charge.rest_vat)

    def _fresh(self, plan: PlanModel, start: date, end: date, term: int, rate: int) -> Charge:
        charge = Charge(start, end, plan.monthly * term, term, 0, 0, rate)
        charge.rest = charge.share(charge.basis, self.today)
        charge.rest_vat = self.vat(charge.rest, rate)
        return charge

    def _changed(
        self,
        order: OrderModel,
        plan: PlanModel,
        term: int,
        fresh: list[Charge],
        credit: list[tuple[Charge, int, int]],
    ) -> None:
        for charge, net, vat in credit:
            self._give_back(order, charge, net, vat)
        order.charges.extend(fresh)
        order.charged += sum(charge.rest + charge.rest_vat for charge in fresh)
        if term != order.term:
            order.anchor = fresh[-1].start.day
        order.plan, order.term, order.price = plan, term, fresh[-1].basis
        order.paid_until = fresh[-1].end
        order.clear_change()

    def _give_back(self, order: OrderModel, charge: Charge, net: int, vat: int) -> None:
        charge.rest, charge.rest_vat, charge.closed = charge.rest - net, charge.rest_vat - vat, True
        order.given_back += net + vat

    # Cancels, undo

    def cancel(self, number: int, *, at_end: bool) -> int:
        """Cancel; returns what comes back."""
        order = self.orders[number]
        if order.status in ("cancelled", "terminated"):
            raise Refused("ended")
        if at_end:
            if (
                order.status != "active"
                or order.cancel_at
                or order.paid_until is None
                or self.today >= order.paid_until
            ):
                raise Refused("no period to end")
            self._void(order)
            order.cancel_at = order.paid_until
            return 0
        back = self._refund(order)
        self._void(order)
        self.balance += back
        self._end(order, "cancelled")
        return back

    def _refund(self, order: OrderModel) -> int:
        if order.status == "awaiting_payment" or not order.held(self.today):
            return 0
        if order.plan.refund == -1:
            parts = [(charge, *self._rest(charge)) for charge in order.held(self.today)]
        elif order.plan.refund and order.started and (self.today - order.started).days <= order.plan.refund:
            parts = [(charge, charge.rest, charge.rest_vat) for charge in order.charges]
        else:
            parts = []
        for charge, net, vat in parts:
            self._give_back(order, charge, net, vat)
        return sum(net + vat for _charge, net, vat in parts)

    def _end(self, order: OrderModel, status: str) -> None:
        order.status, order.cancel_at = status, None
        order.clear_change()

    def _void(self, order: OrderModel) -> None:
        bill = order.bill
        if bill is None:
            return
        for other in self.orders.values():
            if other.bill is bill:
                other.bill = None
                if other.change_at is None:
                    other.clear_change()

    def undo_cancel(self, number: int) -> None:
        order = self.orders[number]
        if order.status not in ("active", "suspended") or not order.cancel_at or self.today >= order.cancel_at:
            raise Refused("nothing to undo")
        order.cancel_at = None

    def undo_change(self, number: int) -> None:
        order = self.orders[number]
        if order.status not in ("active", "suspended") or order.next_plan is None:
            raise Refused("nothing to undo")
        if order.change_at and order.paid_until and order.change_at < order.paid_until:
            raise Refused("paid for already")
        self._void(order)
        order.clear_change()

    # Payments

    def open_bills(self) -> list[Bill]:
        found: list[Bill] = []
        for order in self.orders.values():
            if order.bill is not None and order.bill not in found:
                found.append(order.bill)
        return found

    def top_up(self, amount: int) -> None:
        self.balance += amount
        self.paid_in += amount

    def pay(self, bill: Bill) -> int:
        """Pay an open invoice from the balance; returns its total."""
        if bill.changes is not None and self.today > bill.due_on:
            raise Refused("lapsed")
        self._take(bill.total)
        orders = [order for order in self.orders.values() if order.bill is bill]
        for order in orders:
            order.bill = None
        if bill.places is not None:
            self._set_up(self.orders[bill.places])
        elif bill.changes is not None:
            order = self.orders[bill.changes]
            assert order.next_plan is not None
            self._changed(order, order.next_plan, order.next_term, bill.new_charges, bill.credits)
        else:
            self._renewed(bill.renews)
        return bill.total
