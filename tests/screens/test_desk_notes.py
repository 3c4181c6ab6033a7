"""Notes, tickets and open sessions at an account's desk."""

from __future__ import annotations

from dataclasses import replace

import pytest

from introtui.domain.access import Actor, Role
from introtui.store.engine import Database
from tests.building import ACCOUNT, add_account, services
from tests.screens.seen import seen
from tests.services.staffing import staff


@pytest.fixture
def kim(sqlite_database: Database) -> Actor:
    """Return a member of support; there is one customer."""
    add_account(sqlite_database)
    return staff(sqlite_database, Role.OPERATOR, "support")


async def test_a_note_is_written_pinned_and_stands_above_everything(sqlite_database: Database, kim: Actor) -> None:
    async with seen(sqlite_database, kim, section="accounts") as page:
        await page.press("enter", "n")
        assert "Press N to write a note" in page.text
        await page.press("N", *"Calls", "space", *"late", "ctrl+s")
        assert "Calls late" in page.text
        await page.press("p")
        assert "Note      Calls late (operator)" in page.text
        assert "pinned" in page.text
        await page.press("e", *"r", "ctrl+s")
        assert "Note      Calls later (operator)" in page.text


async def test_a_note_that_is_not_saved_is_not_lost_by_one_key(sqlite_database: Database, kim: Actor) -> None:
    async with seen(sqlite_database, kim, section="accounts") as page:
        await page.press("enter", "N", "ctrl+s")
        assert "Write what others are to know" in page.text
        await page.press(*"Calls", "escape")
        assert "Once more to drop it" in page.text
        assert "Calls" in page.text


async def test_another_s_note_is_read_and_not_changed(sqlite_database: Database, kim: Actor) -> None:
    services(sqlite_database).notes.add(staff(sqlite_database), "ivanov", "[red]Sues[/red]\nsecond line")
    async with seen(sqlite_database, kim, section="accounts") as page:
        await page.press("down", "enter", "n")
        assert "[red]Sues[/red] second line" in page.text
        await page.press("e")
        assert "admin wrote this note" in page.toasts[0]
        await page.press("enter")
        assert "second line" in page.text


async def test_what_another_notes_comes_by_itself(sqlite_database: Database, kim: Actor) -> None:
    async with seen(sqlite_database, kim, section="accounts") as page:
        await page.press("enter", "n")
        services(sqlite_database).notes.add(kim, "ivanov", "From elsewhere", pin=True)
        await page.appears("Note      From elsewhere")
        await page.appears("operator   pinned From elsewhere")


async def test_who_may_only_read_has_no_keys_to_write(sqlite_database: Database) -> None:
    add_account(sqlite_database)
    rita = staff(sqlite_database, Role.OPERATOR, "read-only")
    async with seen(sqlite_database, rita, section="accounts") as page:
        await page.press("enter", "n", "N")
        assert "New note" not in page.footer
        assert "Nobody noted anything yet." in page.text
        assert "Press N" not in page.text
        assert page.app.screen.is_modal is False


async def test_tickets_and_open_sessions_are_a_key_away(sqlite_database: Database, kim: Actor) -> None:
    at = services(sqlite_database)
    customer = at.actor("ivanov", address="192.0.2.7", way="ssh")
    at.profile.request_country(customer, "DE", "We [b]moved[/b].")
    at.sessions.begin_unasked(customer)
    async with seen(sqlite_database, kim, section="accounts") as page:
        await page.press("enter", "t")
        assert "open    country change" in page.text
        await page.press("enter")
        assert "We [b]moved[/b]." in page.text
        await page.press("escape", "l")
        assert "open, key 12:00" in page.line("open, key")
        assert len([line for line in page.lines if "192.0.2.7" in line]) == 2


async def test_an_account_without_any_of_it_says_so(sqlite_database: Database) -> None:
    add_account(sqlite_database, replace(ACCOUNT, login="newcomer"))
    async with seen(sqlite_database, staff(sqlite_database), section="accounts") as page:
        await page.press("end", "enter", "t")
        assert "There is no ticket and no task." in page.text
