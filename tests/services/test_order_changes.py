"""Plan changes through the service: what is credited and charged, to the cent, in the books and in the order."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from introtui.domain.errors import ActionRefused, RateNotSet
from introtui.domain.money import Money
from introtui.domain.quotes import When
from introtui.store.engine import Database
from introtui.store.tables import Profile, VatRateRow
from tests.building import add_order
from tests.services.ordering import desk, everything, written_since

END = date(2026, 11, 21)
"""The end of a period of 31 days, begun on 21 October."""


def left(days: int) -> date:
    return END - timedelta(days=days)


@pytest.mark.parametrize(
    ("plan", "price", "days", "credit"),
    [("VPS S", 995, 30, -963), ("VPS M", 2495, 9, -724), ("VPS M", 5000, 15, -2419)],
)
def test_the_unused_days_are_credited_to_the_cent(
    sqlite_database: Database, plan: str, price: int, days: int, credit: int
) -> None:
    at = desk(sqlite_database, plan=plan, price=Money(price, "EUR"), paid_until=END).on(left(days))
    at.change("VPS L", "key")
    _paid, credited, charged = at.charges()
    assert credited[0] == credit
    assert (credited[2], charged[2]) == (True, False)


def test_an_upgrade_is_in_the_books_the_order_and_the_records(installed: Database) -> None:
    at = desk(installed, plan="VPS S", price=Money(995, "EUR"), paid_until=END).on(left(30))
    quote = at.quote("VPS M")
    before = everything(installed)
    view = at.confirm(quote, "key")
    # 9.95 and 19.95 of 30/31, each with 21 % of its own, rounded once.
    assert at.charges() == [(995, 209, False), (-963, -202, True), (1931, 406, False)]
    assert at.booked("key") == {"customer": -1172, "revenue": 968, "vat": 204}
    assert (quote.total.minor, at.balance) == (1172, quote.balance_after.amount)
    assert (view.row.plan, view.row.price.amount, view.row.facts.paid_until) == ("VPS M", "19.95", END)
    assert view.timeline[0].sentence == "Changed from VPS S to VPS M; EUR 11.72 charged."
    assert view == at.view()
    written = written_since(before, installed)
    assert {name: len(rows) for name, rows in written.items()} == {
        "document": 1,
        "document_line": 2,
        "document_series": 1,
        "settlement": 1,
        "orders": 1,
        "order_event": 1,
        "order_charge": 2,
        "audit": 1,
        "change": 2,
        "idempotency": 1,
        "ledger_transaction": 1,
        "posting": 3,
    }
    (audit,) = written["audit"]
    assert audit[2:] == (
        *(at.actor.account_id, "ivanov", "192.0.2.10", "order.change_plan", str(at.order_id)),
        *("Changed from VPS S to VPS M; EUR 11.72 charged.", False, False),
    )
    assert {row[1:] for row in written["change"]} == {
        (at.actor.account_id, "orders"),
        (at.actor.account_id, "billing"),
    }


def test_a_second_change_credits_what_is_held_by_then(installed: Database) -> None:
    at = desk(installed, plan="VPS S", price=Money(995, "EUR"), paid_until=END).on(left(30))
    at.change("VPS M", "first")
    at.on(left(10)).change("VPS L", "second")
    # 10/31 of 19.95, which the first change put in the place of 9.95.
    assert at.charges()[3:] == [(-644, -135, True), (1127, 237, False)]


def test_up_and_at_once_back_costs_nothing(installed: Database) -> None:
    at = desk(installed, plan="VPS S", price=Money(995, "EUR"), paid_until=END).on(left(17))
    for number in range(3):
        up = at.change("VPS L", f"up {number}")
        down = at.change("VPS S", f"down {number}")
        assert (up.total + down.total).minor == 0
    assert at.balance == "128.40"
    assert (at.view().row.plan, at.view().row.price.amount) == ("VPS S", "9.95")


def test_changes_never_give_back_more_than_was_paid(sqlite_database: Database) -> None:
    """Whatever is changed in whatever order, a cancel at the end of it all leaves the used days paid."""
    chance = random.Random(6)
    at = desk(sqlite_database, plan="VPS S", price=Money(995, "EUR"), paid_until=END, balance="999.00")
    for days in sorted((chance.randint(1, 31) for _ in range(12)), reverse=True):
        other = chance.choice([name for name in ("VPS S", "VPS M", "VPS L") if name != at.view().row.plan])
        at.on(left(days)).change(other, f"key {days} {other} {chance.random()}")
    last = at.on(left(1))
    last.confirm(last.quote_cancel(), "cancel")
    nets = [net for net, _vat, _credit in at.charges()]
    # 30 days were used, of plans from 9.95 to 34.95 for 31.
    assert 995 * 30 // 31 <= sum(nets) <= 3495 * 30 // 31 + 12


@pytest.mark.parametrize(
    ("currency", "price", "credited", "charged", "total"),
    [("JPY", 1592, (-1541, -324), (3089, 649), 1873), ("KWD", 3300, (-3194, -671), (6387, 1341), 3863)],
)
def test_currencies_without_and_with_three_decimals(
    installed: Database,
    currency: str,
    price: int,
    credited: tuple[int, int],
    charged: tuple[int, int],
    total: int,
) -> None:
    at = desk(
        installed,
        currency=currency,
        balance="90000",
        plan="VPS S",
        price=Money(price, currency),
        paid_until=END,
    ).on(left(30))
    quote = at.change("VPS M", "key")
    assert at.charges()[1:] == [(*credited, True), (*charged, False)]
    assert quote.total == Money(total, currency)
    assert at.booked("key")["customer"] == -total
    assert at.balance == quote.balance_after.amount


def test_what_was_confirmed_is_what_was_booked(sqlite_database: Database) -> None:
    """Over days, plans, terms and currencies: the books hold the quote's figures and nothing else."""
    chance = random.Random(7)
    for number in range(40):
        currency = chance.choice(["EUR", "JPY", "KWD"])
        price = Money(chance.randint(1, 9_000), currency)
        term = chance.choice([1, 3, 6, 12])
        at = desk(
            sqlite_database,
            login=f"c{number}",
            currency=currency,
            balance="99999",
            price=price,
            term_months=term,
            paid_until=END,
        ).on(left(chance.randint(1, 31)))
        quote = at.change(chance.choice(["VPS S", "VPS L"]), f"key {number}", term=chance.choice([1, 3, 6, 12]))
        booked = {"customer": -quote.total.minor, "revenue": quote.net.minor, "vat": quote.vat.minor}
        assert at.booked(f"key {number}") == {book: minor for book, minor in booked.items() if minor}
        assert at.balance == quote.balance_after.amount
        assert at.view().period == quote.period


def test_a_shortfall_is_refused_with_its_amount_and_nothing_is_written(installed: Database) -> None:
    at = desk(installed, plan="VPS S", price=Money(995, "EUR"), paid_until=END, balance="11.71").on(left(30))
    quote = at.quote("VPS M")
    before = everything(installed)
    with pytest.raises(ActionRefused, match=r"^Your balance is EUR 0\.01 short of this change\.$"):
        at.confirm(quote, "key")
    assert written_since(before, installed) == {}


def test_a_change_that_pays_out_is_open_to_a_negative_balance(sqlite_database: Database) -> None:
    at = desk(sqlite_database, plan="VPS L", price=Money(3495, "EUR"), paid_until=END, balance="-50.00")
    quote = at.on(left(30)).change("VPS S", "key")
    assert quote.total.minor < 0
    assert at.balance == quote.balance_after.amount


def test_a_new_term_starts_a_whole_period_today(installed: Database) -> None:
    at = desk(installed, plan="VPS S", price=Money(995, "EUR"), paid_until=END).on(date(2026, 10, 31))
    at.change("VPS S", "key", term=3)
    period = at.view().period
    assert period is not None
    assert (period.start, period.end) == (date(2026, 10, 31), date(2027, 1, 31))
    assert at.charges()[2] == (2985, 627, False)
    assert (at.view().row.term_months, at.view().row.price.amount) == (3, "29.85")


def test_a_downgrade_waits_for_the_end_and_can_be_undone(installed: Database) -> None:
    at = desk(installed, plan="VPS M", paid_until=END).on(left(9))
    at.change("VPS S", "key", when=When.AT_END)
    view = at.view()
    assert (view.row.plan, view.row.facts.next_plan, view.next_term_months) == ("VPS M", "VPS S", 1)
    assert view.timeline[0].sentence == "Change to VPS S scheduled for 2026-11-21."
    assert (at.booked("key"), at.balance) == ({}, "128.40")
    with pytest.raises(ActionRefused, match="A change to VPS S is already scheduled"):
        at.quote("VPS L")
    view = at.orders.undo_change(at.actor, at.order_id)
    assert (view.row.facts.next_plan, view.next_term_months) == (None, None)
    assert at.quote("VPS L").lines


def test_another_products_plan_is_refused_and_so_is_one_without_a_price(sqlite_database: Database) -> None:
    at = desk(sqlite_database, plan="VPS M", paid_until=END).on(left(9))
    with pytest.raises(ActionRefused, match=r"^Dedicated E3 is not a plan of VPS/VDS\.$"):
        at.quote("Dedicated E3")
    with pytest.raises(ActionRefused, match=r"^This plan has no price in EUR; contact support\.$"):
        at.changes.quote_change(at.actor, at.order_id, 999, 1, When.NOW)


NOT_SET = r"^VAT for Slovenia is not set, so nothing can be priced; support has been told\.$"


@pytest.mark.parametrize("paid_at", ["NL", "SI"])
def test_without_a_vat_rate_nothing_is_priced_and_staff_get_one_task(installed: Database, paid_at: str) -> None:
    """Neither where today's rate is not set, nor where it was not when the period was charged."""
    at = desk(installed, country="SI", paid_until=END).on(left(9))
    at = replace(at, order_id=add_order(installed, at.actor, country=paid_at, paid_until=END))
    before = everything(installed)
    with pytest.raises(RateNotSet, match=NOT_SET):
        at.quote("VPS L")
    if paid_at == "SI":
        with pytest.raises(RateNotSet, match=NOT_SET):
            at.quote_cancel()
    written = written_since(before, installed)
    assert {name: len(rows) for name, rows in written.items()} == {"ticket": 1, "audit": 1}
    (audit,) = written["audit"]
    assert audit[2:] == (
        *(at.actor.account_id, "ivanov", "192.0.2.10", "task.open", "vat rate not set"),
        *("Set the VAT rate of Slovenia", False, False),
    )


def test_however_a_country_is_called_it_gets_one_task(sqlite_database: Database) -> None:
    """The published table has names of its own; the task and the sentence have one."""
    called = update(VatRateRow).where(VatRateRow.country == "SI").values(name="Republic of Slovenia")
    sqlite_database.transact(lambda session: session.execute(called))
    at = desk(sqlite_database, country="SI", paid_until=END).on(left(9))
    before = everything(sqlite_database)
    with pytest.raises(RateNotSet, match="Slovenia"):
        at.quote_cancel()
    paid = replace(at, order_id=add_order(sqlite_database, at.actor, country="NL", paid_until=END))
    with pytest.raises(RateNotSet, match="Slovenia"):
        paid.quote("VPS L")
    assert len(written_since(before, sqlite_database)["ticket"]) == 1


def test_a_task_that_cannot_be_opened_hides_nothing_from_the_user(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(_database: Database, _work: object) -> None:
        raise OperationalError("INSERT INTO ticket", {}, Exception("database is locked"))

    at = desk(sqlite_database, country="SI", paid_until=END).on(left(9))
    monkeypatch.setattr(Database, "transact", fails)
    with pytest.raises(RateNotSet, match=NOT_SET):
        at.quote_cancel()
    assert "the task to set a VAT rate could not be opened" in caplog.text


def test_an_open_task_is_found_without_waiting_to_write(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    at = desk(sqlite_database, country="SI", paid_until=END).on(left(9))
    with pytest.raises(RateNotSet):
        at.quote_cancel()

    def waits(_database: Database, _work: object) -> None:
        raise AssertionError("a write was asked for")

    monkeypatch.setattr(Database, "transact", waits)
    with pytest.raises(RateNotSet):
        at.quote_cancel()
    assert not caplog.records


def test_a_rate_that_was_unset_after_the_quote_stops_the_booking(sqlite_database: Database) -> None:
    at = desk(sqlite_database, paid_until=END).on(left(9))
    quote = at.quote("VPS L")

    def move(session: Session) -> None:
        session.get_one(Profile, at.actor.account_id).country = "SI"

    sqlite_database.transact(move)
    before = everything(sqlite_database)
    with pytest.raises(RateNotSet, match=NOT_SET):
        at.confirm(quote, "key")
    assert set(written_since(before, sqlite_database)) == {"ticket", "audit"}


def test_on_the_day_the_period_ends_a_change_waits_for_the_end_or_begins_a_new_term(installed: Database) -> None:
    at = desk(installed, plan="VPS S", price=Money(995, "EUR"), paid_until=END)
    assert len(at.on(left(1)).quote("VPS M").lines) == 2
    at = at.on(END)
    before = everything(installed)
    with pytest.raises(
        ActionRefused, match=r"^No day of the paid period is left, .*; choose the end of the period\.$"
    ):
        at.quote("VPS M")
    assert written_since(before, installed) == {}
    assert at.quote("VPS M", when=When.AT_END).effective_on == END
    assert [line.net.minor for line in at.quote("VPS S", term=3).lines] == [0, 2985]


def test_a_cancel_that_gives_nothing_back_needs_no_rate(installed: Database) -> None:
    at = desk(installed, country="SI", paid_until=END).on(left(9))
    at.confirm(at.quote_cancel(When.AT_END), "key")
    assert at.view().row.facts.cancel_at == END
