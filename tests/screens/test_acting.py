"""Staff in a customer's place with a reason: their role's actions are offered, and other keys say why not."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from textual.widgets import Button, TextArea

from introtui.domain.access import Role
from introtui.screens.order_detail import OrderDetailScreen
from introtui.store.engine import Database
from tests.building import ACCOUNT, add_account
from tests.programs import WIDE
from tests.screens.seen import Seen, seen
from tests.services.billing import Company
from tests.services.staffing import staff

NO_MONEY = "Your role may not act as a customer where money moves."
NOBODY = "Only the owner of an account does this; nobody does it in their place."


@asynccontextmanager
async def in_account(
    database: Database, role: str, *way: str, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[Seen]:
    """Go into an account that has an order with an open invoice: with a reason, or another way."""
    company = Company(database)
    ivanov = company.customer(profile=replace(ACCOUNT.profile, mobile_phone="+31612345678"))
    company.order(ivanov, "2026-11-24", auto_renew=False)
    company.run("2026-11-20")
    async with seen(database, staff(database, Role.OPERATOR, role), section="accounts", size=size) as page:
        await page.press("end")
        while "ivanov" not in page.line("> "):
            await page.press("up")
        await page.press("enter", *(way or ("C", *"why", "enter")))
        assert "YOU ARE operator" in page.lines[0]
        yield page


async def test_where_money_moves_nothing_is_offered_to_who_may_not(sqlite_database: Database) -> None:
    async with in_account(sqlite_database, "support") as page:
        for words in ("Renew", "Pay", "Change plan", "Cancel", "New order"):
            assert words not in page.footer
        assert "w Auto-renew" in page.footer
        assert "m Comment" in page.footer
        for key in "rpcxo":
            page.app.clear_notifications()
            await page.press(key)
            assert page.toasts == [f"x {NO_MONEY}"], key
            assert len(page.app.screen_stack) == 1
        listed = {command.help for command in page.app.get_system_commands(page.app.screen)}
        assert not any(words.startswith(("Pay ", "Order a server", "Cancel the order")) for words in listed)
        assert "Write your own comment on the order." in listed
        await page.press("?")
        assert "Pay the order's open invoice" not in page.text


async def test_the_order_in_full_its_actions_and_its_invoice_say_it_too(sqlite_database: Database) -> None:
    async with in_account(sqlite_database, "support") as page:
        await page.press("a")
        assert page.text.count("not now: Your role may not") == 4
        await page.press("p")
        assert f"x {NO_MONEY}" in page.text
        await page.press("escape", "enter")
        assert isinstance(page.app.screen, OrderDetailScreen)
        assert "p Pay" not in page.footer
        await page.press("escape", "5", "p")
        assert page.toasts == [f"x {NO_MONEY}"]
        await page.press("enter")
        assert "[ Pay" not in page.text
        assert "[ Bank transfer ]" in page.text


@pytest.mark.parametrize(
    ("role", "way", "works"), [("support", (), False), ("billing", (), True), ("billing", ("c",), False)]
)
async def test_a_key_is_named_where_it_works_and_nowhere_else(
    sqlite_database: Database, role: str, way: tuple[str, ...], works: bool
) -> None:
    async with in_account(sqlite_database, role, *way, size=WIDE) as page:
        assert page.text.count("p pays it") == (2 if works else 0)
        await page.press("enter")
        assert ("p pays it" in page.text) is works
        await page.press("escape", "5")
        assert ("p pays it" in page.text) is works
        assert "t for a bank transfer" in page.text


async def test_on_the_desk_no_key_of_the_owner_is_named(sqlite_database: Database) -> None:
    async with in_account(sqlite_database, "billing", size=WIDE) as page:
        await page.press("ctrl+n")
        assert "unpaid, due" in page.text
        assert "p pays it" not in page.text


async def test_no_secret_of_the_owner_is_offered_to_be_set(sqlite_database: Database) -> None:
    async with in_account(sqlite_database, "billing") as page:
        await page.press("2")
        shown = {str(each.id) for each in page.app.screen.query(Button) if each.visible and each.display}
        assert shown == {"ssh-keys", "sessions", "last"}
        await page.press("f7")
        assert page.toasts == [f"x {NOBODY}"]
        await page.press("i", *"7.")
        assert page.app.screen.query_one(TextArea).text == ""
        await page.press("f2", "k")
        assert "No key yet." in page.text
        assert "Press a" not in page.text
        assert "[ Add" not in page.text


async def test_a_form_is_there_to_be_filled_in_by_whoever_acts(sqlite_database: Database) -> None:
    async with in_account(sqlite_database, "support") as page:
        await page.press("1", *"x")
        assert "1 unsaved change" in page.text
        assert "[ Save ]" in page.text
        assert "[ Request change ]" in page.text
        assert "[ Change email ]" not in page.text
        assert "not verified: ^t" not in page.text


async def test_an_empty_list_names_no_key_that_who_reads_has_not(sqlite_database: Database) -> None:
    add_account(sqlite_database)
    kim = staff(sqlite_database, Role.OPERATOR, "support")
    for way in (("c",), ("C", *"why", "enter")):
        async with seen(sqlite_database, kim, section="accounts") as page:
            await page.press("enter", *way, "4")
            assert "There are no orders yet." in page.text
            assert "Press o" not in page.text
            await page.press("5")
            assert "Press 4 for the orders." in page.text
            assert "your orders" not in page.text
            await page.press("3", "f7")
            assert "sent to you yet" not in page.text
