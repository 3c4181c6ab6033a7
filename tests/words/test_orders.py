"""A customer's orders without the screen: the same quotes, the same permissions, safe to repeat."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from introtui.domain.orders import OrderStatus
from introtui.store.engine import Database
from tests.building import ACCOUNT, add_account, add_order
from tests.services.ordering import everything, written_since
from tests.words.saying import Terminal

ME = "--as ivanov"
ID = 20001


@pytest.fixture(autouse=True)
def order(sqlite_database: Database) -> int:
    """Write a customer with one order, paid until 2026-12-21."""
    return add_order(sqlite_database, add_account(sqlite_database), order_id=ID, addresses=("192.0.2.77",))


def test_orders_that_end_soon_are_found_and_sorted(terminal: Terminal, sqlite_database: Database) -> None:
    me = terminal.services.actor("ivanov", address="", way="test")
    for order_id, until in ((20002, date(2026, 11, 30)), (20003, date(2026, 11, 20)), (20004, date(2027, 6, 1))):
        add_order(sqlite_database, me, order_id=order_id, paid_until=until)
    add_order(sqlite_database, me, order_id=20005, status=OrderStatus.CANCELLED, ended_on=date(2026, 11, 1))
    due = terminal.json(f"{ME} orders list --due 7")
    assert [(order["id"], order["days_remaining"], order["status"]) for order in due] == [
        (20003, -3, "overdue"),
        (20002, 7, "active"),
    ]
    assert (due[0]["price"], due[0]["currency"]) == ("19.95", "EUR")
    assert [order["id"] for order in terminal.json(f"{ME} orders list --status overdue")] == [20003]
    assert [order["id"] for order in terminal.json(f"{ME} orders list --status cancelled")] == [20005]
    assert [order["id"] for order in terminal.json(f"{ME} orders list --history")] == [20005]
    assert len(terminal.say(f"{ME} orders list").splitlines()) == 4
    assert "there are awaiting_payment" in terminal.not_understood(f"{ME} orders list --status lost")


def test_one_order_is_shown_with_its_addresses(terminal: Terminal) -> None:
    order = terminal.json(f"{ME} orders show {ID}")
    assert order["ip_addresses"] == ["192.0.2.77"]
    assert (order["status"], order["paid_until"]) == ("active", "2026-12-21")
    assert "192.0.2.77" in terminal.say(f"orders show {ID} {ME}")


def test_a_foreign_order_answers_like_a_missing_one(terminal: Terminal, sqlite_database: Database) -> None:
    add_account(sqlite_database, replace(ACCOUNT, login="petrov"))
    for words in ("show", "renew", "cancel"):
        assert terminal.refused(f"--as petrov orders {words} {ID}") == f"There is no order {ID}."
    assert terminal.refused("--as petrov orders show 9") == "There is no order 9."


def test_a_dry_run_shows_each_amount_and_books_nothing(terminal: Terminal, sqlite_database: Database) -> None:
    before = everything(sqlite_database)
    quote = terminal.json(f"{ME} orders renew {ID} --term 3 --dry-run")
    assert quote["total"] == {"amount": "72.42", "currency": "EUR"}
    assert (quote["balance_before"]["amount"], quote["balance_after"]["amount"]) == ("128.40", "55.98")
    (line,) = quote["lines"]
    assert (line["net"]["amount"], line["vat_percent"], line["why"]) == (
        "59.85",
        "21",
        "3 months to 2027-03-21",
    )
    assert "total   EUR 72.42" in terminal.say(f"{ME} orders renew {ID} --term 3 --dry-run")
    terminal.say(f"{ME} orders cancel {ID} --now --dry-run")
    terminal.say(f"{ME} orders change {ID}", "VPS L", "--dry-run")
    assert written_since(before, sqlite_database) == {}


def test_a_renewal_with_a_key_is_booked_once_however_often_it_is_said(
    terminal: Terminal, sqlite_database: Database
) -> None:
    words = f"{ME} orders renew {ID} --key november"
    assert terminal.json(words)["paid_until"] == "2027-01-21"
    before = everything(sqlite_database)
    code, printed, told = terminal.hear(words)
    assert (code, told) == (0, "introtui: This was done before with the same key; nothing was booked now.\n")
    assert "paid until 2027-01-21" in printed
    assert "another request" in terminal.refused(f"{ME} orders renew {ID} --term 12 --key november")
    assert written_since(before, sqlite_database) == {}
    assert terminal.json(f"{ME} orders renew {ID}")["paid_until"] == "2027-02-21"


def test_a_short_balance_is_refused_and_an_invoice_waits(terminal: Terminal) -> None:
    assert "short of this renewal" in terminal.refused(f"{ME} orders renew {ID} --term 12")
    order = terminal.json(f"{ME} orders renew {ID} --term 12 --pay-by invoice")
    assert (order["unpaid_invoice"], order["paid_until"]) == ("INV-2026-000001", "2026-12-21")


def test_a_cancel_is_for_the_end_of_the_period_unless_now_is_said(terminal: Terminal) -> None:
    assert terminal.json(f"{ME} orders cancel {ID}")["cancel_at"] == "2026-12-21"
    cancelled = terminal.json(f"{ME} orders cancel {ID} --now --key once")
    assert cancelled["status"] == "cancelled"
    assert terminal.json(f"{ME} orders cancel {ID} --now --key once")["status"] == "cancelled"
    assert "place a new order" in terminal.refused(f"{ME} orders cancel {ID} --now")


def test_a_better_plan_comes_now_and_a_cheaper_one_at_the_end(terminal: Terminal) -> None:
    assert terminal.json(f"{ME} orders change {ID}", "vps l")["plan"] == "VPS L"
    order = terminal.json(f"{ME} orders change {ID}", "VPS S")
    assert (order["plan"], order["next_plan"], order["change_at"]) == ("VPS L", "VPS S", "2026-12-21")
    assert "there are VPS S, VPS M, VPS L" in terminal.not_understood(f"{ME} orders change {ID}", "VPS XXL")


@pytest.mark.parametrize(
    "words",
    [
        "orders",
        "orders renew x",
        "orders renew 0",
        f"orders renew {ID} --term 2",
        f"orders cancel {ID} --pay-by balance",
        f"orders change {ID} --now",
        "orders list --due soon",
        f"orders renew {ID} --key=",
    ],
)
def test_what_is_not_understood_is_exit_2(terminal: Terminal, words: str) -> None:
    assert terminal.not_understood(f"{ME} {words}")


def test_somebody_has_to_act(terminal: Terminal) -> None:
    assert terminal.refused("orders list") == "Say who acts: --as LOGIN"
    assert terminal.refused("--as nobody orders list") == "There is no account 'nobody'."
