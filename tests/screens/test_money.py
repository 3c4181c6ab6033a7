"""The desk's section Money: nothing is booked before it was shown; refusals stand where they can be mended."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest
from textual.widgets import Input

from introtui.domain.access import Role
from introtui.domain.corrections import CorrectionKind
from introtui.domain.permissions import ROLES
from introtui.domain.statements import EntryState
from introtui.screens.desk.account import AccountDesk
from introtui.screens.dialogs.base import UNSAVED
from introtui.services.payments import top_up_reference
from introtui.services.statements.reading import Placed
from introtui.services.statements.writing import Writing
from introtui.store.engine import Database
from tests.building import services
from tests.programs import SMALL
from tests.screens.seen import Seen, seen
from tests.services.bank_files import Office, camt, one
from tests.services.ordering import Desk, desk
from tests.services.staffing import staff

PATIENCE = 30.0


@pytest.fixture
def customer(sqlite_database: Database) -> Desk:
    return desk(sqlite_database, balance="0.00")


@pytest.fixture
def office(customer: Desk) -> Office:
    return Office(services(customer.database), customer.database, staff(customer.database, Role.OPERATOR))


@asynccontextmanager
async def money(office: Office, *, size: tuple[int, int] = SMALL) -> AsyncIterator[Seen]:
    async with seen(office.database, office.actor, size=size, section="money") as page:
        yield page


async def fill(page: Seen, *texts: str) -> None:
    """Type into the fields of a dialog, one after the other."""
    inputs = [field for field in page.app.screen.query(Input) if field.display]
    for field, text in zip(inputs, texts, strict=False):
        field.focus()
        field.value = text
    await page.settle()


async def press_save(page: Seen) -> None:
    page.app.screen.query_one("#save").press()  # type: ignore[attr-defined]
    await page.settle()


def ask(office: Office, amount: str) -> None:
    """Have somebody else ask for a correction of the customer's balance."""
    corrections, other = office.services.corrections, staff(office.database)
    quote = corrections.quote(other, "ivanov", CorrectionKind.CORRECTION, amount, "double charge")
    corrections.ask(other, quote, "asked")


async def test_an_entry_is_shown_before_it_is_booked_and_then_booked(customer: Desk, office: Office) -> None:
    reference = top_up_reference(customer.actor.account_id)
    office.imported(camt([one("10.00", "AB-1", reference=reference, name="Aunt Vera")]))
    office.imported(camt([one("12.00", "AB-2", name="Aunt Vera")], statement="S-2"))
    async with money(office) as page:
        assert "12.00 EUR" in page.line("Aunt Vera")
        assert "last payment was for ivanov" in page.text
        await page.press("enter")
        assert "balance 10.00 -> EUR 22.00" in page.text
        assert "[ Book EUR 12.00 ]" in page.text
        assert customer.balance == "10.00"
        await page.press("enter")
        assert page.toasts == ["EUR 12.00 for ivanov is booked."]
        assert customer.balance == "22.00"
        await page.goes("Aunt Vera")


async def test_another_account_is_named_and_a_wrong_one_told_beside_the_field(
    customer: Desk, office: Office
) -> None:
    office.imported(camt([one("12.00", "AB-2", name="Nobody")]))
    async with money(office) as page:
        await page.press("c", *"ivanof", "enter")
        assert "x There is no account 'ivanof'." in page.text
        await page.press("backspace", "v", "enter")
        assert "EUR 12.00 for ivanov (Ivan Ivanov)" in page.text
        await page.press("enter")
        assert customer.balance == "0.00", "in a field, enter books nothing"
        await page.press("enter")
        assert (customer.balance, office.only().state) == ("12.00", EntryState.BOOKED)


async def test_an_entry_is_ignored_with_a_reason_alone(customer: Desk, office: Office) -> None:
    office.imported(camt([one("12.00", "AB-2", name="Nobody")]))
    async with money(office) as page:
        await page.press("x", "enter")
        assert "x Say why it is not booked." in page.text
        await page.press(*"fraud", "enter")
        assert (office.only().state, office.only().why) == (EntryState.IGNORED, "fraud")
        await page.goes("Nobody")
        await page.press("f")
        await page.appears("fraud (operator, 2026-11-23)")


async def test_an_ignored_entry_comes_back_to_the_list_and_nothing_else_does(
    customer: Desk, office: Office
) -> None:
    office.imported(camt([one("12.00", "AB-2", name="Nobody"), one("3.00", "AB-3", name="Vera")]))
    ignored, other = office.entries()
    office.services.statements.ignore(office.actor, ignored.entry_id, "fraud")
    async with money(office) as page:
        assert "Review again" not in page.text
        await page.press("u", "f")
        assert "u Review again" in page.text
        await page.press("u")
        assert page.toasts == ["It is on the review list again."]
        await page.goes("Nobody")
        assert [entry.state for entry in office.entries()] == [EntryState.WAITING] * 2
        office.services.statements.accept(office.actor, other.entry_id, "ivanov")
        await page.press("f", "u")
        assert "Review again" not in page.text
        assert office.entries()[1].state is EntryState.BOOKED


async def test_who_may_not_record_payments_puts_no_entry_back(customer: Desk, office: Office) -> None:
    office.imported(camt([one("12.00", "AB-2", name="Nobody")]))
    office.services.statements.ignore(office.actor, office.only().entry_id, "fraud")
    async with money(replace(office, actor=replace(office.actor, permissions=ROLES["read-only"]))) as page:
        await page.press("f", "u")
        assert "Nobody" in page.text
        assert "Review again" not in page.text
        assert office.only().state is EntryState.IGNORED


async def test_a_payment_is_recorded_once_its_fields_are_right(customer: Desk, office: Office) -> None:
    async with money(office) as page:
        await page.press("r")
        await fill(page, "ivanov", "ten", "tomorrow", "", "")
        await press_save(page)
        for sentence in ("Enter an amount such as", "Enter the day it arrived", "Enter the bank's own number"):
            assert sentence in page.text
        await fill(page, "ivanov", "10.00", "2026-11-20", "thanks", "BANK-1")
        await press_save(page)
        assert "balance 0.00 -> EUR 10.00" in page.text
        assert customer.balance == "0.00"
        await press_save(page)
        assert customer.balance == "10.00"
        await page.press("v")
        assert "BANK-1" in page.text


async def test_what_was_typed_is_dropped_only_when_asked_twice_in_a_row(office: Office) -> None:
    async with money(office) as page:
        await page.press("r", *"ivan", "escape")
        assert UNSAVED in page.text
        await page.press("o")
        assert UNSAVED not in page.text
        await page.press("escape")
        assert UNSAVED in page.text
        assert "ivano" in page.line("Login *")
        await page.press("escape")
        assert "Record a payment" not in page.text
        await page.press("r", "escape")
        assert "Record a payment" not in page.text


async def test_enter_leads_through_every_field_of_a_dialog_also_through_a_choice(office: Office) -> None:
    async with money(office) as page:
        await page.press("b", *"ivanov", "enter", "enter", *"5.00", "enter", *"a gift")
        assert "5.00" in page.line("Amount *")
        assert "a gift" in page.line("Why *")
        await page.press("enter")
        assert "[ Book EUR 5.00 ]" in page.text


async def test_a_file_is_imported_after_its_report_and_refused_with_its_line(
    customer: Desk, office: Office, tmp_path: Path
) -> None:
    reference = top_up_reference(customer.actor.account_id)
    good, bad = tmp_path / "good.xml", tmp_path / "bad.xml"
    good.write_bytes(camt([one("10.00", "AB-1", reference=reference), one("3.00", "AB-2", name="Nobody")]))
    bad.write_bytes(good.read_bytes()[:900])
    async with money(office) as page:
        await page.press("i")
        await fill(page, str(tmp_path / "none.xml"))
        await press_save(page)
        assert "x This file cannot be read: No such file or directory." in page.text
        await fill(page, str(bad))
        await press_save(page)
        assert "It is no whole XML" in page.text
        await fill(page, str(good))
        await press_save(page)
        assert "1 (EUR 10.00) to book" in page.text
        assert office.stored() == 0
        await press_save(page)
        assert customer.balance == "10.00"
        assert "Nobody" in page.text


@pytest.mark.usefixtures("customer")
async def test_a_long_import_tells_how_far_it_is(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, goes_on, store = tmp_path / "long.xml", Event(), Writing.store
    file.write_bytes(camt([one("3.00", f"AB-{number}", name="Nobody") for number in range(60)]))

    def held(self: Writing, entries: Sequence[Placed]) -> int:
        if entries[-1][0] == 60:
            goes_on.wait(PATIENCE)
        return store(self, entries)

    monkeypatch.setattr(Writing, "store", held)
    async with money(office) as page:
        await page.press("i")
        await fill(page, str(file))
        await press_save(page)
        page.app.screen.query_one("#save").press()  # type: ignore[attr-defined]
        await page.appears("50 of 60 entries are stored")
        await page.pilot.press("escape")
        await page.appears("Still saving")
        goes_on.set()
        await page.settle()
        assert page.toasts == ["The statement is imported: 60 entries."]
    assert office.stored() == 60


@pytest.mark.usefixtures("customer")
async def test_a_csv_file_is_imported_as_its_columns_are_said_to_be(office: Office, tmp_path: Path) -> None:
    file = tmp_path / "november.csv"
    file.write_text("Booked on;Amount;Payer\n23.11.2026;12,50;Nobody\n", encoding="utf-8")
    async with money(office) as page:
        await page.press("i")
        await fill(page, str(file))
        await press_save(page)
        assert "x Say which column holds what" in page.text
        await fill(page, str(file), '"date=Booked on')
        await press_save(page)
        assert "x Close the quotation mark." in page.text
        said = (
            '"date=Booked on" amount=Amount name=Payer delimiter=; decimal=, dates=DD.MM.YYYY fixed_currency=EUR'
        )
        await fill(page, str(file), said)
        await press_save(page)
        assert "1 (EUR 12.50) to review" in page.text
        await press_save(page)
        assert "Nobody" in page.line("12.50 EUR")


async def test_over_ssh_importing_is_said_as_a_word(office: Office) -> None:
    async with money(office) as page:
        page.app.session.export_folder = None
        await page.press("i")
        assert "ssh operator@HOST payments import - < FILE" in page.toasts[0]


async def test_a_correction_above_the_sum_waits_for_another_and_is_approved(
    customer: Desk, office: Office
) -> None:
    ask(office, "500.00")
    async with money(office) as page:
        await page.press("v", "v")
        assert "500.00 EUR" in page.line("> 2026-11-23")
        await page.press("a")
        assert "balance 0.00 -> EUR 500.00" in page.text
        await page.press("tab", "enter")
        assert customer.balance == "500.00"


async def test_nobody_approves_their_own_and_it_can_be_declined(customer: Desk, office: Office) -> None:
    async with money(office) as page:
        await page.press("v", "v", "b")
        await fill(page, "ivanov", "500.00", "goodwill")
        await press_save(page)
        assert "waits until somebody else approves it" in page.text
        await press_save(page)
        assert page.toasts == ["EUR 500.00 for ivanov waits for a second pair of eyes."]
        assert "goodwill" in page.text
        assert "waiting, asked for by operator. goodwill" in page.text
        assert "Approve" not in page.footer
        before = page.text
        await page.press("a")
        assert page.text == before
        await page.press("d", *"no", "enter")
        assert customer.balance == "0.00"
        await page.goes("goodwill")


async def test_what_a_role_does_not_hold_is_not_offered(customer: Desk, office: Office) -> None:
    office.imported(camt([one("12.00", "AB-2", name="Nobody")]))
    reader = replace(office, actor=replace(office.actor, permissions=ROLES["read-only"]))
    async with money(reader) as page:
        assert "Nobody" in page.text
        for words in ("Accept", "Another", "Record", "Import", "Correct", "Ignore"):
            assert words not in page.footer
        before = page.text
        for key in ("enter", "c", "x", "r", "i", "b"):
            await page.press(key)
            assert (page.text, page.toasts) == (before, [])


async def test_a_correction_is_looked_at_by_who_may_neither_approve_nor_decline_it(
    customer: Desk, office: Office
) -> None:
    ask(office, "500.00")
    support = replace(office, actor=replace(office.actor, permissions=ROLES["support"]))
    async with money(support) as page:
        await page.press("v", "v")
        assert "waiting, asked for by admin" in page.text
        assert "Approve" not in page.footer
        assert "Decline" not in page.footer
        await page.press("a", "d")
        assert "waiting, asked for by admin" in page.text
        await page.press("enter")
        assert isinstance(page.app.screen, AccountDesk)


async def test_empty_lists_name_keys_that_the_role_holds(office: Office) -> None:
    async with money(office) as page:
        assert "Press i to import a statement, f for others." in page.text
    reader = replace(office, actor=replace(office.actor, permissions=ROLES["read-only"]))
    async with money(reader) as page:
        assert "Nothing of the bank is here. Press f for others." in page.text
        await page.press("v")
        assert "No payment came in yet." in page.text
        assert "Press" not in page.text
        await page.press("v")
        assert "No correction is here. Press f for others." in page.text
