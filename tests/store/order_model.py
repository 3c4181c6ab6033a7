"""The order list in plain Python: what the queries must find, and in which order."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from introtui.domain.access import Actor
from introtui.domain.money import Money
from introtui.domain.order_views import ExpiryFilter, OrderFilter, OrderList
from introtui.domain.orders import ENDED, OrderFacts, OrderStatus, SuspendedFor, shown_status
from introtui.screens.order_rows import SHORT
from introtui.services.bulk_values import NewOrder
from introtui.store import tables
from introtui.store.engine import Database
from introtui.store.tables import Product
from tests.building import TODAY, bulk

SORTS = ("id", "plan", "address", "cost", "status", "days", "paid_until", "ended")
STATUSES = ("active", "overdue", "ends", "awaiting_payment", "processing", "suspended")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """An order, and the names of its plan and product."""

    order: NewOrder
    plan: str
    product: str

    @property
    def id(self) -> int:
        return self.order.order_id

    @property
    def status(self) -> str:
        """The word a filter knows the status by, from what is shown."""
        return "ends" if self._shown_status.startswith("ends ") else self._shown_status.replace(" ", "_")

    @property
    def _shown_status(self) -> str:
        return shown_status(
            OrderFacts(status=self.order.status, paid_until=self.order.paid_until, cancel_at=self.order.cancel_at),
            TODAY,
        )

    def key(self, sort: str) -> tuple[str | int | date, int]:
        """Where the order stands in a sorted list."""
        until = self.order.paid_until or date.max
        values: dict[str, str | int | date] = {
            "id": self.id,
            "plan": self.plan,
            "address": self.order.addresses[0] if self.order.addresses else "",
            "cost": self.order.price.minor,
            "status": SHORT.get(self._shown_status, self._shown_status),
            "days": until,
            "paid_until": until,
            "ended": self.order.ended_on or date.max,
        }
        return values[sort], self.id

    def fits(self, wanted: OrderFilter) -> bool:
        """Tell whether a filter finds the order."""
        return (
            (self.order.status in ENDED) == (wanted.which is OrderList.HISTORY)
            and wanted.status in (None, self.status)
            and wanted.product in (None, self.product)
            and self._expires(wanted.expiry)
            and all(self._contains(word.lower()) for word in wanted.text.split())
        )

    def _expires(self, expiry: ExpiryFilter) -> bool:
        until, days = self.order.paid_until, {ExpiryFilter.WEEK: 7, ExpiryFilter.MONTH: 30}
        if expiry is ExpiryFilter.ANY:
            return True
        if expiry is ExpiryFilter.OVERDUE:
            return self.status == "overdue"
        return until is not None and TODAY <= until <= TODAY + timedelta(days=days[expiry])

    def _contains(self, word: str) -> bool:
        unpaid = " unpaid" if self.order.status is OrderStatus.AWAITING_PAYMENT else ""
        shown = (
            self.plan,
            self.product,
            self.order.hostname,
            self.order.comment,
            self.status.replace("_", " ") + unpaid,
            self.order.price.amount,
            *self.order.addresses,
            *(str(day) for day in (self.order.paid_until, self.order.ended_on, self.order.cancel_at) if day),
        )
        return str(self.id).startswith(word) or any(word in text.lower() for text in shown)


def found(orders: list[Known], wanted: OrderFilter, sort: str = "id", *, descending: bool = False) -> list[int]:
    """Return the numbers of the orders a filter finds, in their order."""
    fitting = sorted((order for order in orders if order.fits(wanted)), key=lambda order: order.key(sort))
    return [order.id for order in (reversed(fitting) if descending else fitting)]


def some_order(chance: random.Random, actor: Actor, number: int, plan_id: int) -> NewOrder:
    """Return an order such as an account may have, with few enough values that many are equal."""
    status = chance.choice(list(OrderStatus))
    paid = status not in {OrderStatus.AWAITING_PAYMENT, OrderStatus.FAILED_SETUP}
    until = TODAY + timedelta(days=chance.randint(-12, 40)) if paid and chance.random() < 0.9 else None
    ended = status in ENDED and chance.random() < 0.8
    return NewOrder(
        order_id=number,
        account_id=actor.account_id,
        country="NL",
        plan_id=plan_id,
        status=status,
        suspended_for=SuspendedFor.NONPAYMENT if status is OrderStatus.SUSPENDED else None,
        term_months=1,
        price=Money(chance.choice([995, 1995, 100_000_000_000]), "EUR"),
        addresses=tuple(f"192.0.2.{chance.randint(100, 130)}" for _ in range(chance.randint(0, 3))),
        hostname=chance.choice(["", "web.example.com", "Db.example.com", "mail1.example.org"]),
        comment=chance.choice(["", "Rack 4", "the one for mail"]),
        paid_until=until,
        ended_on=TODAY - timedelta(days=chance.randint(0, 9)) if ended else None,
        cancel_at=until if chance.random() < 0.3 else None,
    )


def fill(database: Database, actor: Actor, count: int, *, seed: int, first: int = 1) -> list[Known]:
    """Write so many orders of an account, and return what was written."""
    chance = random.Random(seed)
    with database.read() as session:
        plans = session.execute(
            select(tables.Plan.id, tables.Plan.name, Product.name).join(
                Product, Product.id == tables.Plan.product_id
            )
        ).all()
    numbers = chance.sample(range(first, first + 4 * count), count)
    known = list[Known]()
    for number in numbers:
        plan_id, plan, product = chance.choice(plans)
        known.append(Known(order=some_order(chance, actor, number, plan_id), plan=plan, product=product))

    def work(session: Session) -> None:
        with bulk(session) as writer:
            for each in known:
                writer.order(each.order)

    database.transact(work)
    return known
