"""Many at once: nothing is spent twice, numbered twice or lost, and nobody is shown an error for it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from threading import Barrier
from typing import TypeVar

import pytest
from sqlalchemy import select

from introtui.domain.access import Actor
from introtui.domain.errors import IntrotuiError, KeyReused
from introtui.domain.money import Money
from introtui.domain.payments import PayBy
from introtui.domain.quotes import When
from introtui.domain.renewals import RenewalChoice
from introtui.store.engine import Database
from introtui.store.tables import Document, LedgerTransaction
from tests.building import ACCOUNT, add_account, add_order, services
from tests.proofs import rounds
from tests.proofs.processes import FORKS, said_by, start
from tests.proofs.spender import spend
from tests.waiting import PATIENCE

T = TypeVar("T")
PROCESSES, SPENDS = rounds(3, 8), rounds(30, 100)


def american(database: Database, login: str, balance: str) -> Actor:
    """An account whose VAT is 0 %: prices are what is spent."""
    new = replace(ACCOUNT, login=login, country="US", opening_balance=Money(0, "EUR"))
    return add_account(database, new, balance=balance)


def running_order(database: Database, actor: Actor, minor: int = 100) -> int:
    return add_order(database, actor, plan="VPS S", price=Money(minor, "EUR"), country="US")


def at_once(work: Callable[[int], T], count: int, threads: int = 10) -> list[T]:
    """Run `work` with each number, on threads that start together."""
    barrier = Barrier(threads)

    def one(number: int) -> T:
        if number < threads:
            barrier.wait(PATIENCE)
        return work(number)

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(one, range(count)))


def numbers(database: Database, series: str) -> list[int]:
    with database.read() as session:
        return list(
            session.scalars(select(Document.number).where(Document.series == series).order_by(Document.id))
        )


@pytest.mark.parametrize("turn", range(rounds(1, 20)))
def test_a_balance_is_spent_to_the_cent_by_many_processes(installed: Database, turn: int) -> None:
    actor = american(installed, "spender", f"{SPENDS}.00")
    url = installed.engine.url.render_as_string(hide_password=False)
    together = FORKS.Barrier(PROCESSES)
    orders = [running_order(installed, actor) for _ in range(PROCESSES)]
    said = said_by([start(spend, url, actor, order, together) for order in orders])
    assert sum(spent for spent, _why in said) == SPENDS, said
    assert {why for _spent, why in said} == {"Your balance is EUR 1.00 short of this renewal."}
    assert services(installed).billing.load(actor).balance == Money(0, "EUR")
    assert numbers(installed, "INV") == list(range(1, SPENDS + 1))


def test_invoices_made_at_once_have_consecutive_numbers(installed: Database) -> None:
    count = rounds(60, 200)
    actor = american(installed, "many", "0.00")
    orders = [running_order(installed, actor) for _ in range(count)]
    at = services(installed).renewals

    def invoice(number: int) -> None:
        quote = at.quote(actor, [RenewalChoice(order_id=orders[number], term_months=1)])
        at.confirm(actor, quote, f"key {number}", PayBy.INVOICE)

    at_once(invoice, count)
    assert sorted(numbers(installed, "INV")) == list(range(1, count + 1))


def test_one_key_has_one_effect_however_often_it_comes(installed: Database) -> None:
    count = rounds(20, 50)
    actor = american(installed, "eager", "10.00")
    order, other = running_order(installed, actor), running_order(installed, actor)
    at = services(installed).renewals
    quotes = [at.quote(actor, [RenewalChoice(order_id=number, term_months=1)]) for number in (order, other)]
    at_once(lambda _number: at.confirm(actor, quotes[0], "one key"), count)
    assert services(installed).billing.load(actor).balance == Money(900, "EUR")
    assert numbers(installed, "INV") == [1]
    with pytest.raises(KeyReused):
        at.confirm(actor, quotes[1], "one key")


def test_cancels_at_once_refund_once(installed: Database) -> None:
    count = rounds(20, 50)
    actor = american(installed, "leaver", "0.00")
    order = running_order(installed, actor, 3100)
    at = services(installed).order_changes
    quote = at.quote_cancel(actor, order, When.NOW)

    def cancel(number: int) -> bool:
        try:
            at.confirm(actor, quote, f"key {number}")
        except IntrotuiError:
            return False
        return True

    assert sum(at_once(cancel, count)) == 1
    assert services(installed).billing.load(actor).balance == -quote.total
    with installed.read() as session:
        assert (
            len(session.scalars(select(LedgerTransaction).where(LedgerTransaction.kind == "cancel_now")).all())
            == 1
        )


def test_an_upgrade_paid_twice_at_once_is_paid_once(installed: Database) -> None:
    actor = american(installed, "payer", "100.00")
    order = add_order(
        installed, actor, plan="VPS S", price=Money(995, "EUR"), country="US", paid_until=date(2026, 12, 21)
    )
    at = services(installed)
    quote = at.renewals.quote(actor, [RenewalChoice(order_id=order, term_months=1)])
    at.renewals.confirm(actor, quote, "invoice", PayBy.INVOICE)
    with installed.read() as session:
        document = session.scalars(select(Document.id)).one()

    def pay(number: int) -> bool:
        try:
            at.payments.pay(actor, document, f"pay {number}")
        except IntrotuiError:
            return False
        return True

    assert sum(at_once(pay, 10)) == 1
    assert at.billing.load(actor).balance == Money(10_000 - 995, "EUR")
