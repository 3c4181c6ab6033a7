"""A small model of an account's money, written from the spec alone, to compare the services with."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

from tests.machine.values import ENDED, Bill, Charge, OrderModel, PlanModel, Refused, half_up, months_later, vat_of


@dataclass
class AccountModel:
    """The account: balance, orders, and what of it all is open."""

    rates: dict[str, int | None]
    country: str
    today: date
    balance: int = 0
    received: int = 0
    brought: int = 0
    orders: dict[int, OrderModel] = field(default_factory=dict)

    def rate(self) -> int:
        rate = self.rates[self.country]
        if rate is None:
            raise Refused("rate not set")
        return rate

    def next_number(self) -> int:
        return max(self.orders, default=10_000) + 1

    def _take(self, total: int) -> None:
        if total > self.balance:
            raise Refused("short")
        self.balance -= total

    # New orders

    def place(self, number: int, plan: PlanModel, term: int, *, by_invoice: bool) -> int:
        """Place an order; returns its total."""
        rate, price = self.rate(), plan.monthly * term
        total = price + vat_of(price, rate) + plan.setup + vat_of(plan.setup, rate)
        order = OrderModel(number=number, plan=plan, term=term, price=price)
        charges = [Charge(self.today, self.today, price, term, price, vat_of(price, rate), rate)]
        if plan.setup:
            setup = Charge(self.today, self.today, plan.setup, term, plan.setup, vat_of(plan.setup, rate), rate)
            setup.setup = True
            charges.append(setup)
        bill = Bill(total, self.today + timedelta(days=14), places=number, new_charges=charges)
        if by_invoice:
            order.bill = bill
        else:
            self._take(total)
            self._set_up(order, charges)
        self.orders[number] = order
        return total

    def _set_up(self, order: OrderModel, charges: list[Charge]) -> None:
        order.status, order.started, order.anchor = "active", self.today, self.today.day
        order.paid_until = months_later(self.today, order.term, order.anchor)
        for charge in charges:
            charge.start, charge.end = self.today, order.paid_until
        order.charge(charges)

    def bring(self, order: OrderModel, started: date) -> None:
        """Take an order over with the price that was agreed for it; its running period was paid elsewhere."""
        order.status, order.started, order.anchor = "active", started, started.day
        order.paid_until = months_later(started, order.term, order.anchor)
        rate, price = self.rates[self.country], order.price
        charge = Charge(started, order.paid_until, price, order.term, price, vat_of(price, rate), rate)
        order.charge([charge])
        self.brought += order.charged
        self.orders[order.number] = order

    def set_auto_renew(self, number: int, *, on: bool) -> None:
        order = self.orders[number]
        if order.status in ("awaiting_payment", *ENDED):
            raise Refused("not running")
        order.auto_renew = on

    # Renewals

    def renew(self, numbers: list[int], term: int, *, by_invoice: bool) -> int:
        """Renew orders; returns the total."""
        orders = [self.orders[number] for number in numbers]
        for order in orders:
            if order.status not in ("active", "suspended") or order.cancel_at or order.bill:
                raise Refused("cannot be renewed")
        rate = self.rate()
        pairs = [(order.number, self.next_charge(order, term, rate)) for order in orders]
        total = sum(charge.rest + charge.rest_vat for _number, charge in pairs)
        if by_invoice:
            self.bill_renewal(pairs)
        else:
            self._take(total)
            self.renewed(pairs)
        return total

    def next_charge(self, order: OrderModel, term: int, rate: int) -> Charge:
        assert order.paid_until is not None
        price, of_term = (order.next_price, order.next_term) if order.next_plan else (order.price, order.term)
        net = half_up(Fraction(price * term, of_term))
        end = months_later(order.paid_until, term, order.anchor)
        return Charge(order.paid_until, end, net, term, net, vat_of(net, rate), rate)

    def bill_renewal(self, pairs: list[tuple[int, Charge]]) -> None:
        """Put renewals on one invoice; what costs nothing is renewed at once."""
        total = sum(charge.rest + charge.rest_vat for _number, charge in pairs)
        if not total:
            self.renewed(pairs)
            return
        bill = Bill(total, max(self.today, min(charge.start for _number, charge in pairs)), renews=pairs)
        for number, _charge in pairs:
            self.orders[number].bill = bill

    def renewed(self, pairs: list[tuple[int, Charge]]) -> None:
        for number, charge in pairs:
            order = self.orders[number]
            order.charge([charge])
            order.paid_until, order.status, order.suspended_on = charge.end, "active", None
            if order.next_plan is None:
                order.term, order.price = charge.term, charge.basis
            else:
                order.next_term, order.next_price = charge.term, charge.basis

    # Plan changes

    def change(self, number: int, plan: PlanModel, term: int, *, at_end: bool, by_invoice: bool) -> int:
        """Change plan or term; returns the total."""
        order = self.orders[number]
        self._require_changeable(order)
        rate, held = self.rate(), order.held(self.today)
        if plan.product != order.plan.product or (plan is order.plan and term == order.term):
            raise Refused("nothing to change")
        if any(charge.rate is None for charge in held):
            raise Refused("rate not set")
        if at_end:
            order.next_plan, order.next_term, order.next_price = plan, term, plan.monthly * term
            order.change_at = order.paid_until
            return 0
        if term == order.term and not held[-1].days_left(self.today):
            raise Refused("no day left")
        credit = [(charge, *charge.unused(self.today)) for charge in held]
        fresh = [self._fresh(plan, *period, rate) for period in self._periods(order, term, held)]
        total = sum(c.rest + c.rest_vat for c in fresh) - sum(net + vat for _charge, net, vat in credit)
        if by_invoice and total > 0:
            order.bill = Bill(total, self._change_due(held), changes=number, new_charges=fresh, credits=credit)
            order.next_plan, order.next_term, order.next_price = plan, term, plan.monthly * term
            return total
        if total > 0:
            self._take(total)
        else:
            self.balance -= total
        self._changed(order, plan, term, fresh, credit)
        return total

    def _require_changeable(self, order: OrderModel) -> None:
        settled = not (order.cancel_at or order.next_plan or order.bill)
        if order.status != "active" or order.overdue(self.today) or not settled:
            raise Refused("cannot be changed")

    def _periods(self, order: OrderModel, term: int, held: list[Charge]) -> list[tuple[date, date, int]]:
        if term != order.term:
            return [(self.today, months_later(self.today, term, self.today.day), term)]
        return [(charge.start, charge.end, charge.term) for charge in held]

    def _change_due(self, held: list[Charge]) -> date:
        before_the_renewal = held[-1].end - timedelta(days=8)
        return max(min(self.today + timedelta(days=14), before_the_renewal), self.today + timedelta(days=1))

    def _fresh(self, plan: PlanModel, start: date, end: date, term: int, rate: int) -> Charge:
        charge = Charge(start, end, plan.monthly * term, term, 0, 0, rate)
        charge.rest = charge.share(charge.basis, self.today)
        charge.rest_vat = vat_of(charge.rest, rate)
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
            order.give_back(charge, net, vat)
        order.charge(fresh)
        if term != order.term:
            order.anchor = fresh[-1].start.day
        order.plan, order.term, order.price = plan, term, fresh[-1].basis
        order.paid_until = fresh[-1].end
        order.clear_change()

    # Cancels, undo

    def cancel(self, number: int, *, at_end: bool) -> int:
        """Cancel; returns what comes back."""
        order = self.orders[number]
        if order.status in ENDED:
            raise Refused("ended")
        if at_end:
            nothing_left = order.paid_until is None or self.today >= order.paid_until
            if order.status != "active" or order.cancel_at or nothing_left:
                raise Refused("no period to end")
            self.void(order)
            order.cancel_at = order.paid_until
            return 0
        parts = self._refund(order)
        if parts and any(charge.rate is None for charge in order.held(self.today)):
            raise Refused("rate not set")
        for charge, net, vat in parts:
            order.give_back(charge, net, vat)
        self.void(order)
        back = sum(net + vat for _charge, net, vat in parts)
        self.balance += back
        self.end(order, "cancelled")
        return back

    def _refund(self, order: OrderModel) -> list[tuple[Charge, int, int]]:
        if order.status == "awaiting_payment" or not order.held(self.today):
            return []
        if order.plan.refund == -1:
            return [(charge, *charge.unused(self.today)) for charge in order.held(self.today)]
        if order.plan.refund and order.started and (self.today - order.started).days <= order.plan.refund:
            return [(charge, charge.rest, charge.rest_vat) for charge in order.charges]
        return []

    def end(self, order: OrderModel, status: str) -> None:
        order.status, order.cancel_at = status, None
        order.clear_change()

    def void(self, order: OrderModel) -> None:
        """Void the order's open invoice, for every order on it."""
        for other in self.billed_with(order):
            other.bill = None
            if other.change_at is None:
                other.clear_change()

    def billed_with(self, order: OrderModel) -> list[OrderModel]:
        """The orders of an open invoice, this one among them; none without one."""
        return [] if order.bill is None else [other for other in self.orders.values() if other.bill is order.bill]

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
        self.void(order)
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
        self.received += amount

    def transfer(self, bill: Bill, amount: int) -> None:
        """Take money that came in for an invoice, and pay the invoice where that can be done."""
        self.top_up(amount)
        try:
            self.pay(bill)
        except Refused:
            return

    def pay(self, bill: Bill) -> int:
        """Pay an open invoice from the balance; returns its total."""
        if bill.changes is not None and self.today > bill.due_on:
            raise Refused("lapsed")
        self._take(bill.total)
        for order in self.orders.values():
            if order.bill is bill:
                order.bill = None
        if bill.places is not None:
            self._set_up(self.orders[bill.places], bill.new_charges)
        elif bill.changes is not None:
            order = self.orders[bill.changes]
            assert order.next_plan is not None
            self._changed(order, order.next_plan, order.next_term, bill.new_charges, bill.credits)
        else:
            self.renewed(bill.renews)
        return bill.total
