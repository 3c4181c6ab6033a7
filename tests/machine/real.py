"""The services' side: what an account does on a day, and what the database then holds of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import count
from typing import Any

from sqlalchemy import Row, func, select, update
from sqlalchemy.orm import Session

from introtui.clock import FixedClock
from introtui.domain.access import Role
from introtui.domain.incoming import IncomingPayment
from introtui.domain.money import Money
from introtui.domain.new_orders import NewOrderDraft
from introtui.domain.payments import PayBy
from introtui.domain.quotes import When
from introtui.domain.renewals import RenewalChoice
from introtui.services.billing_run import run_billing
from introtui.services.books import BANK, CUSTOMER, RECEIVABLE
from introtui.services.checking import check_all
from introtui.services.context import Context
from introtui.services.hashing import Hasher
from introtui.services.registry import Services
from introtui.store.engine import Database
from introtui.store.tables import Document, Order, OrderCharge, PlanPrice, Posting, Product, Profile, VatRateRow
from introtui.store.tables import Plan as PlanRow
from tests.building import ACCOUNT, add_account, add_order
from tests.machine.values import OrderModel, PlanModel
from tests.proofs import quietly

HASHER = Hasher(time_cost=1, memory_kib=64)


class Real:
    """One account, alone on its database; amounts are minor units of its currency."""

    def __init__(self, database: Database, currency: str, country: str, today: date) -> None:
        self.database, self.currency, self.country = database, currency, country
        new = replace(ACCOUNT, country=country, opening_balance=Money(0, currency))
        self.actor = add_account(database, new)
        self.staff = replace(self.actor, role=Role.ADMIN)
        self._keys = count(1)
        self.plan_ids, self.plans = _plans(database, currency)
        self.on(today)
        self._offers = {offer.product: offer for offer in self.services.new_orders.offers(self.actor)}

    def on(self, today: date) -> None:
        """Let it be another day."""
        self.today = today
        self.services = Services.over(self.database, FixedClock(today), HASHER)

    def key(self) -> str:
        return f"key {next(self._keys)}"

    # What an account does; each returns the total that was shown before it was booked

    def place(self, plan: PlanModel, term: int, *, by_invoice: bool) -> tuple[int, int]:
        """Return the order's number and the total."""
        offer, at = self._offers[plan.product], self.services.new_orders
        draft = NewOrderDraft(
            product=plan.product,
            plan=plan.name,
            term=str(term),
            hostname="a.example",
            operating_system=offer.operating_systems[0],
            location=offer.locations[0],
        )
        quote = at.quote(self.actor, draft)
        placed = at.confirm(self.actor, quote, self.key(), _pay_by(by_invoice))
        return placed.row.order_id, quote.total.minor

    def bring(self, order: OrderModel, started: date, paid_until: date) -> None:
        add_order(
            self.database,
            self.actor,
            order_id=order.number,
            plan=order.plan.name,
            term_months=order.term,
            price=Money(order.price, self.currency),
            started_on=started,
            paid_until=paid_until,
            country=self.country,
            auto_renew=order.auto_renew,
        )

    def set_auto_renew(self, number: int, *, on: bool) -> None:
        assert self.services.orders.set_auto_renew(self.actor, number, on).row.auto_renew is on

    def renew(self, numbers: list[int], term: int, *, by_invoice: bool) -> int:
        choices = [RenewalChoice(order_id=number, term_months=term) for number in numbers]
        quote = self.services.renewals.quote(self.actor, choices)
        self.services.renewals.confirm(self.actor, quote, self.key(), _pay_by(by_invoice))
        return quote.total.minor

    def change(self, number: int, plan: PlanModel, term: int, *, at_end: bool, by_invoice: bool) -> int:
        at = self.services.order_changes
        quote = at.quote_change(self.actor, number, self.plan_ids[plan.name], term, _when(at_end))
        at.confirm(self.actor, quote, self.key(), _pay_by(by_invoice))
        return quote.total.minor

    def cancel(self, number: int, *, at_end: bool) -> int:
        at = self.services.order_changes
        quote = at.quote_cancel(self.actor, number, _when(at_end))
        at.confirm(self.actor, quote, self.key())
        return -quote.total.minor

    def undo_cancel(self, number: int) -> None:
        self.services.orders.undo_cancel(self.actor, number)

    def undo_change(self, number: int) -> None:
        self.services.orders.undo_change(self.actor, number)

    def invoice_of(self, number: int) -> tuple[int, str]:
        """Return id and payment reference of an order's open invoice."""
        query = select(Document.id, Document.reference).join(Order, Order.open_invoice_id == Document.id)
        with self.database.read() as session:
            document_id, reference = session.execute(query.where(Order.id == number)).one()
        return document_id, reference

    def pay(self, number: int) -> int:
        """Pay the open invoice of an order."""
        return self.services.payments.pay(self.actor, self.invoice_of(number)[0], self.key()).total.minor

    def receive(self, minor: int, reference: str = "") -> None:
        payment = IncomingPayment(
            login=self.actor.login,
            amount=Money(minor, self.currency),
            received_on=self.today,
            external_id=self.key(),
            reference=reference,
        )
        assert self.services.payments.record(self.staff, payment)

    def move(self, country: str) -> None:
        self.country = country
        moved = update(Profile).where(Profile.account_id == self.actor.account_id).values(country=country)
        self.database.transact(lambda session: session.execute(moved))

    def rates(self, countries: tuple[str, ...]) -> dict[str, int | None]:
        with self.database.read() as session:
            rows = session.scalars(select(VatRateRow).where(VatRateRow.country.in_(countries)))
            return {str(row.country): row.rate_bp for row in rows}

    def change_rate(self, country: str, rate: int | None) -> None:
        changed = update(VatRateRow).where(VatRateRow.country == country).values(rate_bp=rate)
        self.database.transact(lambda session: session.execute(changed))

    def run_billing(self) -> None:
        context = Context(self.database, FixedClock(self.today))
        report = run_billing(context, dry_run=False, progress=quietly)
        assert report.problem_count == 0

    # What the database holds

    def books(self, session: Session) -> dict[str, int]:
        """Return what is in the books of the customer, of what is owed and of the bank."""
        rows = session.execute(select(Posting.book, func.sum(Posting.minor)).group_by(Posting.book))
        found = {name: int(minor) for name, minor in rows}
        return {name: found.get(name, 0) for name in (CUSTOMER, RECEIVABLE, BANK)}

    def unbalanced(self, session: Session) -> list[int]:
        """Return the transactions whose postings do not sum to zero, which must be none."""
        total = func.sum(Posting.minor)
        per_currency = select(Posting.transaction_id).group_by(Posting.transaction_id, Posting.currency)
        return list(session.scalars(per_currency.having(total != 0)))

    def orders(self, session: Session) -> dict[int, tuple[object, ...]]:
        """Return the state of each order, and what is left of what it was charged."""
        left = select(func.sum(OrderCharge.net_minor + OrderCharge.vat_minor)).where(
            OrderCharge.order_id == Order.id
        )
        query = select(Order, PlanRow.name, left.scalar_subquery().label("left")).join(
            PlanRow, PlanRow.id == Order.plan_id
        )
        return {row.Order.id: _state(row) for row in session.execute(query)}

    def shown(self, number: int) -> tuple[object, ...]:
        """Return what the services show of an order."""
        row = self.services.orders.load(self.actor, number).row
        return row.facts.status, row.facts.paid_until, row.plan, row.term_months, row.price.minor

    def findings(self) -> list[object]:
        return list(check_all(self.database, progress=quietly))


def _pay_by(by_invoice: bool) -> PayBy:
    return PayBy.INVOICE if by_invoice else PayBy.BALANCE


def _when(at_end: bool) -> When:
    return When.AT_END if at_end else When.NOW


def _state(row: Row[Any]) -> tuple[object, ...]:
    order: Order = row.Order
    return (
        str(order.status),
        order.paid_until,
        row.name,
        order.term_months,
        order.price_minor,
        order.auto_renew,
        order.cancel_at,
        order.change_at,
        order.open_invoice_id is not None,
        int(row.left or 0),
    )


def _plans(database: Database, currency: str) -> tuple[dict[str, int], list[PlanModel]]:
    query = (
        select(PlanRow.id, PlanRow.name, Product.name.label("product"), PlanPrice)
        .join(PlanPrice, PlanPrice.plan_id == PlanRow.id)
        .join(Product, Product.id == PlanRow.product_id)
        .where(PlanPrice.currency == currency)
        .order_by(PlanRow.id)
    )
    with database.read() as session:
        rows = session.execute(query).all()
        return {row.name: row.id for row in rows}, [_plan(row.name, row.product, row.PlanPrice) for row in rows]


def _plan(name: str, product: str, price: PlanPrice) -> PlanModel:
    refund = -1 if price.refund_terms == "prorated" else int(price.refund_terms.partition(":")[2] or 0)
    return PlanModel(name, product, price.monthly_minor, price.setup_fee_minor, refund)
