"""Random days of one account: every step is done by the services and by the model, and both must agree."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from datetime import date, timedelta
from fractions import Fraction

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from introtui.domain.errors import ActionRefused, RateNotSet
from introtui.services.books import BANK, CUSTOMER, RECEIVABLE
from tests.copies import Copies
from tests.machine import run_model
from tests.machine.model import AccountModel
from tests.machine.real import Real
from tests.machine.values import ENDED, Bill, OrderModel, Refused, half_up, months_later

START = date(2027, 12, 29)
"""The first day: a leap day, a year's end and months of every length lie within reach."""
COUNTRIES = ("NL", "DE", "EE", "US", "SI")
SOME_COUNTRY = st.sampled_from(("NL", "DE", "EE", "US", "NL", "DE", "SI"))
CURRENCIES = {"EUR": 1, "JPY": 2, "KWD": 3}
"""Currencies with two decimals, none and three, and how many times the money an account in them needs."""
MOST_ORDERS = 20
"""Fewer than the smallest of the sample pools has addresses."""
TERM = st.sampled_from([1, 3, 6, 12])
AN_ORDER = precondition(lambda self: self.model.orders)
ROOM = precondition(lambda self: len(self.model.orders) < MOST_ORDERS)


def running(order: OrderModel) -> bool:
    return order.status not in ENDED


def is_to_end(order: OrderModel) -> bool:
    return order.cancel_at is not None


def is_to_change(order: OrderModel) -> bool:
    return order.next_plan is not None


def can_be_renewed(order: OrderModel) -> bool:
    return order.status in ("active", "suspended") and not order.cancel_at and not order.bill


class Account(RuleBasedStateMachine):
    """One account, on a database of its own."""

    def __init__(self, copies: Copies) -> None:
        super().__init__()
        self._copies, self._stack = copies, ExitStack()
        self.model = AccountModel(dict.fromkeys(COUNTRIES), "", START)

    @initialize(country=SOME_COUNTRY, currency=st.sampled_from(sorted(CURRENCIES)))
    def open_account(self, country: str, currency: str) -> None:
        database = self._stack.enter_context(self._copies())
        self.real = Real(database, currency, country, START)
        self.model = AccountModel(self.real.rates(COUNTRIES), country, START)
        self.receive(150_000)
        for plan in (0, 1, 3):
            self.place(plan=plan, term=1, by_invoice=False)

    def both(self, real: Callable[[], object], model: Callable[[], object]) -> None:
        """Do a thing twice; both refuse, or both come to the same."""
        try:
            expected: object = model()
        except Refused:
            expected = Refused
        try:
            found: object = real()
        except (ActionRefused, RateNotSet):
            found = Refused
        assert found == expected

    def some(self, fits: Callable[[OrderModel], object]) -> st.SearchStrategy[int]:
        """An order, most often one that fits."""
        orders = self.model.orders
        fitting = [number for number in sorted(orders) if fits(orders[number])]
        return st.sampled_from(fitting * 9 + sorted(orders))

    def shares(self, order: OrderModel) -> bool:
        return len(self.model.billed_with(order)) > 1

    # Steps

    @rule(plan=st.integers(0, 4), term=st.sampled_from([1, 3, 12]), by_invoice=st.booleans())
    @ROOM
    def place(self, plan: int, term: int, by_invoice: bool) -> None:
        wanted, number = self.real.plans[plan], self.model.next_number()
        self.both(
            lambda: self.real.place(wanted, term, by_invoice=by_invoice),
            lambda: (number, self.model.place(number, wanted, term, by_invoice=by_invoice)),
        )

    @rule(
        plan=st.integers(0, 4),
        term=TERM,
        discount=st.sampled_from([0, 10, 33, 50, 100, 100]),
        days=st.integers(0, 27),
        auto_renew=st.booleans(),
    )
    @ROOM
    def bring(self, plan: int, term: int, discount: int, days: int, auto_renew: bool) -> None:
        """Take over an order that runs already, at a price that was agreed for it."""
        wanted, started = self.real.plans[plan], self.model.today - timedelta(days=days)
        price = half_up(Fraction(wanted.monthly * term * (100 - discount), 100))
        order = OrderModel(self.model.next_number(), wanted, term, price, auto_renew=auto_renew)
        self.real.bring(order, started, months_later(started, term, started.day))
        self.model.bring(order, started)

    @rule(data=st.data(), on=st.booleans())
    @AN_ORDER
    def set_auto_renew(self, data: st.DataObject, on: bool) -> None:
        self._set_auto_renew(data.draw(self.some(running)), on)

    @rule(data=st.data(), on=st.sampled_from([True, True, False]))
    @precondition(lambda self: any(map(self.shares, self.model.orders.values())))
    def set_auto_renew_of_one_on_an_invoice(self, data: st.DataObject, on: bool) -> None:
        self._set_auto_renew(data.draw(self.some(self.shares)), on)

    def _set_auto_renew(self, number: int, on: bool) -> None:
        self.both(
            lambda: self.real.set_auto_renew(number, on=on),
            lambda: self.model.set_auto_renew(number, on=on),
        )

    @rule(data=st.data(), term=TERM, by_invoice=st.booleans())
    @AN_ORDER
    def renew(self, data: st.DataObject, term: int, by_invoice: bool) -> None:
        numbers = data.draw(st.lists(self.some(can_be_renewed), min_size=1, max_size=3, unique=True))
        self.both(
            lambda: self.real.renew(numbers, term, by_invoice=by_invoice),
            lambda: self.model.renew(numbers, term, by_invoice=by_invoice),
        )

    @rule(
        data=st.data(),
        plan=st.integers(0, 16),
        term=st.sampled_from([1, 1, 1, 3, 12]),
        at_end=st.booleans(),
        by_invoice=st.booleans(),
    )
    @AN_ORDER
    def change(self, data: st.DataObject, plan: int, term: int, at_end: bool, by_invoice: bool) -> None:
        number, plans = data.draw(self.some(running)), self.real.plans
        product = self.model.orders[number].plan.product
        others = [plan for plan in plans if plan.product == product] * 4 + plans
        wanted = others[plan % len(others)]
        self.both(
            lambda: self.real.change(number, wanted, term, at_end=at_end, by_invoice=by_invoice),
            lambda: self.model.change(number, wanted, term, at_end=at_end, by_invoice=by_invoice),
        )

    @rule(data=st.data(), at_end=st.sampled_from([True, True, False]))
    @AN_ORDER
    def cancel(self, data: st.DataObject, at_end: bool) -> None:
        number = data.draw(self.some(running))
        self.both(
            lambda: self.real.cancel(number, at_end=at_end), lambda: self.model.cancel(number, at_end=at_end)
        )

    @rule(data=st.data())
    @precondition(lambda self: any(map(is_to_end, self.model.orders.values())))
    def undo_cancel(self, data: st.DataObject) -> None:
        number = data.draw(self.some(is_to_end))
        self.both(lambda: self.real.undo_cancel(number), lambda: self.model.undo_cancel(number))

    @rule(data=st.data())
    @precondition(lambda self: any(map(is_to_change, self.model.orders.values())))
    def undo_change(self, data: st.DataObject) -> None:
        number = data.draw(self.some(is_to_change))
        self.both(lambda: self.real.undo_change(number), lambda: self.model.undo_change(number))

    @rule(data=st.data())
    @precondition(lambda self: self.model.open_bills())
    def pay(self, data: st.DataObject) -> None:
        bill, number = self._some_bill(data)
        self.both(lambda: self.real.pay(number), lambda: self.model.pay(bill))

    @rule(data=st.data(), short=st.sampled_from([0, 0, 1]))
    @precondition(lambda self: self.model.open_bills())
    def transfer(self, data: st.DataObject, short: int) -> None:
        """Money comes in with an invoice's reference: the whole total, or a little less."""
        bill, number = self._some_bill(data)
        amount = max(1, bill.total - short)
        self.real.receive(amount, self.real.invoice_of(number)[1])
        self.model.transfer(bill, amount)

    def _some_bill(self, data: st.DataObject) -> tuple[Bill, int]:
        """Draw an open invoice; returns it and an order on it."""
        bill = data.draw(st.sampled_from(self.model.open_bills()))
        return bill, next(order.number for order in self.model.orders.values() if order.bill is bill)

    @rule(minor=st.integers(1, 100_000))
    def receive(self, minor: int) -> None:
        amount = minor * CURRENCIES[self.real.currency]
        self.real.receive(amount)
        self.model.top_up(amount)

    @rule(country=SOME_COUNTRY)
    def move(self, country: str) -> None:
        self.real.move(country)
        self.model.country = country

    @rule(country=st.sampled_from(COUNTRIES), rate=st.sampled_from([0, 900, 1950, 2100, 2550, None]))
    def change_rate(self, country: str, rate: int | None) -> None:
        self.real.change_rate(country, rate)
        self.model.rates[country] = rate

    @rule(days=st.sampled_from([1, 1, 2, 3, 5, 8, 15, 31]))
    def wait(self, days: int) -> None:
        self.model.today += timedelta(days=days)
        self.real.on(self.model.today)

    @rule(data=st.data(), days=st.sampled_from([-7, -1, -1, 0, 2, 16]))
    @AN_ORDER
    def wait_for_an_end(self, data: st.DataObject, days: int) -> None:
        """Go to a day on which billing has something to do, counted from the end of a paid period, and run it."""
        ends = [order.paid_until for order in self.model.orders.values() if order.status not in ENDED]
        later = {end - self.model.today + timedelta(days=days) for end in ends if end is not None}
        steps = sorted(step.days for step in later if step.days > 0)
        if steps:
            self.wait(days=data.draw(st.sampled_from(steps)))
            self.run_billing()

    @rule()
    def run_billing(self) -> None:
        self.real.run_billing()
        run_model.run_billing(self.model)

    def teardown(self) -> None:
        """See that the services show what is stored, and prove the books, before the database goes."""
        with self._stack:
            for number, order in self.model.orders.items():
                expected = order.status, order.paid_until, order.plan.name, order.term, order.price
                assert self.real.shown(number) == expected
            if self.model.orders:
                assert self.real.findings() == []

    # What holds after every step

    @invariant()
    def the_services_agree_with_the_model(self) -> None:
        with self.real.database.read() as session:
            assert self.real.books(session) == {
                CUSTOMER: self.model.balance,
                RECEIVABLE: -sum(bill.total for bill in self.model.open_bills()),
                BANK: -self.model.received,
            }
            assert self.real.orders(session) == {
                number: _state(order) for number, order in self.model.orders.items()
            }
            assert self.real.unbalanced(session) == []

    @invariant()
    def nothing_is_given_back_that_was_not_paid(self) -> None:
        assert 0 <= self.model.balance <= self.model.received + self.model.brought
        for order in self.model.orders.values():
            assert order.given_back <= order.charged


def _state(order: OrderModel) -> tuple[object, ...]:
    return (
        order.status,
        order.paid_until,
        order.plan.name,
        order.term,
        order.price,
        order.auto_renew,
        order.cancel_at,
        order.change_at,
        order.bill is not None,
        order.charged - order.given_back,
    )
