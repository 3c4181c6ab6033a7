"""Confirming: only what was shown is booked, once for one key, however many press at the same time."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from threading import Barrier

import pytest
from sqlalchemy import update

from introtui.domain.errors import ActionRefused, IntrotuiError, KeyReused, QuoteOutdated
from introtui.domain.orders import OrderStatus, SuspendedFor
from introtui.domain.quotes import Quote, When
from introtui.store.engine import Database
from introtui.store.tables import LedgerTransaction, Order, PlanPrice, VatRateRow
from tests.building import TODAY, plan_ids
from tests.services.ordering import Desk, desk, everything, written_since
from tests.waiting import PATIENCE

END = date(2026, 12, 21)
OUTDATED = "^The figures have changed since they were shown. Look at the new ones, then confirm.$"


def dearer(at: Desk) -> Desk:
    plan_id = plan_ids(at.database)["VPS L"]
    price = update(PlanPrice).where(PlanPrice.plan_id == plan_id).values(monthly_minor=3595)
    at.database.transact(lambda session: session.execute(price))
    return at


def taxed(at: Desk) -> Desk:
    rate = update(VatRateRow).where(VatRateRow.country == "NL").values(rate_bp=2200)
    at.database.transact(lambda session: session.execute(rate))
    return at


def tomorrow(at: Desk) -> Desk:
    return at.on(TODAY + timedelta(days=1))


def changed_elsewhere(at: Desk) -> Desk:
    at.change("VPS S", "of another session")
    return at


def rebooked_elsewhere(at: Desk) -> Desk:
    """The same plan as before, but what is held of it was paid a moment ago."""
    at.change("VPS S", "there")
    at.change("VPS M", "and back")
    return at


def renewing(at: Desk) -> None:
    at.orders.set_auto_renew(at.actor, at.order_id, True)


def commented(at: Desk) -> None:
    at.orders.set_comment(at.actor, at.order_id, "theirs", "")


def cancelled_and_undone(at: Desk) -> None:
    at.confirm(at.quote_cancel(When.AT_END), "of another session")
    at.orders.undo_cancel(at.actor, at.order_id)


@pytest.mark.parametrize("happens", [renewing, commented, cancelled_and_undone])
@pytest.mark.parametrize("when", list(When))
def test_what_changes_no_figure_and_no_fact_leaves_a_quote_as_it_is(
    installed: Database, happens: Callable[[Desk], None], when: When
) -> None:
    at = desk(installed, paid_until=END)
    shown = at.quote("VPS L", when=when)
    happens(at)
    at.confirm(shown, "key")
    assert at.balance == shown.balance_after.amount


def suspended(at: Desk) -> None:
    rewrite(at, status=OrderStatus.SUSPENDED, suspended_for=SuspendedFor.NONPAYMENT)


def ending(at: Desk) -> None:
    at.confirm(at.quote_cancel(When.AT_END), "of another session")


def changing(at: Desk) -> None:
    at.change("VPS S", "of another session", when=When.AT_END)


def longer(at: Desk) -> None:
    rewrite(at, term_months=3)


def begun_earlier(at: Desk) -> None:
    rewrite(at, period_start=date(2026, 11, 20))


def rewrite(at: Desk, **values: object) -> None:
    """Change the order as staff would, past the services."""
    order = update(Order).where(Order.id == at.order_id).values(**values)
    at.database.transact(lambda session: session.execute(order))


@pytest.mark.parametrize("happens", [suspended, ending, changing, longer, begun_earlier])
def test_an_order_that_is_another_by_now_is_shown_again_though_no_figure_changed(
    sqlite_database: Database, happens: Callable[[Desk], None]
) -> None:
    at = desk(sqlite_database, paid_until=END)
    shown = at.quote_cancel()
    happens(at)
    with pytest.raises(QuoteOutdated) as caught:
        at.confirm(shown, "key")
    current = caught.value.quote
    assert isinstance(current, Quote)
    assert current.lines == shown.lines
    at.confirm(current, "key")
    assert at.view().row.status == "cancelled"


@pytest.mark.parametrize("happens", [dearer, taxed, tomorrow, changed_elsewhere, rebooked_elsewhere])
def test_figures_that_changed_are_shown_again_and_not_booked(
    installed: Database, happens: Callable[[Desk], Desk]
) -> None:
    at = desk(installed, paid_until=END)
    shown = at.quote("VPS L")
    at = happens(at)
    before = everything(installed)
    with pytest.raises(QuoteOutdated, match=OUTDATED) as caught:
        at.confirm(shown, "key")
    assert written_since(before, installed) == {}
    current = caught.value.quote
    assert isinstance(current, Quote)
    assert (current, current.action) == (at.quote("VPS L"), shown.action)
    at.confirm(current, "key")
    assert at.booked("key")["customer"] == -current.total.minor


def test_a_refund_that_shrank_overnight_is_shown_again(sqlite_database: Database) -> None:
    at = desk(sqlite_database, paid_until=END)
    with pytest.raises(QuoteOutdated) as caught:
        tomorrow(at).confirm(at.quote_cancel(), "key")
    assert caught.value.quote.total > at.quote_cancel().total


def test_what_became_impossible_is_refused_with_the_reason(sqlite_database: Database) -> None:
    at = desk(sqlite_database, paid_until=END)
    change, end = at.quote("VPS L"), at.quote_cancel(When.AT_END)
    at.confirm(end, "end")
    before = everything(sqlite_database)
    with pytest.raises(ActionRefused, match="This order ends on 2026-12-21; undo the cancel"):
        at.confirm(change, "change")
    with pytest.raises(ActionRefused, match="This order already ends on 2026-12-21"):
        at.confirm(end, "end again")
    assert written_since(before, sqlite_database) == {}


def test_a_balance_that_moved_changes_nothing_that_is_booked(sqlite_database: Database) -> None:
    at = desk(sqlite_database, paid_until=END)
    shown = at.quote("VPS L")
    at.confirm(replace(shown, balance_before=-shown.balance_before), "key")
    assert at.balance == shown.balance_after.amount


@pytest.mark.parametrize("when", list(When))
def test_the_same_key_again_has_no_second_effect(installed: Database, when: When) -> None:
    at = desk(installed, paid_until=END)
    quote = at.quote("VPS L", when=when)
    first = at.confirm(quote, "key")
    before = everything(installed)
    assert at.confirm(quote, "key") == first
    assert written_since(before, installed) == {}


def test_a_key_belongs_to_one_request_of_one_account(installed: Database) -> None:
    at = desk(installed, paid_until=END)
    other = desk(installed, login="other", paid_until=END)
    change, cancel, others = at.quote("VPS L"), at.quote_cancel(), other.quote_cancel()
    at.confirm(change, "key")
    before = everything(installed)
    for whose, quote in ((at, cancel), (at, at.quote_cancel()), (other, others), (other, change)):
        with pytest.raises(KeyReused, match=r"^This confirmation belongs to another request\. Close the dialog"):
            whose.confirm(quote, "key")
    assert written_since(before, installed) == {}


def test_fifty_presses_at_once_with_one_key_book_once(installed: Database) -> None:
    at = desk(installed, paid_until=END)
    quote, barrier = at.quote("VPS L"), Barrier(50)

    def press(_number: int) -> str:
        barrier.wait(PATIENCE)
        return at.confirm(quote, "key").row.plan

    with ThreadPoolExecutor(50) as pool:
        assert set(pool.map(press, range(50))) == {"VPS L"}
    assert at.balance == quote.balance_after.amount
    assert at.booked("key")["customer"] == -quote.total.minor
    with installed.read() as session:
        assert len(session.query(LedgerTransaction).all()) == 2
    assert len(at.charges()) == 3


def test_two_changes_at_once_with_two_keys_book_one(installed: Database) -> None:
    at = desk(installed, paid_until=END)
    quotes, barrier = [at.quote("VPS L"), at.quote("VPS S")], Barrier(2)

    def press(quote: Quote) -> str:
        barrier.wait(PATIENCE)
        try:
            return at.confirm(quote, quote.fingerprint()).row.plan
        except IntrotuiError as error:
            return type(error).__name__

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(press, quotes))
    assert outcomes in (["QuoteOutdated", "VPS L"], ["QuoteOutdated", "VPS S"])
    assert at.view().row.plan == outcomes[1]
    assert len(at.charges()) == 3


def test_a_cancel_from_two_processes_refunds_once_and_tells_the_other_why(installed: Database) -> None:
    at = desk(installed, paid_until=END)
    refund = -at.quote_cancel().total.minor
    url = installed.engine.url.render_as_string(hide_password=False)
    started = [start_canceller(url, at, key) for key in ("one", "two")]
    for process in started:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in started:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    said = sorted(process.communicate(timeout=PATIENCE)[0].strip() for process in started)
    assert said == ["ActionRefused: This order was cancelled; place a new order instead.", "cancelled"]
    assert [at.booked(key).get("customer", 0) for key in ("one", "two")] in ([refund, 0], [0, refund])
    assert len(at.charges()) == 2


def start_canceller(url: str, at: Desk, key: str) -> subprocess.Popen[str]:
    module = "tests.services.canceller"
    arguments = [url, str(at.actor.account_id), at.actor.login, str(at.order_id), key]
    return subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
