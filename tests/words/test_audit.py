"""`introtui audit`: the same filters as on the screen, in lines and as files."""

from __future__ import annotations

import csv
from io import StringIO

import pytest

from introtui.domain.access import Role
from introtui.store.engine import Database
from tests.building import add_account, add_order, services
from tests.services.staffing import staff
from tests.words.saying import Terminal


@pytest.fixture(autouse=True)
def people(sqlite_database: Database) -> None:
    """Write staff and a customer whose history has a line that is not harmless."""
    staff(sqlite_database)
    staff(sqlite_database, Role.OPERATOR, "support")
    owner, at = add_account(sqlite_database), services(sqlite_database)
    at.orders.set_auto_renew(owner, add_order(sqlite_database, owner), True)
    at.profile.request_country(owner, "DE", "=1+1 [red]\u00e9")


def test_lines_say_who_did_what_newest_first(terminal: Terminal) -> None:
    lines = terminal.say("audit --as operator --account ivanov").splitlines()
    assert len(lines) == 2
    assert "profile.request_country" in lines[0]
    assert "order.auto_renew" in lines[1]
    assert terminal.say("audit --as operator --account ivanov --newest 1").splitlines() == lines[:1]
    assert terminal.say("audit --as operator --refused") == ""


def test_a_file_holds_every_column_of_what_was_asked_for(terminal: Terminal) -> None:
    found = terminal.json("audit --as admin --action profile --from 2026-11-23 --to 2026-11-23")
    (row,) = csv.DictReader(StringIO(terminal.say("audit --as admin --action profile --csv")))
    assert [{name: str(value) for name, value in each.items()} for each in found] == [row]
    assert (row["actor"], row["account"], row["by_staff"]) == ("ivanov", "ivanov", "no")
    assert terminal.json("audit --as admin --action nothing.like.it") == []


def test_saving_takes_more_than_reading_and_customers_have_no_audit(terminal: Terminal) -> None:
    assert "save lists of all customers" in terminal.refused("audit --as operator --csv")
    assert terminal.refused("audit --as ivanov") == "There is no such thing."
    assert "no account 'nobody'" in terminal.not_understood("audit --as admin --account nobody")
    assert "YYYY-MM-DD" in terminal.not_understood("audit --as admin --from yesterday")
