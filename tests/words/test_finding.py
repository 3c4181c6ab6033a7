"""`introtui find`: what staff find by a word, for people and for scripts; customers find nothing of the kind."""

from __future__ import annotations

from introtui.domain.access import Role
from introtui.store.engine import Database
from tests.building import add_account, add_order
from tests.services.staffing import staff
from tests.words.saying import Terminal

SUPPORT = "--as operator"


def test_staff_find_an_order_by_its_address(terminal: Terminal, sqlite_database: Database) -> None:
    staff(sqlite_database, Role.OPERATOR, "read-only")
    add_order(sqlite_database, add_account(sqlite_database), order_id=4711, addresses=("198.51.100.7",))
    answer = terminal.json(f"{SUPPORT} find 198.51.100.0/24")
    assert answer["text"] == "198.51.100.0/24"
    (group,) = answer["groups"]
    assert (group["group"], group["more"]) == ("orders", False)
    assert [(hit["number"], hit["login"], hit["found_by"], hit["value"]) for hit in group["hits"]] == [
        (4711, "ivanov", "address", "198.51.100.7")
    ]
    said = terminal.say(f"{SUPPORT} find 4711").splitlines()
    assert said[0] == "Orders"
    assert said[1].split() == ["4711", "VPS", "M", "ivanov", "·", "Ivan", "Ivanov", "(order", "number)"]


def test_several_words_are_one_text_and_nothing_found_is_said(
    terminal: Terminal, sqlite_database: Database
) -> None:
    staff(sqlite_database, Role.OPERATOR)
    assert terminal.json(f"{SUPPORT} find de vries")["text"] == "de vries"
    assert terminal.json(f"{SUPPORT} find de vries")["groups"] == []
    assert terminal.say(f"{SUPPORT} find de vries") == "Nothing is like that.\n"


def test_a_customer_is_told_that_there_is_no_such_thing(terminal: Terminal, sqlite_database: Database) -> None:
    add_account(sqlite_database)
    assert terminal.refused("--as ivanov find ivanov") == "There is no such thing."
