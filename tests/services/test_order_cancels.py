"""Cancels through the service: refunds by the plan's terms, at the end or now, once and no more."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import update

from introtui.domain.errors import ActionRefused, NotFound
from introtui.domain.money import Money
from introtui.domain.order_views import OrderFilter, OrderList
from introtui.domain.orders import OrderAction, OrderStatus, SuspendedFor
from introtui.domain.quotes import When
from introtui.store.engine import Database
from introtui.store.tables import PlanPrice
from tests.building import TODAY
from tests.services.ordering import desk, everything, written_since

END = date(2026, 12, 21)


def test_a_cancel_now_refunds_the_unused_days_and_ends_the_order(installed: Database) -> None:
    at = desk(installed, plan="VPS M", paid_until=END, auto_renew=True)
    view = at.confirm(at.quote_cancel(), "key")
    # 28 of 30 days of 19.95, with 21 %.
    assert at.charges() == [(1995, 419, False), (-1862, -391, True)]
    assert at.booked("key") == {"customer": 2253, "revenue": -1862, "vat": -391}
    assert at.balance == "150.93"
    assert (view.row.status, view.row.ended_on) == ("cancelled", TODAY)
    assert view.timeline[0].sentence == "Cancelled; EUR 22.53 refunded to the balance."
    assert at.orders.count(at.actor, OrderFilter()) == 0
    assert at.orders.count(at.actor, OrderFilter(which=OrderList.HISTORY)) == 1
    with pytest.raises(ActionRefused, match=r"^This order was cancelled; place a new order instead\.$"):
        at.quote_cancel()


@pytest.mark.parametrize(
    ("plan", "price", "days_since_start", "refunded"),
    [
        ("Dedicated E3", 8900, 0, "107.69"),
        ("Dedicated E3", 8900, 14, "107.69"),
        ("Dedicated E3", 8900, 15, "0.00"),
        ("Dedicated EPYC", 24900, 1, "0.00"),
        ("VPS M", 1995, 0, "24.14"),
    ],
)
def test_the_refund_follows_the_plans_terms(
    sqlite_database: Database, plan: str, price: int, days_since_start: int, refunded: str
) -> None:
    start = TODAY - timedelta(days=days_since_start)
    at = desk(
        sqlite_database,
        balance="0.00",
        plan=plan,
        price=Money(price, "EUR"),
        started_on=start,
        paid_until=start + timedelta(days=30),
    )
    at.confirm(at.quote_cancel(), "key")
    assert at.balance == refunded
    assert bool(at.booked("key")) == (refunded != "0.00")


@pytest.mark.parametrize("plan", ["VPS M", "Dedicated E3", "Dedicated EPYC"])
def test_a_violation_is_never_refunded(sqlite_database: Database, plan: str) -> None:
    at = desk(
        sqlite_database,
        plan=plan,
        status=OrderStatus.SUSPENDED,
        suspended_for=SuspendedFor.VIOLATION,
        started_on=TODAY,
        paid_until=END,
    )
    quote = at.quote_cancel()
    assert quote.notes == ("The order is suspended for a violation, so nothing is refunded.",)
    at.confirm(quote, "key")
    assert (at.booked("key"), at.balance, at.view().row.status) == ({}, "128.40", "cancelled")


@pytest.mark.parametrize("status", [OrderStatus.ACTIVE, OrderStatus.SUSPENDED])
def test_what_is_past_its_end_can_be_cancelled_and_gives_nothing_back(
    sqlite_database: Database, status: OrderStatus
) -> None:
    suspended_for = SuspendedFor.NONPAYMENT if status is OrderStatus.SUSPENDED else None
    at = desk(sqlite_database, status=status, suspended_for=suspended_for, paid_until=date(2026, 11, 20))
    at.confirm(at.quote_cancel(), "key")
    assert (at.balance, at.view().row.status) == ("128.40", "cancelled")


def test_an_order_never_paid_is_cancelled_without_money(sqlite_database: Database) -> None:
    at = desk(sqlite_database, status=OrderStatus.AWAITING_PAYMENT, started_on=None, paid_until=None)
    view = at.confirm(at.quote_cancel(), "key")
    assert (view.row.status, at.charges(), at.balance) == ("cancelled", [], "128.40")


def test_after_a_change_the_refund_is_of_the_new_plan(installed: Database) -> None:
    at = desk(installed, plan="VPS M", paid_until=END, balance="100.00")
    at.change("VPS L", "change")
    at.confirm(at.quote_cancel(), "cancel")
    # What was paid for the 28 days left is given back whole: only the two used days stay paid.
    assert sum(net for net, _vat, _credit in at.charges()) == 1995 - 1862
    assert at.balance == "122.53"


def test_soon_after_the_start_all_that_was_paid_is_refunded_also_after_a_change(installed: Database) -> None:
    terms = update(PlanPrice).values(refund_terms="full_within:14")
    installed.transact(lambda session: session.execute(terms))
    start = date(2026, 11, 1)
    at = desk(
        installed,
        plan="VPS S",
        price=Money(995, "EUR"),
        started_on=start,
        paid_until=date(2026, 12, 1),
        balance="50.00",
    )
    upgrade = at.on(start + timedelta(days=7)).change("VPS M", "upgrade")
    paid = [sum(amounts) for amounts in zip(*at.charges(), strict=True)][:2]
    at = at.on(start + timedelta(days=8))
    quote = at.quote_cancel()
    assert paid == [995 + upgrade.net.minor, 209 + upgrade.vat.minor]
    # What the change left of the first charge, and the second one, each at its own rate.
    assert [-line.net.minor for line in quote.lines] == [995 - 763, 1530]
    assert [-quote.net.minor, -quote.vat.minor] == paid
    at.confirm(quote, "cancel")
    assert [sum(amounts) for amounts in zip(*at.charges(), strict=True)][:2] == [0, 0]
    assert at.booked("cancel") == {"customer": sum(paid), "revenue": -paid[0], "vat": -paid[1]}
    # The first 12.04 were paid before the balance that the desk opens with.
    assert at.balance == "62.04"


def test_on_the_day_the_period_ends_an_order_is_cancelled_now_or_not_at_all(installed: Database) -> None:
    at = desk(installed, paid_until=END)
    at.on(END - timedelta(days=1)).quote_cancel(When.AT_END)
    at = at.on(END)
    assert at.view().actions[OrderAction.CANCEL_AT_END] == (
        "Nothing is left of the paid period, which ends today; cancel the order now instead."
    )
    with pytest.raises(ActionRefused, match="cancel the order now instead"):
        at.quote_cancel(When.AT_END)
    at.confirm(at.quote_cancel(), "key")
    assert (at.balance, at.view().row.status) == ("128.40", "cancelled")


def test_a_cancel_at_the_end_moves_nothing_and_is_undone_until_then(installed: Database) -> None:
    at = desk(installed, paid_until=END)
    view = at.confirm(at.quote_cancel(When.AT_END), "key")
    assert (view.row.status, view.row.facts.cancel_at) == ("ends 2026-12-21", END)
    assert view.timeline[0].sentence == "Cancel scheduled for 2026-12-21."
    assert (at.balance, at.booked("key"), len(at.charges())) == ("128.40", {}, 1)
    with pytest.raises(ActionRefused, match=r"^This order already ends on 2026-12-21\.$"):
        at.quote_cancel(When.AT_END)
    with pytest.raises(ActionRefused, match="undo the cancel, then change its plan"):
        at.quote("VPS L")
    view = at.orders.undo_cancel(at.actor, at.order_id)
    assert (view.row.status, view.timeline[0].sentence) == ("active", "Scheduled cancel undone.")
    at.confirm(at.quote_cancel(When.AT_END), "again")
    with pytest.raises(ActionRefused, match="can no longer be undone"):
        at.on(END).orders.undo_cancel(at.actor, at.order_id)


def test_a_cancel_now_takes_the_place_of_what_was_scheduled(sqlite_database: Database) -> None:
    at = desk(sqlite_database, paid_until=END)
    at.change("VPS S", "change", when=When.AT_END)
    at.confirm(at.quote_cancel(When.AT_END), "end")
    facts = at.confirm(at.quote_cancel(), "now").row.facts
    assert (facts.status, facts.cancel_at, facts.next_plan) == (OrderStatus.CANCELLED, None, None)


def test_a_failure_at_the_very_end_leaves_nothing_of_it(
    installed: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Money, order, timeline, audit and change rows are one transaction: all of them or none."""
    at = desk(installed, paid_until=END)
    quotes = [at.quote_cancel(), at.quote_cancel(When.AT_END), at.quote("VPS L"), at.quote("VPS S")]
    before = everything(installed)

    def fails(*_arguments: object) -> None:
        raise NotFound("gone")

    with monkeypatch.context() as patch:
        patch.setattr("introtui.services.context.add_rows", fails)
        for number, quote in enumerate(quotes):
            with pytest.raises(NotFound):
                at.confirm(quote, f"key {number}")
        with pytest.raises(NotFound):
            at.orders.set_auto_renew(at.actor, at.order_id, True)
        with pytest.raises(NotFound):
            at.orders.set_comment(at.actor, at.order_id, "Rack 4", "")
    assert written_since(before, installed) == {}
    at.confirm(quotes[0], "key 0")
    assert at.view().row.status == "cancelled"
