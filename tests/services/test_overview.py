"""The desk's overview: every figure is what the database holds, and none of them is found by reading all of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event, text, update

from introtui.domain.access import Actor
from introtui.domain.all_orders import AllOrdersFilter, Matter
from introtui.domain.desk import Queue
from introtui.domain.incoming import IncomingPayment
from introtui.domain.money import Money
from introtui.domain.orders import OrderStatus
from introtui.domain.overview import Flow, Overview
from introtui.domain.payments import PayBy
from introtui.services.billing_run.noting import note_begun, note_finished
from introtui.services.books import BANK, CUSTOMER, book
from introtui.services.registry import Services
from introtui.store.engine import Database
from introtui.store.tables import Audit, Document
from tests.building import ACCOUNT, CLOCK, TODAY, add_account, add_order, services
from tests.services.ordering import desk
from tests.services.staffing import staff

DAYS = 14
PARTIAL = ("ix_profile_to_verify", "ix_outbox_message_failed", "ix_posting_paid_out")
"""Indexes over what is asked for alone: all of one is read."""


@pytest.fixture
def at(installed: Database) -> Services:
    return services(installed)


@pytest.fixture
def admin(installed: Database) -> Actor:
    return staff(installed)


def entered(at: Services, admin: Actor) -> Overview:
    return at.desk.overview(admin, DAYS)


def test_an_empty_desk_says_nothing_of_everything(at: Services, admin: Actor) -> None:
    seen = entered(at, admin)
    assert {queue: waiting.count for queue, waiting in seen.waiting.items()} == dict.fromkeys(Queue, 0)
    assert (seen.overdue, seen.money, seen.run, seen.expire_week) == ((), (), None, 0)


def test_what_waits_is_told_with_the_age_of_the_oldest(installed: Database, at: Services, admin: Actor) -> None:
    owner = add_account(installed)
    for days in (3, 9):
        add_order(installed, owner, paid_until=TODAY - timedelta(days=days))
    at.profile.request_country(owner, "DE", "We moved.")
    seen = entered(at, admin)
    unpaid = seen.waiting[Queue.UNPAID]
    assert (unpaid.count, unpaid.since and unpaid.since.date()) == (2, TODAY - timedelta(days=9))
    assert seen.waiting[Queue.COUNTRIES].since == CLOCK.now()
    assert {queue: waiting.count for queue, waiting in seen.waiting.items()} == at.desk.load(admin).waiting


def test_what_ends_and_what_is_to_come_is_counted(installed: Database, at: Services, admin: Actor) -> None:
    owner = add_account(installed)
    for days in (-1, 0, 0, 7, 8):
        add_order(installed, owner, paid_until=TODAY + timedelta(days=days))
    leaving = add_order(installed, owner, cancel_at=date(2026, 12, 21))
    at.vat.set_rate(admin, "AT", 2100, TODAY + timedelta(days=30), "Gazette")
    seen = entered(at, admin)
    assert (seen.expire_today, seen.expire_week) == (2, 3)
    assert (seen.cancels, seen.next_cancel) == (1, date(2026, 12, 21))
    assert at.all_orders.matching(admin, AllOrdersFilter(matter=Matter.CANCEL)) == (leaving,)
    assert (seen.rates, seen.next_rate) == (1, TODAY + timedelta(days=30))


def test_overdue_invoices_are_summed_up_by_currency(installed: Database, at: Services, admin: Actor) -> None:
    upgrade = desk(installed, paid_until=date(2026, 12, 21))
    upgrade.changes.confirm(upgrade.actor, upgrade.quote("VPS L"), "upgrade", PayBy.INVOICE)
    assert entered(at, admin).overdue_invoices == 0
    assert at.all_orders.matching(admin, AllOrdersFilter(matter=Matter.INVOICE)) == ()
    (total,) = lapse(installed)
    seen = entered(at, admin)
    assert (seen.overdue, seen.overdue_invoices) == ((total,), 1)
    assert at.all_orders.matching(admin, AllOrdersFilter(matter=Matter.INVOICE)) == (upgrade.order_id,)


def lapse(database: Database) -> list[Money]:
    """Have every invoice be due yesterday; returns their totals. Documents are never changed but here."""
    trigger = "document_no_update" if database.is_sqlite else "document_append_only ON document"
    with database.engine.begin() as connection:
        connection.execute(text(f"DROP TRIGGER {trigger}"))
        connection.execute(update(Document).values(due_on=TODAY - timedelta(days=1)))
        rows = connection.execute(text("SELECT net_minor + vat_minor, currency FROM document")).all()
    return [Money(int(minor), currency) for minor, currency in rows]


def test_what_failed_lately_is_told_beside_what_was_usual(installed: Database, at: Services, admin: Actor) -> None:
    now = CLOCK.now()
    refused = [timedelta(hours=1), timedelta(hours=23), timedelta(days=2), timedelta(days=7), timedelta(days=9)]
    rows = [("sign_in.refused", age) for age in refused]
    rows += [("order.fail_setup", timedelta(days=6)), ("order.fail_setup", timedelta(days=8))]

    def work(session: Any) -> None:
        session.add_all(
            Audit(at=now - age, account_id=None, actor="", address="", action=action, subject="", detail="")
            for action, age in rows
        )

    installed.transact(work)
    seen = entered(at, admin)
    assert (seen.refused_day, seen.refused_before, seen.failed_setups) == (2, 2, 1)


def test_the_billing_run_is_told_by_whether_it_got_to_its_end(
    installed: Database, at: Services, admin: Actor
) -> None:
    run = note_begun(installed, TODAY, CLOCK.now())
    begun = entered(at, admin).run
    assert begun is not None
    assert begun.finished_at is None
    note_finished(installed, run, CLOCK.now() + timedelta(minutes=5), 2)
    done = entered(at, admin).run
    assert done is not None
    assert (done.as_of, done.finished_at, done.problems) == (TODAY, CLOCK.now() + timedelta(minutes=5), 2)


def test_each_day_has_what_came_in_went_out_and_was_invoiced(
    installed: Database, at: Services, admin: Actor
) -> None:
    shop = desk(installed, balance="300.00", paid_until=date(2026, 12, 21))
    add_account(installed, replace(ACCOUNT, login="tanaka", opening_balance=Money(0, "JPY")))
    received = (
        ("ivanov", Money(500, "EUR"), 0),
        ("ivanov", Money(700, "EUR"), 3),
        ("tanaka", Money(9_000, "JPY"), 3),
        ("ivanov", Money(100, "EUR"), DAYS),
    )
    for number, (login, amount, ago) in enumerate(received):
        day, name = TODAY - timedelta(days=ago), f"bank {number}"
        paid = IncomingPayment(login=login, amount=amount, received_on=day, external_id=name)
        at.payments.record(admin, paid)
    installed.transact(
        lambda session: book(
            session,
            actor=admin,
            account_id=shop.actor.account_id,
            kind="refund",
            memo="Paid back",
            at=CLOCK.now(),
            amounts={CUSTOMER: Money(-250, "EUR"), BANK: Money(250, "EUR")},
        )
    )
    quote = shop.quote("VPS L")
    shop.changes.confirm(shop.actor, quote, "upgrade", PayBy.BALANCE)
    money = {each.currency: each for each in entered(at, admin).money}
    euro = money["EUR"]
    assert [euro.on(TODAY, flow).minor for flow in Flow] == [500, 250, quote.total.minor]
    assert euro.on(TODAY - timedelta(days=3), Flow.PAID_IN) == Money(700, "EUR")
    assert euro.total(Flow.PAID_IN) == Money(1200, "EUR")
    assert money["JPY"].total(Flow.PAID_IN) == Money(9_000, "JPY")


def test_no_figure_reads_a_whole_table(installed: Database, at: Services, admin: Actor) -> None:
    owner = add_account(installed)
    for status in (OrderStatus.ACTIVE, OrderStatus.PROCESSING):
        add_order(installed, owner, status=status)
    plans = list(plans_of(installed, at, admin))
    assert len(plans) > 12
    for plan in plans:
        # The published rates are few, and so is what is put off.
        for read in re.findall(r"SCAN .*|Seq Scan .*", plan):
            assert any(few in read for few in ("vat_rate", "queue_claim", *PARTIAL)), plan


def plans_of(database: Database, at: Services, admin: Actor) -> Iterator[str]:
    statements: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, values: object, *_more: object) -> None:
        statements.append((statement, values))

    event.listen(database.engine, "before_cursor_execute", note)
    entered(at, admin)
    event.remove(database.engine, "before_cursor_execute", note)
    with database.engine.connect() as connection:
        if not database.is_sqlite:
            connection.execute(text("SET enable_seqscan = off"))
        for statement, values in statements:
            explain = "EXPLAIN QUERY PLAN " if database.is_sqlite else "EXPLAIN "
            yield "\n".join(str(tuple(row)[-1]) for row in connection.exec_driver_sql(explain + statement, values))
