"""Bulk renewals killed at random moments and taken over by others: each order once, and the books prove it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from multiprocessing.context import ForkServerProcess
from random import Random

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from introtui.domain.bulk import ItemState, JobState
from introtui.domain.money import Money
from introtui.domain.orders import OrderStatus
from introtui.services.bulk_values import NewOrder
from introtui.services.checking import check_all
from introtui.store.engine import Database
from introtui.store.tables import BulkItem, Document, LedgerTransaction, Order
from tests.building import ACCOUNT, bulk, plan_ids
from tests.proofs import bulk_runner, quietly, rounds
from tests.proofs.processes import rest_of, start
from tests.services.bulk_desk import INVOICE, RENEW, UNTIL, BulkDesk, bulk_desk

ORDERS, KILLS = rounds(30, 5_000), rounds(3, 20)
AN_ACCOUNT = 10
RENEWED, PRICE = date(2027, 1, 21), Money(2414, "EUR")


@dataclass(frozen=True, slots=True)
class Shelf:
    desk: BulkDesk
    orders: list[int]

    @property
    def url(self) -> str:
        return self.desk.database.engine.url.render_as_string(hide_password=False)


@pytest.fixture
def shelf(installed: Database) -> Shelf:
    """Accounts of ten orders each whose balances reach for all of them."""
    plan, numbers = plan_ids(installed)["VPS M"], list[int]()

    def work(session: Session) -> None:
        with bulk(session) as writer:
            for number in range(ORDERS // AN_ACCOUNT):
                login = f"customer{number}"
                new = replace(ACCOUNT, login=login, email=f"{login}@x.org", opening_balance=Money(30_000, "EUR"))
                owner = writer.account(new)
                for _ in range(AN_ACCOUNT):
                    numbers.append(len(numbers) + 1)
                    writer.order(
                        NewOrder(
                            order_id=numbers[-1],
                            account_id=owner,
                            country="NL",
                            plan_id=plan,
                            status=OrderStatus.ACTIVE,
                            term_months=1,
                            price=Money(1995, "EUR"),
                            started_on=date(2026, 1, 21),
                            paid_until=UNTIL,
                        )
                    )

    installed.transact(work)
    return Shelf(bulk_desk(installed), numbers)


def kill_after(process: ForkServerProcess, heard: object, items: int) -> int:
    """Kill a runner once it dealt with so many items; returns how many it said it dealt with."""
    said = [heard.recv() for _ in range(items)]  # type: ignore[attr-defined]
    process.kill()
    said += rest_of(heard)  # type: ignore[arg-type]
    process.join()
    return len(said)


def assert_each_once(shelf: Shelf, job: int) -> None:
    view, database = shelf.desk.view(job), shelf.desk.database
    assert (view.state, view.done, view.refused) == (JobState.DONE, len(shelf.orders), 0)
    assert view.booked == (Money(PRICE.minor * len(shelf.orders), "EUR"),)
    with database.read() as session:
        states = session.execute(select(BulkItem.state, func.count()).group_by(BulkItem.state)).all()
        assert [tuple(row) for row in states] == [(ItemState.DONE, len(shelf.orders))]
        assert session.scalar(select(func.count()).select_from(Document)) == len(shelf.orders)
        keys = session.scalars(select(LedgerTransaction.idempotency_key).where(LedgerTransaction.kind == "renew"))
        assert sorted(key or "" for key in keys) == sorted(
            f"bulk {job} {position}" for position in range(1, len(shelf.orders) + 1)
        )
    assert list(check_all(database, progress=quietly)) == []


def test_a_job_killed_at_random_moments_and_taken_over_renews_each_order_once(shelf: Shelf) -> None:
    job = shelf.desk.start(RENEW, shelf.orders)
    dice, left = Random(5), len(shelf.orders)
    for kills in range(KILLS, 0, -1):
        process, heard = start(bulk_runner.run, shelf.url)
        # Killed in the middle of the item after these, or before it said so.
        left -= kill_after(process, heard, dice.randrange(0, max(left // (kills + 1), 1)))
    last, heard = start(bulk_runner.run, shelf.url)
    worked = rest_of(heard)
    last.join()
    assert worked[-1] == len(worked) - 1 > 0
    assert_each_once(shelf, job)
    with shelf.desk.database.read() as session:
        assert set(session.scalars(select(Order.paid_until))) == {RENEWED}


def test_two_runners_at_once_share_the_jobs_and_do_nothing_twice(shelf: Shelf) -> None:
    half = len(shelf.orders) // 2
    jobs = [shelf.desk.start(RENEW, part) for part in (shelf.orders[:half], shelf.orders[half:])]
    runners = [start(bulk_runner.run, shelf.url) for _ in range(3)]
    said = [rest_of(heard) for _process, heard in runners]
    for process, _heard in runners:
        process.join()
        assert process.exitcode == 0
    assert sum(each[-1] for each in said) == len(shelf.orders)
    assert [shelf.desk.view(job).done for job in jobs] == [half, len(shelf.orders) - half]
    with shelf.desk.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Document)) == len(shelf.orders)
    assert list(check_all(shelf.desk.database, progress=quietly)) == []


def test_invoices_of_a_killed_job_are_made_once_too(shelf: Shelf) -> None:
    job = shelf.desk.start(INVOICE, shelf.orders)
    process, heard = start(bulk_runner.run, shelf.url)
    kill_after(process, heard, len(shelf.orders) // 3)
    last, heard = start(bulk_runner.run, shelf.url)
    rest_of(heard)
    last.join()
    view = shelf.desk.view(job)
    assert (view.state, view.done) == (JobState.DONE, len(shelf.orders))
    with shelf.desk.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Document)) == len(shelf.orders)
        assert session.scalar(select(func.count(Order.open_invoice_id.distinct()))) == len(shelf.orders)
    assert list(check_all(shelf.desk.database, progress=quietly)) == []
