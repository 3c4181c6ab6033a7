"""Plan changes a second through the service, beside raw commits a second on the same database in the same run.

Run as `python -m bench.plan_changes [CHANGES]`, on SQLite and, where its server programs are, on PostgreSQL.
The two take turns, ten of each, so that both see the same machine. Either is one client that waits for each
answer: a plan change is a quote and its confirmation, as at a screen, a raw commit is one row through the same
engine. On both databases a commit is durable: the disk has it before the next one begins.

The ratio is plan changes to raw commits. What the disk takes is the same for both, so that a slow one brings it
nearer to 1; the CPU time of this process and the number of statements, which no disk changes, stand beside it.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from time import perf_counter, process_time

from sqlalchemy import event, select
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
        with postgres.cluster(durable=True) as pattern:
            measure("PostgreSQL", pattern.format(name="postgres"), changes)


def measure(name: str, url: str, changes: int) -> None:
    database = Database(url)
    upgrade(database)
    initialise(database, FixedClock(TODAY))
    desk = set_up(database)
    raw, through = Side(database), Side(database)
    for first in range(0, changes, AT_ONCE):
        numbers = range(first, first + AT_ONCE)
        raw.run(lambda _number: commit(database), numbers)
        through.run(lambda number: change(desk, number), numbers)
    desk.services.close()
    ratio = raw.clock / through.clock
    print(f"{name}: {through.told('plan change')}; {raw.told('raw commit')}; ratio {ratio:.2f}", flush=True)


class Side:
    """One side of the comparison: what was done, and what it took in all."""

    def __init__(self, database: Database) -> None:
        self._engine = database.engine
        self._done = self._statements = 0
        self.clock = self._cpu = 0.0

    def run(self, work: Callable[[int], None], numbers: range) -> None:
        """Do something for each number, and count and time it."""
        event.listen(self._engine, "before_cursor_execute", self._count)
        clock, cpu = perf_counter(), process_time()
        for number in numbers:
            work(number)
        self.clock += perf_counter() - clock
        self._cpu += process_time() - cpu
        event.remove(self._engine, "before_cursor_execute", self._count)
        self._done += len(numbers)

    def _count(self, *_statement: object) -> None:
        self._statements += 1

    def told(self, what: str) -> str:
        """Return how many a second, and what each took of this process and of the database."""
        cpu, statements = self._cpu / self._done * 1000, self._statements / self._done
        return f"{self._done / self.clock:.0f} {what}s/s, {cpu:.2f} ms CPU and {statements:.1f} statements each"


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
