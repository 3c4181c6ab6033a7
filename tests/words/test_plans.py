"""The catalogue and the VAT rehearsal in words, here and over ssh."""

from __future__ import annotations

import pytest

from introtui.domain.access import Role
from introtui.store.engine import Database
from tests.building import add_account, add_order
from tests.services.ordering import everything, written_since
from tests.services.staffing import staff
from tests.words.saying import Terminal

ADMIN, OPERATOR = "--as admin", "--as operator"
PLAN = ("VPS/VDS", "VPS M")


@pytest.fixture(autouse=True)
def people(sqlite_database: Database) -> None:
    """Write an admin, an operator, and a customer with an order."""
    staff(sqlite_database)
    staff(sqlite_database, Role.OPERATOR)
    add_order(sqlite_database, add_account(sqlite_database))


def test_a_rate_is_rehearsed_in_words(terminal: Terminal, sqlite_database: Database) -> None:
    before = everything(sqlite_database)
    words = f"{OPERATOR} vat rehearse NL 22 --from 2027-01-01"
    found = terminal.json(words)
    assert found["totals"] == [
        {
            "accounts": 1,
            "orders": 1,
            "before": {"amount": "24.14", "currency": "EUR"},
            "after": {"amount": "24.34", "currency": "EUR"},
            "change": {"amount": "0.20", "currency": "EUR"},
        }
    ]
    assert [each["login"] for each in found["accounts"]] == ["ivanov"]
    assert "Netherlands, consumers: 21 % -> 22 %" in terminal.say(words)
    assert written_since(before, sqlite_database) == {}


def test_a_price_is_scheduled_told_and_taken_back(terminal: Terminal) -> None:
    words = (f"{ADMIN} plans price", *PLAN, "24.95", "EUR", "--from", "2027-01-01")
    told = terminal.json(*words)
    assert told["orders"]["EUR"] == 1
    scheduled = {
        "currency": "EUR",
        "monthly": "24.95",
        "setup_fee": "0.00",
        "refund_terms": "prorated",
        "valid_from": "2027-01-01",
    }
    assert scheduled in told["prices"]
    assert "24.95 from 2027-01-01" in terminal.say(f"{OPERATOR} plans list")
    back = terminal.json(f"{ADMIN} plans take-back", *PLAN, "EUR", "--from", "2027-01-01")
    assert scheduled not in back["prices"]
    assert "EUR 19.95 a month since the beginning" in terminal.say(f"{OPERATOR} plans show", *PLAN)


def test_a_plan_is_added_priced_withdrawn_and_put_back(terminal: Terminal) -> None:
    terminal.say(f"{ADMIN} plans add-product Colocation")
    rack = ("Colocation", "Half rack")
    assert terminal.json(f"{ADMIN} plans add", *rack, "--specs", "20 U")["specs"] == "20 U"
    assert "Say what is refunded" in terminal.not_understood(
        f"{ADMIN} plans price", *rack, "199", "EUR", "--from", "2026-11-23"
    )
    terminal.say(f"{ADMIN} plans price", *rack, "199", "EUR", "--from", "2026-11-23", "--refund", "none")
    assert terminal.json(f"{ADMIN} plans withdraw", *rack)["withdrawn_on"] == "2026-11-23"
    assert terminal.json(f"{ADMIN} plans put-back", *rack)["withdrawn_on"] is None
    assert terminal.json(f"{ADMIN} plans specs", *rack, "21 U")["specs"] == "21 U"
    terminal.say(f"{ADMIN} plans add-option Colocation location Tallinn")
    assert {"product": "Colocation", "kind": "location", "name": "Tallinn", "orders": 0} in terminal.json(
        f"{OPERATOR} plans options"
    )


def test_addresses_retire_in_words(terminal: Terminal) -> None:
    terminal.say(f"{OPERATOR} pools add VPS/VDS 192.0.2.0/30")
    assert terminal.json(f"{OPERATOR} pools retire 192.0.2.1") == {"retired": 1}
    assert "No pool has any" in terminal.refused(f"{OPERATOR} pools retire 192.0.2.1")


@pytest.mark.parametrize(
    "words",
    [
        ("vat rehearse NL 22 --from 2027-01-01",),
        ("plans list",),
        ("plans options",),
        ("plans show", *PLAN),
        ("plans show", "Nothing", "like this"),
        ("plans price", *PLAN, "1", "EUR", "--from", "2027-01-01", "--refund", "none"),
        ("plans withdraw", *PLAN),
        ("plans add-product", "X"),
        ("pools retire 192.0.2.1",),
    ],
)
def test_customers_are_told_that_there_is_no_such_thing(
    terminal: Terminal, sqlite_database: Database, words: tuple[str, ...]
) -> None:
    before = everything(sqlite_database)
    first, *rest = words
    assert terminal.refused(f"--as ivanov {first}", *rest) == "There is no such thing."
    assert written_since(before, sqlite_database) == {}


def test_operators_may_look_and_not_change(terminal: Terminal) -> None:
    assert "may not change products" in terminal.refused(f"{OPERATOR} plans withdraw", *PLAN)
