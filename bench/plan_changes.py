"""Plan changes a second through the service, beside raw commits a second on the same database in the same run.

Run as `python -m bench.plan_changes [CHANGES]`, on SQLite and, where its server programs are, on PostgreSQL.
The two take turns, ten of each, so that both see the same machine.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from time import perf_counter

from sqlalchemy import select
from sqlalchemy.orm import Session

from bench.customers import add_customer
from introtui.clock import FixedClock
from introtui.domain.access import Actor, Role
from introtui.domain.money import Money
from introtui.domain.orders import OrderStatus
from introtui.domain.quotes import When
from introtui.services.bulk import BulkWriter
from introtui.services.bulk_values import NewOrder
from introtui.services.registry import Services
from introtui.services.setup import initialise
from introtui.store.engine import Database
from introtui.store.migrate import upgrade
from introtui.store.tables import Change, Plan
from tests import postgres

TODAY = date(2026, 11, 23)
ORDERS = 50
AT_ONCE = 10


@dataclass(frozen=True, slots=True)
class Desk:
    """A customer with orders, and the plans to change between."""

    services: Services
    actor: Actor
    plans: tuple[int, int]


def main() -> None:
    changes = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    with tempfile.TemporaryDirectory() as folder:
        measure("SQLite", f"sqlite:///{Path(folder) / 'changes.db'}", changes)
    if postgres.binaries_are_there():
        with postgres.cluster() as pattern:
            measure("PostgreSQL", pattern.format(name="postgres"), changes)


def measure(name: str, url: str, changes: int) -> None:
    database = Database(url)
    upgrade(database)
    initialise(database, FixedClock(TODAY))
    desk = set_up(database)
    through, raw = 0.0, 0.0
    for first in range(0, changes, AT_ONCE):
        raw += seconds_of(lambda _number: commit(database), first)
        through += seconds_of(lambda number: change(desk, number), first)
    desk.services.close()
    print(
        f"{name}: {changes / through:7.1f} plan changes/s through the service, "
        f"{changes / raw:7.1f} raw commits/s, ratio {through / raw:.1f}"
    )


def seconds_of(work: Callable[[int], None], first: int) -> float:
    start = perf_counter()
    for number in range(first, first + AT_ONCE):
        work(number)
    return perf_counter() - start


def commit(database: Database) -> None:
    """One row in one transaction: what any durable change costs here."""
    database.transact(lambda session: session.add(Change(account_id=None, topic="vat")))


def change(desk: Desk, number: int) -> None:
    """Quote and confirm a change, the orders in turn, to and fro between two plans."""
    order_id, plan_id = 10_001 + number % ORDERS, desk.plans[number // ORDERS % 2]
    service = desk.services.order_changes
    quote = service.quote_change(desk.actor, order_id, plan_id, 1, When.NOW)
    service.confirm(desk.actor, quote, f"change {number}")


def set_up(database: Database) -> Desk:
    account_id = database.transact(lambda session: add_customer(session, "ivanov"))
    with database.read() as session:
        ids = {plan.name: plan.id for plan in session.scalars(select(Plan))}

    def write(session: Session) -> None:
        with BulkWriter(session, at=FixedClock(TODAY).now(), actor="bench") as writer:
            for number in range(ORDERS):
                writer.order(order(10_001 + number, account_id, ids["VPS M"]))

    database.transact(write)
    actor = Actor(account_id=account_id, login="ivanov", role=Role.CUSTOMER, address="", way="bench")
    services = Services.over(database, FixedClock(TODAY))
    return Desk(services, actor, (ids["VPS L"], ids["VPS M"]))


def order(order_id: int, account_id: int, plan_id: int) -> NewOrder:
    return NewOrder(
        order_id=order_id,
        account_id=account_id,
        country="NL",
        plan_id=plan_id,
        status=OrderStatus.ACTIVE,
        term_months=1,
        price=Money(1995, "EUR"),
        started_on=date(2026, 11, 21),
        paid_until=date(2026, 12, 21),
    )


if __name__ == "__main__":
    main()
