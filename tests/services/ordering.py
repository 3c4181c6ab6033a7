"""A customer at the desk of the order services, and everything a database holds, to see what a call wrote."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select

from introtui.clock import FixedClock
from introtui.domain.access import Actor
from introtui.domain.money import Money
from introtui.domain.order_views import OrderView
from introtui.domain.quotes import Quote, When
from introtui.services.hashing import Hasher
from introtui.services.order_changes import OrderChangeService
from introtui.services.orders import OrderService
from introtui.services.registry import Services
from introtui.store.engine import Database
from introtui.store.tables import Base, LedgerTransaction, OrderCharge, Posting
from tests.building import ACCOUNT, TODAY, add_account, add_order, plan_ids

Rows = dict[str, set[tuple[object, ...]]]


def everything(database: Database) -> Rows:
    """Return every row of every table."""
    with database.read() as session:
        return {
            table.name: {tuple(map(_hashable, row)) for row in session.execute(table.select())}
            for table in Base.metadata.sorted_tables
        }


def _hashable(value: object) -> object:
    return json.dumps(value) if isinstance(value, dict) else value


def written_since(before: Rows, database: Database) -> Rows:
    """Return the rows that are new or changed, by table; empty when nothing was written."""
    now = everything(database)
    return {name: rows - before[name] for name, rows in now.items() if rows != before[name]}


@dataclass(frozen=True, slots=True)
class Desk:
    """One customer with one order, and the services on one day."""

    database: Database
    actor: Actor
    order_id: int
    today: date = TODAY

    @property
    def services(self) -> Services:
        return Services.over(self.database, FixedClock(self.today), Hasher(time_cost=1, memory_kib=64))

    @property
    def orders(self) -> OrderService:
        return self.services.orders

    @property
    def changes(self) -> OrderChangeService:
        return self.services.order_changes

    @property
    def balance(self) -> str:
        return self.services.billing.load(self.actor).balance.amount

    def on(self, today: date) -> Desk:
        return replace(self, today=today)

    def view(self) -> OrderView:
        return self.orders.load(self.actor, self.order_id)

    def quote(self, plan: str, *, term: int = 1, when: When = When.NOW) -> Quote:
        return self.changes.quote_change(self.actor, self.order_id, plan_ids(self.database)[plan], term, when)

    def quote_cancel(self, when: When = When.NOW) -> Quote:
        return self.changes.quote_cancel(self.actor, self.order_id, when)

    def confirm(self, quote: Quote, key: str) -> OrderView:
        self.changes.confirm(self.actor, quote, key)
        return self.view()

    def change(self, plan: str, key: str, *, term: int = 1, when: When = When.NOW) -> Quote:
        """Quote a change and book it; return the quote."""
        quote = self.quote(plan, term=term, when=when)
        self.confirm(quote, key)
        return quote

    def booked(self, key: str) -> dict[str, int]:
        """Return what was booked with a key: minor units by book."""
        with self.database.read() as session:
            rows = session.execute(
                select(Posting.book, Posting.minor)
                .join(LedgerTransaction, LedgerTransaction.id == Posting.transaction_id)
                .where(LedgerTransaction.idempotency_key == key)
            )
            return dict(rows.all())

    def charges(self) -> list[tuple[int, int, bool]]:
        """Return net, VAT and whether it is a credit, of every charge of the order."""
        with self.database.read() as session:
            rows = session.scalars(
                select(OrderCharge).where(OrderCharge.order_id == self.order_id).order_by(OrderCharge.id)
            )
            return [(row.net_minor, row.vat_minor, row.credits_id is not None) for row in rows]


def desk(
    database: Database,
    *,
    login: str = "ivanov",
    balance: str = "128.40",
    currency: str = "EUR",
    country: str = "NL",
    **order: Any,
) -> Desk:
    """Return the desk of a new customer; `order` is what `add_order` takes."""
    opening = Money(0, currency)
    account = replace(ACCOUNT, login=login, country=country, opening_balance=opening)
    actor = add_account(database, account, balance=balance)
    return Desk(database, actor, add_order(database, actor, country=country, **order))
