"""What staff say about money that came in: statements, the review list, corrections; also over a pipe."""

from __future__ import annotations

from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest

from introtui.domain.access import Role
from introtui.services.payments import top_up_reference
from introtui.store.engine import Database
from tests.services.bank_files import camt, one
from tests.services.ordering import desk
from tests.services.staffing import staff
from tests.words.saying import Terminal

ADMIN, OPERATOR = "--as admin", "--as operator"


@pytest.fixture(autouse=True)
def people(sqlite_database: Database) -> None:
    staff(sqlite_database)
    staff(sqlite_database, Role.OPERATOR)


@pytest.fixture
def statement(sqlite_database: Database, tmp_path: Path) -> Path:
    customer = desk(sqlite_database, balance="0.00")
    reference = top_up_reference(customer.actor.account_id)
    path = tmp_path / "november.xml"
    path.write_bytes(camt([one("10.00", "AB-1", reference=reference), one("3.00", "AB-2", name="Aunt Vera")]))
    return path


def balance(terminal: Terminal) -> str:
    return str(terminal.json("--as ivanov balance")["amount"])


def test_a_statement_is_told_of_then_imported_and_refused_the_second_time(
    terminal: Terminal, statement: Path
) -> None:
    dry = terminal.json(f"{OPERATOR} payments import --dry-run", str(statement))
    assert (dry["booked"]["entries"], dry["waiting"]["sums"], balance(terminal)) == (
        1,
        [{"amount": "3.00", "currency": "EUR"}],
        "0.00",
    )
    assert "1 (EUR 10.00) booked" in terminal.say(f"{OPERATOR} payments import", str(statement))
    assert "was imported on 2026-11-23 by operator" in terminal.refused(f"{ADMIN} payments import", str(statement))
    assert balance(terminal) == "10.00"


def test_a_statement_comes_over_a_pipe(
    terminal: Terminal, statement: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(statement.read_bytes())))
    assert terminal.json(f"{OPERATOR} payments import -")["file"] == "standard input"
    assert balance(terminal) == "10.00"


def test_a_broken_statement_is_refused_with_its_line(terminal: Terminal, statement: Path) -> None:
    statement.write_bytes(statement.read_bytes().replace(b">3.00", b">-3.00"))
    assert terminal.refused(f"{OPERATOR} payments import", str(statement)).startswith("Line 28: 'EUR -3.00'")
    assert "cannot be read" in terminal.refused(f"{OPERATOR} payments import", str(statement.with_name("none")))


def test_the_review_list_is_read_and_worked_off(terminal: Terminal, statement: Path) -> None:
    terminal.say(f"{OPERATOR} payments import", str(statement))
    (entry,) = terminal.json(f"{OPERATOR} payments review")
    assert (entry["name"], entry["bank_number"], entry["login"]) == ("Aunt Vera", "AB-2", "")
    number = entry["entry"]
    assert "Aunt Vera" in terminal.say(f"{OPERATOR} payments review")
    shown = terminal.json(f"{OPERATOR} payments accept {number} --account ivanov --dry-run")
    assert (shown["booked"], shown["balance_after"]["amount"], balance(terminal)) == (False, "13.00", "10.00")
    terminal.say(f"{OPERATOR} payments accept {number} --account ivanov")
    assert balance(terminal) == "13.00"
    assert "booked already" in terminal.refused(f"{OPERATOR} payments ignore {number}", "--why", "no")


def test_csv_is_read_as_the_words_or_the_settings_say(
    terminal: Terminal, statement: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = statement.with_suffix(".csv")
    file.write_text("Day,Sum\n2026-11-20,5.00\n")
    words = f"{OPERATOR} payments import --format csv"
    assert "--columns" in terminal.not_understood(words, str(file))
    monkeypatch.setenv("INTROTUI_STATEMENT_COLUMNS", "date=Day\namount=Sum\nfixed_currency=EUR")
    assert terminal.json(f"{words} --dry-run", str(file))["entries"] == 1
    said = ["--columns", "date=Day", "amount=Sum", "fixed_currency=USD"]
    assert terminal.json(f"{words} --dry-run", str(file), *said)["waiting"]["sums"][0]["currency"] == "USD"


def test_corrections_take_two_above_the_sum(terminal: Terminal, statement: Path) -> None:
    assert (
        terminal.json(f"{OPERATOR} corrections book ivanov 5.00 --key K1", "--why", "goodwill")["state"]
        == "booked"
    )
    terminal.say(f"{OPERATOR} corrections book ivanov 5.00 --key K1", "--why", "goodwill")
    assert balance(terminal) == "5.00"
    assert (
        terminal.json(f"{OPERATOR} corrections refund ivanov 2.00 --dry-run", "--why", "asked")["needs_approval"]
        is False
    )
    waiting = terminal.json(f"{OPERATOR} corrections book ivanov 500.00", "--why", "double charge")
    assert "Somebody else" in terminal.refused(f"{OPERATOR} corrections approve {waiting['id']}")
    assert "waiting; asked for by operator" in terminal.say(f"{ADMIN} corrections list")
    terminal.say(f"{ADMIN} corrections approve {waiting['id']}")
    assert balance(terminal) == "505.00"
    another = terminal.json(f"{OPERATOR} corrections book ivanov -500.00", "--why", "oops")
    assert terminal.json(f"{ADMIN} corrections decline {another['id']}", "--why", "no")["state"] == "declined"


@pytest.mark.parametrize(
    "words",
    [
        *("payments import -", "payments review", "payments accept 1", "payments ignore 1 --why x"),
        *("corrections list", "corrections book ivanov 1 --why x", "corrections approve 1"),
        "corrections decline 1 --why x",
    ],
)
def test_customers_are_told_that_there_is_no_such_thing(terminal: Terminal, statement: Path, words: str) -> None:
    assert terminal.refused(f"--as ivanov {words}") == "There is no such thing."
