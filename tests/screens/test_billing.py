"""Billing as its user meets it: paid once, topped up, explained, saved; and what blocks a payment."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest

from introtui.domain.access import Actor
from introtui.domain.billing import DocumentFilter
from introtui.domain.money import Money
from introtui.domain.paging import PageRequest
from introtui.domain.payments import PayBy
from introtui.screens.billing import BillingScreen
from introtui.screens.dialogs.pay import PayDialog
from introtui.screens.profile import ProfileScreen
from introtui.store.engine import Database
from tests.building import ACCOUNT, add_account, add_order, services
from tests.programs import WIDE, until
from tests.screens.seen import Seen, seen
from tests.services.paying import block_payments, receive, renew

ORDER = 10231
NUMBER = "INV-2026-000001"


@pytest.fixture
def actor(sqlite_database: Database) -> Actor:
    """Return a customer with an open invoice."""
    actor = add_account(sqlite_database)
    add_order(sqlite_database, actor, order_id=ORDER)
    renew(services(sqlite_database), actor, ORDER, "renewal")
    return actor


def balance(page: Seen) -> str:
    return services(page.database).billing.load(page.actor).balance.amount


async def test_an_invoice_is_paid_once_however_often_enter_is_pressed(
    sqlite_database: Database, actor: Actor
) -> None:
    async with seen(sqlite_database, actor, section="billing") as page:
        assert "1, EUR 24.14   next due 2026-12-21" in page.line("Open invoices")
        await page.press("p")
        assert page.line("128.40  ->").rstrip(" │").endswith("104.26")
        await page.press("shift+tab", "enter", "enter", "enter")
        await until(page.pilot, lambda: not isinstance(page.app.screen, PayDialog))
        await page.settle()
    assert balance(page) == "104.26"


async def test_a_paid_invoice_is_told_and_shown(sqlite_database: Database, actor: Actor) -> None:
    async with seen(sqlite_database, actor, section="billing") as page:
        await page.press("p", "shift+tab", "enter")
        await until(page.pilot, lambda: bool(page.toasts))
        assert page.toasts == [f"{NUMBER} paid from the balance."]
        await page.appears("EUR 104.26")
        await page.settle()
        assert "none" in page.line("Open invoices")
        assert "paid" in page.line(f"> {NUMBER}")
        await page.press("p")
        assert page.toasts[-1] == f"x {NUMBER} is settled already."


async def test_a_payment_that_was_made_elsewhere_is_not_made_again(
    sqlite_database: Database, actor: Actor
) -> None:
    async with seen(sqlite_database, actor, section="billing") as page:
        await page.press("p")
        billing = services(sqlite_database).billing
        page_of_all = billing.documents(actor, DocumentFilter.ALL, "", PageRequest(sort=""))
        services(sqlite_database).payments.pay(actor, page_of_all.items[0].document_id, "elsewhere")
        await page.press("shift+tab", "enter")
        await page.appears(f"x {NUMBER} is settled already.")
        assert "[ Pay" not in page.text
        assert balance(page) == "104.26"


async def test_what_blocks_payments_is_said_and_leads_to_its_field(
    sqlite_database: Database, actor: Actor
) -> None:
    block_payments(services(sqlite_database), actor)
    async with seen(sqlite_database, actor, section="billing") as page:
        await page.press("enter", "p")
        assert "x Payments are blocked: the postal address lacks postal code." in page.text
        assert not page.app.screen.query_one("#pay").display
        await page.press("shift+tab", "enter")
        await until(page.pilot, lambda: isinstance(page.app.screen, ProfileScreen))
        await page.settle()
        assert page.focused.parent is not None
        assert page.focused.parent is page.app.screen.query_one("#field-postal-code")
        await page.press("f5")
        assert isinstance(page.app.screen, BillingScreen)


async def test_a_balance_that_does_not_reach_leads_to_a_top_up_of_what_is_missing(
    sqlite_database: Database,
) -> None:
    actor = add_account(sqlite_database, balance="20.00")
    add_order(sqlite_database, actor, order_id=ORDER)
    renew(services(sqlite_database), actor, ORDER, "renewal")
    async with seen(sqlite_database, actor, section="billing") as page:
        await page.press("p")
        assert "Your balance is EUR 4.14 short of this; top it up, or pay by bank transfer." in " ".join(
            line.strip(" │>") for line in page.lines
        )
        await page.press("shift+tab", "enter")
        await page.appears("4.14  ")
        await page.press("enter")
        assert "EUR 4.14" in page.text
        assert "RF35 ACC0 0000 001" in page.text


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ("", "Enter an amount such as 442.30."),
        ("12,50", "Write the amount without commas, such as 442.30."),
        ("0", "Enter an amount above zero."),
        ("-5", "Enter the amount without a sign, such as 442.30."),
        ("1.234", "EUR has 2 decimals; enter an amount such as 442.30."),
    ],
)
async def test_a_top_up_says_what_is_wrong_with_an_amount_and_keeps_it(
    sqlite_database: Database, typed: str, error: str
) -> None:
    async with seen(sqlite_database, add_account(sqlite_database), section="billing") as page:
        await page.press("u", *typed, "enter")
        assert f"x {error}" in page.text
        assert typed in page.line("Amount *")


async def test_a_top_up_in_another_currency_has_no_code_but_all_a_bank_asks_for(
    sqlite_database: Database,
) -> None:
    account = replace(ACCOUNT, opening_balance=Money(1000, "JPY"))
    async with seen(sqlite_database, add_account(sqlite_database, account), section="billing") as page:
        await page.press("u", *"5000", "enter")
        assert "JPY 5000" in page.text
        assert "EE38 2200 2210 2014 5685" in page.text
        assert "There is no QR code for this transfer" in page.text
        await page.press("escape")
        assert isinstance(page.app.screen, BillingScreen)


@pytest.mark.parametrize("size", [(80, 24), WIDE])
async def test_the_whole_code_of_a_transfer_is_on_the_screen(
    sqlite_database: Database, actor: Actor, size: tuple[int, int]
) -> None:
    async with seen(sqlite_database, actor, section="billing", size=size) as page:
        await page.press("t")
        assert "EUR 24.14" in page.text
        assert "Scan it with your bank's app." in page.text
        # Three corners of a QR code are squares of seven modules; a square is closed by a line of seven.
        assert sum(line.count("▀▀▀▀▀▀▀") for line in page.lines) >= 3
        assert "Scroll" not in page.footer


async def test_a_document_is_read_explained_and_saved(
    sqlite_database: Database, actor: Actor, tmp_path: Path
) -> None:
    async with seen(sqlite_database, actor, section="billing", export_folder=tmp_path) as page:
        await page.press("enter")
        assert "VAT ID EE100000010" in page.text
        await page.press("equals_sign")
        assert "19.95: the whole price, no fraction of days" in page.text
        assert "Rate: 21 % since" in page.text
        await page.press("equals_sign", "d")
        assert page.toasts == [f"{NUMBER} saved as {tmp_path / NUMBER}.pdf."]
        assert (tmp_path / f"{NUMBER}.pdf").read_bytes().startswith(b"%PDF-")


async def test_a_document_that_cannot_be_saved_says_so(
    sqlite_database: Database, actor: Actor, tmp_path: Path
) -> None:
    folder = tmp_path / "missing"
    async with seen(sqlite_database, actor, section="billing", export_folder=folder) as page:
        await page.press("d")
        assert page.toasts == [
            f"x {folder / NUMBER}.pdf cannot be written: No such file or directory. Nothing was saved."
        ]


async def test_the_statement_is_explained_and_exported(
    sqlite_database: Database, actor: Actor, tmp_path: Path
) -> None:
    renew(services(sqlite_database), actor, add_order(sqlite_database, actor), "at once", by=PayBy.BALANCE)
    receive(services(sqlite_database), actor, "50.00", number="bank-1")
    async with seen(sqlite_database, actor, section="billing", export_folder=tmp_path) as page:
        await page.press("v")
        assert page.line("12:00 Payment of").split()[-2:] == ["50.00", "154.26"]
        await page.press("down", "equals_sign")
        assert "How this movement came about" in page.text
        assert page.line("128.40  ->").rstrip(" │").endswith("104.26")
        assert "INV-2026-000002, issued 2026-11-23; paid from the balance" in page.text
        await page.press("escape", "b")
        assert page.line("Payments received").rstrip(" │").endswith("50.00")
        await page.press("escape", "e", "tab", "enter")
        await until(page.pilot, lambda: bool(page.toasts))
        assert page.toasts == [f"The statement is saved as {tmp_path / 'statement.csv'}."]
        await page.press("e", "tab", "tab", "enter")
        await until(page.pilot, (tmp_path / "statement.json").exists)
    rows = list(csv.DictReader(StringIO((tmp_path / "statement.csv").read_text("utf-8"))))
    assert [(row["amount"], row["balance_after"]) for row in rows] == [
        ("128.40", "128.40"),
        ("-24.14", "104.26"),
        ("50.00", "154.26"),
    ]
    assert json.loads((tmp_path / "statement.json").read_text("utf-8"))[1]["document"] == "INV-2026-000002"


async def test_a_movement_is_found_with_its_true_balance(sqlite_database: Database, actor: Actor) -> None:
    renew(services(sqlite_database), actor, add_order(sqlite_database, actor), "at once", by=PayBy.BALANCE)
    receive(services(sqlite_database), actor, "50.00", number="bank-1")
    async with seen(sqlite_database, actor, section="billing") as page:
        await page.press("v", "slash", *"opening", "enter")
        assert page.line("Opening balance ").split()[-2:] == ["128.40", "128.40"]
        await page.press("slash", "ctrl+u", *"inv-2026-000002", "enter")
        assert page.line("> 2026-11-23 12:00 Renewal").split()[-2:] == ["-24.14", "104.26"]
        assert "INV-2026-000002; the balance was EUR 128.40 before" in page.text
        receive(services(sqlite_database), actor, "5.00", number="bank-2")
        await page.appears("159.26")
        await page.settle()
        assert page.line("> 2026-11-23 12:00 Renewal").split()[-2:] == ["-24.14", "104.26"]
        await page.press("slash", *"zzz", "enter")
        assert "No movement is like that." in page.text
        await page.press("escape")
        assert page.line("Opening balance ").split()[-2:] == ["128.40", "128.40"]


async def test_documents_and_history_are_sorted_each_in_its_own_order(
    sqlite_database: Database, actor: Actor
) -> None:
    second = add_order(sqlite_database, actor, price=Money(500, "EUR"))
    renew(services(sqlite_database), actor, second, "cheap")

    def numbers(page: Seen) -> list[str]:
        return [line[2:17] for line in page.lines if line[2:6] == "INV-"]

    both = [NUMBER, "INV-2026-000002"]
    async with seen(sqlite_database, actor, section="billing") as page:
        assert numbers(page) == both[::-1]
        await page.press("S")
        assert numbers(page) == both
        await page.press("s", "s", "s", "s")
        assert "EUR" in page.line("▲")
        assert numbers(page) == both[::-1]
        await page.press("v", "s")
        assert page.toasts == ["x The statement stays in the order it was booked in; shift and s turns it around."]
        assert "s Sort" not in page.footer
        await page.press("S", "v", "s")
        assert "What▲" in page.text
        await page.press("v")
        assert numbers(page) == both[::-1]


async def test_wide_what_is_at_the_cursor_stands_beside_the_list(sqlite_database: Database, actor: Actor) -> None:
    at_work = services(sqlite_database)
    renew(at_work, actor, add_order(sqlite_database, actor), "at once", by=PayBy.BALANCE)
    async with seen(sqlite_database, actor, section="billing", size=WIDE) as page:
        assert "│ Invoice INV-2026-000002" in page.text
        await page.press("down")
        assert f"│ Invoice {NUMBER}" in page.text
        open_document = at_work.billing.documents(actor, DocumentFilter.OPEN, "", PageRequest(sort="")).items[0]
        at_work.payments.pay(actor, open_document.document_id, "elsewhere")
        await page.appears("paid from the")
        await page.press("v")
        assert page.line("104.26  ->  80.12").startswith("│ Balance", 80)
        await page.press("v")
        assert "│ Action " in page.text
        await page.press("slash", *"zzz", "enter")
        assert "│ Action" not in page.text
        await page.resize(80, 24)
        await page.press("escape", "down")
        assert "Action  " not in page.text


async def test_documents_and_history_are_found_and_filtered(sqlite_database: Database, actor: Actor) -> None:
    async with seen(sqlite_database, actor, section="billing") as page:
        await page.press("slash", *"cn-", "enter")
        assert "Nothing is like that." in page.text
        await page.press("escape", "f")
        assert "filter: open" in page.text
        assert NUMBER in page.line("> INV")
        await page.press("v", "v", "f")
        assert "filter: orders" in page.text
        assert f"{ORDER}: Invoice {NUMBER}" in page.line(f"> 2026-11-23 12:00 {ORDER}")
        await page.press("enter")
        assert "order invoice" in page.line("Action")


async def test_what_is_booked_elsewhere_appears(sqlite_database: Database, actor: Actor) -> None:
    async with seen(sqlite_database, actor, section="billing") as page:
        await page.press("v")
        receive(services(sqlite_database), actor, "50.00", number="bank-1")
        await page.appears("12:00 Payment of")
        await page.settle()
        assert page.line("12:00 Payment of").split()[-2:] == ["50.00", "178.40"]


async def test_an_account_without_documents_is_told_where_they_come_from(sqlite_database: Database) -> None:
    async with seen(sqlite_database, add_account(sqlite_database), section="billing") as page:
        assert "No invoice yet" in page.text
        assert "p Pay" not in page.footer
        await page.press("p")
        assert page.toasts == ["x Put the cursor on an open invoice first; v shows the documents."]
        await page.press("equals_sign")
        assert page.toasts[-1] == "x There is no amount at the cursor to explain."
