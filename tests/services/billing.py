"""A company on a day: customers, orders, and the billing run over them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from introtui.clock import FixedClock
from introtui.domain.access import Actor, Role
from introtui.domain.incoming import IncomingPayment
from introtui.domain.money import Money, parse_amount
from introtui.domain.orders import OrderStatus
from introtui.services.billing_run import RunReport, run_billing
from introtui.services.context import Context
from introtui.services.hashing import Hasher
from introtui.services.registry import Services
from introtui.store import tables
from introtui.store.engine import Database
from introtui.store.tables import Order, OutboxMessage, Settlement
from tests.building import ACCOUNT, add_account, add_order

T = TypeVar("T")
STAFF = Actor(account_id=0, login="staff", role=Role.ADMIN, address="", way="test")


def day(text: str) -> date:
    """Return an ISO date."""
    return date.fromisoformat(text)


def _kept(session: Session, rows: Iterable[T]) -> list[T]:
    """Return rows that can be looked at when the session is gone."""
    found = list(rows)
    session.expunge_all()
    return found


def quiet(_done: int, _total: int, _what: str) -> None:
    """Show no progress."""


@dataclass(frozen=True, slots=True)
class Company:
    """A database and what is asked of it."""

    database: Database

    def customer(self, login: str = "ivanov", *, balance: str = "0.00", **more: Any) -> Actor:
        account = replace(ACCOUNT, login=login, opening_balance=Money(0, "EUR"), **more)
        return add_account(self.database, account, balance=balance)

    def order(self, actor: Actor, paid_until: str, **more: Any) -> int:
        """Write an active order of one month that began on the day it was first paid for."""
        started = more.pop("started_on", None) or day("2026-01-01").replace(day=day(paid_until).day)
        return add_order(self.database, actor, started_on=started, paid_until=day(paid_until), **more)

    def run(self, as_of: str, *, dry_run: bool = False) -> RunReport:
        """Run the billing of a day."""
        return run_billing(Context(self.database, FixedClock(day(as_of))), dry_run=dry_run, progress=quiet)

    def counts(self, as_of: str) -> dict[str, int]:
        """Run the billing of a day and return what was done, messages left out; nothing may fail."""
        report = self.run(as_of)
        assert not report.problem_count
        return {did.value: count for did, count in report.counts.items() if did != "messages"}

    def services(self, as_of: str) -> Services:
        """Return the services on a day."""
        return Services.over(self.database, FixedClock(day(as_of)), Hasher(time_cost=1, memory_kib=64))

    def top_up(self, actor: Actor, amount: str, as_of: str, number: str, reference: str = "") -> None:
        """Record a payment."""
        payment = IncomingPayment(
            login=actor.login,
            amount=parse_amount(amount, "EUR"),
            received_on=day(as_of),
            external_id=number,
            reference=reference,
        )
        self.services(as_of).payments.record(STAFF, payment)

    def get(self, order_id: int) -> Order:
        """Return an order as stored."""
        with self.database.read() as session:
            return _kept(session, [session.get_one(Order, order_id)])[0]

    def state(self, order_id: int) -> tuple[OrderStatus, str]:
        """Return an order's status and until when it is paid."""
        order = self.get(order_id)
        return order.status, str(order.paid_until)

    def documents(self) -> list[tables.Document]:
        """Return every document, oldest first."""
        with self.database.read() as session:
            return _kept(session, session.scalars(select(tables.Document).order_by(tables.Document.id)))

    def open_invoices(self) -> list[tables.Document]:
        """Return the invoices that are neither paid nor void."""
        with self.database.read() as session:
            settled = set(session.scalars(select(Settlement.document_id)))
        return [each for each in self.documents() if each.kind == "invoice" and each.id not in settled]

    def messages(self) -> Counter[str]:
        """Return how many messages of each kind were written."""
        with self.database.read() as session:
            return Counter(session.scalars(select(OutboxMessage.kind)))

    def outbox(self, kind: str) -> list[OutboxMessage]:
        """Return the messages of a kind."""
        with self.database.read() as session:
            found = select(OutboxMessage).where(OutboxMessage.kind == kind).order_by(OutboxMessage.id)
            return _kept(session, session.scalars(found))

    def balance(self, actor: Actor, as_of: str) -> str:
        """Return a balance."""
        return self.services(as_of).billing.load(actor).balance.amount
