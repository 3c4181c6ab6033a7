"""Documents without the screen: listed, printed, paid once, saved as PDF and never over another file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from introtui.store.engine import Database
from tests.building import ACCOUNT, add_account, add_order
from tests.services.ordering import everything, written_since
from tests.words.saying import Terminal

ME = "--as ivanov"
ID = 20001
NUMBER = "INV-2026-000001"


@pytest.fixture(autouse=True)
def invoice(sqlite_database: Database, terminal: Terminal) -> None:
    """Write a customer with an order whose renewal waits for its invoice."""
    add_order(sqlite_database, add_account(sqlite_database), order_id=ID)
    terminal.say(f"{ME} orders renew {ID} --pay-by invoice")


def test_an_open_invoice_is_listed_shown_and_paid_once(terminal: Terminal, sqlite_database: Database) -> None:
    (listed,) = terminal.json(f"{ME} invoices list --open")
    assert (listed["number"], listed["due_on"], listed["standing"]) == (NUMBER, "2026-12-21", "open")
    assert listed["total"] == {"amount": "24.14", "currency": "EUR"}
    assert terminal.json(f"{ME} invoices show {NUMBER}") == listed
    assert NUMBER in terminal.say(f"{ME} invoices show {NUMBER.lower()}")
    words = f"{ME} invoices pay {NUMBER} --key once"
    assert terminal.json(words)["standing"] == "paid"
    before = everything(sqlite_database)
    code, printed, told = terminal.hear(words)
    assert (code, "paid" in printed, "done before" in told) == (0, True, True)
    assert written_since(before, sqlite_database) == {}
    assert terminal.refused(f"{ME} invoices pay {NUMBER}") == f"{NUMBER} is settled already."
    assert terminal.json(f"{ME} invoices list --open") == []
    assert terminal.say(f"{ME} balance") == "EUR 104.26\n"


def test_the_statement_is_told_and_exported(terminal: Terminal) -> None:
    terminal.say(f"{ME} invoices pay {NUMBER}")
    (brought_in, paid) = terminal.json(f"{ME} statement")
    assert (brought_in["balance_after"], paid["amount"], paid["document"]) == ("128.40", "-24.14", NUMBER)
    last = terminal.say(f"{ME} statement").splitlines()[-1]
    assert "EUR 104.26" in last
    assert NUMBER in last
    assert terminal.say(f"{ME} statement --csv").startswith("transaction,time,movement")


def test_a_foreign_number_answers_like_a_missing_one(terminal: Terminal, sqlite_database: Database) -> None:
    add_account(sqlite_database, replace(ACCOUNT, login="petrov"))
    for words in ("show", "pay"):
        assert terminal.refused(f"--as petrov invoices {words} {NUMBER}") == f"There is no document {NUMBER}."
    assert terminal.refused(f"{ME} invoices show CN-2026-000009") == "There is no document CN-2026-000009."
    assert "such as INV-2026-000123" in terminal.not_understood(f"{ME} invoices show 1")


def test_a_pdf_is_saved_and_no_file_is_lost(terminal: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "invoice.pdf"
    saved = terminal.json(f"{ME} invoices pdf {NUMBER} {file}")
    assert (saved["number"], saved["bytes"]) == (NUMBER, file.stat().st_size)
    assert file.read_bytes().startswith(b"%PDF")
    assert "is there already" in terminal.refused(f"{ME} invoices pdf {NUMBER} {file}")
    missing = tmp_path / "nowhere" / "a.pdf"
    assert "cannot be written" in terminal.refused(f"{ME} invoices pdf {NUMBER} {missing}")
