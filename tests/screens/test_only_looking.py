"""Staff who only look at an account: what would change it is neither offered nor begun, and a key says why."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from textual.widgets import Button, Input, TextArea

from introtui.domain.access import Role
from introtui.domain.acting import ONLY_LOOKING
from introtui.screens.dialogs.document import DocumentDialog
from introtui.screens.order_detail import OrderDetailScreen
from introtui.store.engine import Database
from tests.building import ACCOUNT
from tests.screens.seen import Seen, seen
from tests.services.billing import Company
from tests.services.staffing import staff

SAID = f"x {ONLY_LOOKING}"


@asynccontextmanager
async def looking(database: Database, *way: str, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Seen]:
    """Look at an account that has an order with an open invoice, or get into it another way."""
    company = Company(database)
    ivanov = company.customer(profile=replace(ACCOUNT.profile, mobile_phone="+31612345678"))
    company.order(ivanov, "2026-11-24", auto_renew=False)
    company.run("2026-11-20")
    anna = staff(database, Role.ADMIN)
    async with seen(database, anna, section="accounts", size=size) as page:
        await page.press("end")
        while "ivanov" not in page.line("> "):
            await page.press("up")
        await page.press("enter", *(way or ("c",)))
        assert "YOU ARE admin" in page.lines[0]
        yield page


async def test_the_commands_on_an_order_are_not_offered_and_say_why(sqlite_database: Database) -> None:
    async with looking(sqlite_database) as page:
        for words in ("Renew", "Pay", "Cancel", "Auto-renew", "Comment", "New order"):
            assert words not in page.footer
        for key in "rpcxuwmo":
            page.app.clear_notifications()
            await page.press(key)
            assert page.toasts == [SAID], key
            assert len(page.app.screen_stack) == 1
        await page.press("?")
        assert "Pay the order's open invoice" not in page.text


async def test_the_order_in_full_and_its_actions_say_it_too(sqlite_database: Database) -> None:
    async with looking(sqlite_database) as page:
        await page.press("enter")
        assert isinstance(page.app.screen, OrderDetailScreen)
        assert "Pay" not in page.footer
        await page.press("p")
        assert "You only look at this account" in page.text
        assert len(page.app.screen_stack) == 2
        await page.press("escape", "a")
        assert page.text.count("not now: You only look") == 7
        await page.press("w")
        assert len(page.app.screen_stack) == 2


async def test_no_invoice_is_offered_to_be_paid(sqlite_database: Database) -> None:
    async with looking(sqlite_database) as page:
        await page.press("5")
        assert "p Pay" not in page.footer
        assert "t Transfer" in page.footer
        await page.press("p")
        assert page.toasts == [SAID]
        await page.press("enter")
        assert isinstance(page.app.screen, DocumentDialog)
        assert "[ Pay" not in page.text
        assert "p Pay" not in page.footer
        assert "[ Bank transfer ]" in page.text
        await page.press("p")
        assert "You only look at this account" in page.text


@pytest.mark.parametrize("section", ["f1", "f3"])
async def test_a_form_is_read_and_scrolled_and_takes_nothing_typed(
    sqlite_database: Database, section: str
) -> None:
    async with looking(sqlite_database) as page:
        await page.press(section)
        before = [each.value for each in page.app.screen.query(Input)]
        for words in ("[ Save ]", "[ Discard ]", "[ Change email ]", "[ Request change ]"):
            assert words not in page.text
        assert "Save" not in page.footer
        await page.press("z")
        assert page.toasts == [SAID]
        await page.press("tab", "z", "f8", "f9")
        assert [each.value for each in page.app.screen.query(Input)] == before
        assert "unsaved" not in page.text
        top = page.text
        await page.press("end")
        assert section == "f3" or page.text != top
        await page.press("ctrl+n")
        assert "YOU ARE" not in page.text


async def test_nothing_that_signs_in_can_be_changed(sqlite_database: Database) -> None:
    async with looking(sqlite_database) as page:
        await page.press("2")
        shown = {str(each.id) for each in page.app.screen.query(Button) if each.visible and each.display}
        assert shown == {"ssh-keys", "sessions", "last"}
        for key in ("f7", "f", "v"):
            page.app.clear_notifications()
            await page.press(key)
            assert page.toasts == [SAID], key
        await page.press("i", *"7.")
        assert page.app.screen.query_one(TextArea).text == ""
        await page.press("f2", "k")
        assert "[ Add" not in page.text
        assert "Add" not in page.footer
        await page.press("a")
        assert "You only look at this account" in page.text


async def test_who_acts_with_a_reason_is_offered_everything(sqlite_database: Database) -> None:
    async with looking(sqlite_database, "C", *"why", "enter") as page:
        assert "Pay" in page.footer
        await page.press("1")
        assert "[ Save ]" in page.text
        await page.press(*"x")
        assert "1 unsaved change" in page.text


async def test_the_palette_leaves_out_what_changes_the_account(sqlite_database: Database) -> None:
    async with looking(sqlite_database) as page:
        listed = {command.help for command in page.app.get_system_commands(page.app.screen)}
        assert "Save what you changed." not in listed
        assert "Show everything about the order." in listed
