"""Random days of one account: every step is done by the services and by the model, and both must agree."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from ipaddress import IPv4Address
from itertools import count

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from introtui.clock import FixedClock
from introtui.domain.access import Role
from introtui.domain.errors import ActionRefused, RateNotSet
from introtui.domain.money import Money
from introtui.domain.new_orders import NewOrderDraft
from introtui.domain.payments import PayBy
from introtui.domain.quotes import When
from introtui.domain.renewals import RenewalChoice
from introtui.services.hashing import Hasher
from introtui.services.payments import IncomingPayment
from introtui.services.registry import Services
from introtui.services.setup import published_rates
from introtui.store.engine import Database
from introtui.store.tables import Order, PlanPrice, PoolAddress, Posting, Product, Profile, VatRateRow
from introtui.store.tables import Plan as PlanRow
from tests.building import ACCOUNT, add_account
from tests.machine.model import AccountModel, Bill, PlanModel, Refused

START = date(2027, 12, 29)
"""The first day: a leap day, a year's end and months of every length lie within reach."""
COUNTRIES = ("NL", "DE", "EE", "US", "NL", "DE", "SI")
NUMBERS = count(1)
LOGINS = count(1)
HASHER = Hasher(time_cost=1, memory_kib=64)


class Account(RuleBasedStateMachine):
    """One account on one database; `database` is set by whoever runs it."""

    database: Database

    @initialize(country=st.sampled_from(COUNTRIES))
    def open_account(self, country: str) -> None:
        self.today = START
        new = replace(ACCOUNT, login=f"account{next(LOGINS)}", country=country, opening_balance=Money(0, "EUR"))
        self.actor = add_account(self.database, new)
        self.staff = replace(self.actor, role=Role.ADMIN)
        self.database.transact(_published_rates)
        self.plans = self.database.transact(_plans)
        rates = dict.fromkeys(COUNTRIES)
        with self.database.read() as session:
            for row in session.scalars(select(VatRateRow).where(VatRateRow.country.in_(COUNTRIES))):
                rates[str(row.country)] = row.rate_bp
        self.model = AccountModel(rates, country, self.today)
        self.top_up(150_000)
        for plan in (0, 1, 3):
            self.place(plan=plan, term=1, by_invoice=False)

    @property
    def services(self) -> Services:
        return Services.over(self.database, FixedClock(self.today), HASHER)

    def both(self, real: Callable[[], int], model: Callable[[], int]) -> bool:
        """Do a thing twice; both refuse, or both come to the same sum."""
        try:
            expected: int | None = model()
        except Refused:
            expected = None
        try:
            found: int | None = real()
        except (ActionRefused, RateNotSet):
            found = None
        assert found == expected
        return found is not None

    def some_order(self, data: st.DataObject) -> int:
        """Draw an order, seldom one that ended."""
        numbers = sorted(self.model.orders)
        running = [number for number in numbers if self.model.orders[number].status != "cancelled"]
        return data.draw(st.sampled_from(running * 5 + numbers))

    def key(self) -> str:
        return f"key {next(NUMBERS)}"

    # Steps

    @rule(plan=st.integers(0, 4), term=st.sampled_from([1, 3, 12]), by_invoice=st.booleans())
    def place(self, plan: int, term: int, by_invoice: bool) -> None:
        wanted = self.plans[plan % len(self.plans)]
        draft = NewOrderDraft(product=wanted.product, plan=wanted.name, term=str(term), hostname="a.example")
        at, pay_by = self.services.new_orders, PayBy.INVOICE if by_invoice else PayBy.BALANCE
        placed = list[int]()

        def real() -> int:
            quote = at.quote(self.actor, draft)
            placed.append(at.confirm(self.actor, quote, self.key(), pay_by).row.order_id)
            return quote.total.minor

        with self.database.read() as session:
            number = (session.scalar(select(func.max(Order.id))) or 10_000) + 1
        if self.both(real, lambda: self.model.place(number, wanted, term, by_invoice=by_invoice)):
            assert placed == [number]

    @rule(data=st.data(), term=st.sampled_from([1, 3, 6, 12]), by_invoice=st.booleans())
    @precondition(lambda self: self.model.orders)
    def renew(self, data: st.DataObject, term: int, by_invoice: bool) -> None:
        numbers = data.draw(
            st.lists(st.sampled_from(sorted(self.model.orders)), min_size=1, max_size=3, unique=True)
        )
        at, pay_by = self.services.renewals, PayBy.INVOICE if by_invoice else PayBy.BALANCE

        def real() -> int:
            choices = [RenewalChoice(order_id=number, term_months=term) for number in numbers]
            quote = at.quote(self.actor, choices)
            at.confirm(self.actor, quote, self.key(), pay_by)
            return quote.total.minor

        self.both(real, lambda: self.model.renew(numbers, term, by_invoice=by_invoice))

    @rule(
        data=st.data(),
        plan=st.integers(0, 16),
        term=st.sampled_from([1, 1, 1, 3, 12]),
        at_end=st.booleans(),
        by_invoice=st.booleans(),
    )
    @precondition(lambda self: self.model.orders)
    def change(self, data: st.DataObject, plan: int, term: int, at_end: bool, by_invoice: bool) -> None:
        number = self.some_order(data)
        product = self.model.orders[number].plan.product
        others = [plan for plan in self.plans if plan.product == product] * 4 + self.plans
        wanted = others[plan % len(others)]
        at, when = self.services.order_changes, When.AT_END if at_end else When.NOW

        def real() -> int:
            quote = at.quote_change(self.actor, number, self.plan_ids[wanted.name], term, when)
            at.confirm(self.actor, quote, self.key(), PayBy.INVOICE if by_invoice else PayBy.BALANCE)
            return quote.total.minor

        self.both(real, lambda: self.model.change(number, wanted, term, at_end=at_end, by_invoice=by_invoice))

    @rule(data=st.data(), at_end=st.booleans())
    @precondition(lambda self: self.model.orders)
    def cancel(self, data: st.DataObject, at_end: bool) -> None:
        number = self.some_order(data)
        at = self.services.order_changes

        def real() -> int:
            quote = at.quote_cancel(self.actor, number, When.AT_END if at_end else When.NOW)
            at.confirm(self.actor, quote, self.key())
            return -quote.total.minor

        self.both(real, lambda: self.model.cancel(number, at_end=at_end))

    @rule(data=st.data(), what=st.sampled_from(["undo_cancel", "undo_change"]))
    @precondition(lambda self: self.model.orders)
    def undo(self, data: st.DataObject, what: str) -> None:
        number = self.some_order(data)
        self.both(
            lambda: 0 * getattr(self.services.orders, what)(self.actor, number).row.order_id,
            lambda: int(getattr(self.model, what)(number) or 0),
        )

    @rule(data=st.data())
    @precondition(lambda self: self.model.open_bills())
    def pay(self, data: st.DataObject) -> None:
        bill = data.draw(st.sampled_from(self.model.open_bills()))
        document = self._document(bill)
        self.both(
            lambda: self.services.payments.pay(self.actor, document, self.key()).total.minor,
            lambda: self.model.pay(bill),
        )

    @rule(minor=st.integers(1, 100_000))
    def top_up(self, minor: int) -> None:
        payment = IncomingPayment(
            login=self.actor.login,
            amount=Money(minor, "EUR"),
            received_on=self.today,
            external_id=self.key(),
        )
        assert self.services.payments.record(self.staff, payment)
        self.model.top_up(minor)

    @rule(country=st.sampled_from(COUNTRIES))
    def move(self, country: str) -> None:
        moved = update(Profile).where(Profile.account_id == self.actor.account_id).values(country=country)
        self.database.transact(lambda session: session.execute(moved))
        self.model.country = country

    @rule(country=st.sampled_from(COUNTRIES), rate=st.sampled_from([0, 900, 1950, 2100, 2550, None]))
    def change_rate(self, country: str, rate: int | None) -> None:
        changed = update(VatRateRow).where(VatRateRow.country == country).values(rate_bp=rate)
        self.database.transact(lambda session: session.execute(changed))
        self.model.rates[country] = rate

    @rule(days=st.sampled_from([1, 1, 2, 3, 5, 8, 15, 31]))
    def wait(self, days: int) -> None:
        self.today += timedelta(days=days)
        self.model.today = self.today

    def _document(self, bill: Bill) -> int:
        order = next(order for order in self.model.orders.values() if order.bill is bill)
        with self.database.read() as session:
            return session.get_one(Order, order.number).open_invoice_id or 0

    @property
    def plan_ids(self) -> dict[str, int]:
        with self.database.read() as session:
            return {plan.name: plan.id for plan in session.scalars(select(PlanRow))}

    # What holds after every step

    @invariant()
    def the_balance_is_the_models(self) -> None:
        with self.database.read() as session:
            found = session.scalar(
                select(func.sum(Posting.minor)).where(Posting.account_id == self.actor.account_id)
            )
        assert (found or 0) == self.model.balance

    @invariant()
    def the_orders_are_the_models(self) -> None:
        for order in self.model.orders.values():
            view = self.services.orders.load(self.actor, order.number)
            facts = view.row.facts
            assert (facts.status, facts.paid_until) == (order.status, order.paid_until)
            assert (view.row.plan, view.row.term_months, view.row.price.minor) == (
                order.plan.name,
                order.term,
                order.price,
            )
            assert (facts.cancel_at, facts.change_at) == (order.cancel_at, order.change_at)
            assert bool(facts.unpaid_invoice) == (order.bill is not None)

    @invariant()
    def nothing_is_given_back_that_was_not_paid(self) -> None:
        assert self.model.balance >= 0
        assert self.model.balance <= self.model.paid_in
        for order in self.model.orders.values():
            assert order.given_back <= order.charged

    @invariant()
    def every_set_of_postings_sums_to_zero(self) -> None:
        with self.database.read() as session:
            unbalanced = session.execute(
                select(Posting.transaction_id)
                .group_by(Posting.transaction_id)
                .having(func.sum(Posting.minor) != 0)
            ).all()
        assert unbalanced == []


def _published_rates(session: Session) -> None:
    session.execute(delete(VatRateRow))
    for row in published_rates():
        session.add(row)
        session.flush()


def _plans(session: Session) -> list[PlanModel]:
    rows = session.execute(
        select(PlanRow.name, Product.name.label("product"), PlanPrice)
        .join(PlanPrice, PlanPrice.plan_id == PlanRow.id)
        .join(Product, Product.id == PlanRow.product_id)
        .where(PlanPrice.currency == "EUR")
        .order_by(PlanRow.id)
    )
    return [
        PlanModel(
            row.name,
            row.product,
            row.PlanPrice.monthly_minor,
            row.PlanPrice.setup_fee_minor,
            _refund(row.PlanPrice.refund_terms),
        )
        for row in rows
    ]


def _refund(terms: str) -> int:
    return -1 if terms == "prorated" else int(terms.partition(":")[2] or 0)


def fill_pools(database: Database, addresses: int = 6_000) -> None:
    """Give every product addresses enough for all that may be placed."""

    def work(session: Session) -> None:
        numbers = count(int(IPv4Address("10.0.0.0")))
        for product_id in session.scalars(select(Product.id)).all():
            session.add_all(
                PoolAddress(product_id=product_id, ip_version=4, address=str(IPv4Address(next(numbers))))
                for _ in range(addresses)
            )

    database.transact(work)
