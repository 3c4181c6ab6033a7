"""A desk for bulk actions: customers with orders, an admin, the dry run and the runner."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from itertools import count

from sqlalchemy import select

from introtui.domain.access import Actor
from introtui.domain.bulk import BulkKind, BulkTask, DryRun, ItemView, JobView
from introtui.domain.money import parse_amount
from introtui.domain.paging import PageRequest
from introtui.domain.payments import PayBy
from introtui.services.registry import Services
from introtui.store.engine import Database
from introtui.store.tables import Order, OrderEvent
from tests.building import ACCOUNT, add_account, add_order, services
from tests.services.staffing import staff

KEYS = count(1)
UNTIL = date(2026, 12, 21)
RENEW = BulkTask.checked(BulkKind.RENEW, text="ticket 7")
INVOICE = BulkTask.checked(BulkKind.RENEW, text="ticket 7", pay_by=PayBy.INVOICE)
ALL = PageRequest(sort="", limit=1_000)


@dataclass(frozen=True, slots=True)
class BulkDesk:
    database: Database
    at: Services
    admin: Actor

    def customer(self, login: str, balance: str = "500.00", *, currency: str = "EUR", email: str = "") -> Actor:
        opening = parse_amount(balance, currency, negative=True)
        account = replace(ACCOUNT, login=login, email=email or f"{login}@example.com", opening_balance=opening)
        return add_account(self.database, account)

    def orders(self, owner: Actor, number: int, **more: object) -> list[int]:
        return [add_order(self.database, owner, **more) for _ in range(number)]  # type: ignore[arg-type]

    def check(self, task: BulkTask, targets: list[int]) -> DryRun:
        return self.at.bulk.check(self.admin, task, targets)

    def start(self, task: BulkTask, targets: list[int]) -> int:
        return self.at.bulk.start(self.admin, self.check(task, targets), f"key {next(KEYS)}").job_id

    def run(self, task: BulkTask, targets: list[int]) -> JobView:
        """Start a job and work through it."""
        job = self.start(task, targets)
        self.at.bulk_runner.run_due()
        return self.view(job)

    def view(self, job: int) -> JobView:
        return self.at.bulk.load(self.admin, job)

    def results(self, job: int) -> list[ItemView]:
        return list(self.at.bulk.results(self.admin, job, ALL).items)

    def order(self, number: int) -> Order:
        with self.database.read() as session:
            order = session.get_one(Order, number)
            session.expunge(order)
            return order

    def timeline(self, number: int) -> list[str]:
        with self.database.read() as session:
            query = select(OrderEvent.sentence).where(OrderEvent.order_id == number).order_by(OrderEvent.id)
            return list(session.scalars(query))


def bulk_desk(database: Database) -> BulkDesk:
    return BulkDesk(database, services(database), staff(database))
