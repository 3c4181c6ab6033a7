"""Placing an order: errors beside the fields, the price before anything is booked, and nothing typed is lost."""

from __future__ import annotations

from introtui.screens.order_table import OrderTable
from introtui.screens.orders import OrdersScreen
from introtui.store.engine import Database
from tests.building import add_account, add_order, services
from tests.programs import until
from tests.screens.seen import Seen, seen


async def closed(page: Seen) -> None:
    await until(page.pilot, lambda: isinstance(page.app.screen, OrdersScreen))
    await page.settle()


async def test_the_first_order_is_placed_and_stands_under_the_cursor(sqlite_database: Database) -> None:
    actor = add_account(sqlite_database, balance="1000.00")
    async with seen(sqlite_database, actor) as page:
        assert "You have no orders yet. Press o to place the first one." in page.text
        await page.press("o", "tab", "down", "tab", "tab", *"Web1.example.com", "tab")
        await page.press("enter", "down", "enter", "tab", "enter", "down", "enter", "tab", "tab", "enter")
        assert "web1.example.com" in page.text.lower()
        assert "Dedicated EPYC set-up   once" in page.text
        assert "Not refunded." in page.text
        assert "[ Order, 421.08 ]" in page.text
        await page.press("tab", "enter")
        await closed(page)
        await page.appears("balance EUR 578.92")
        await page.appears("198.51.100.192")
        row = page.app.screen.query_one(OrderTable).current
        assert row is not None
        assert (row.order_id, row.hostname) == (10001, "web1.example.com")


async def test_every_error_stands_beside_its_field_and_the_draft_stays(sqlite_database: Database) -> None:
    actor = add_account(sqlite_database, balance="5.00")
    add_order(sqlite_database, actor, order_id=10231)
    async with seen(sqlite_database, actor) as page:
        await page.press("o", "tab", "tab", "tab", *"bad_name", "enter")
        for sentence in (
            "x Use letters, digits and hyphens,",
            "x Choose an operating system.",
            "x Choose a location.",
        ):
            assert sentence in page.text
        await page.press("escape", "o")
        assert "bad_name" in page.text
        await page.press("tab", "tab", "tab", *["backspace"] * 8, *"db1", "tab", "enter", "down", "enter")
        await page.press("tab", "enter", "down", "enter", "tab", "tab", "enter")
        assert "short of this; t tops it up" in page.text
        await page.press("escape")
        assert "db1" in page.text
        await page.press("enter", "shift+tab", "right", "tab", "tab", "enter")
        await closed(page)
        await page.appears("10232 invoice INV-2026-000001 unpaid, due 2026-12-07")
        placed = services(sqlite_database).orders.load(actor, 10232)
        assert (placed.row.status, placed.row.hostname) == ("awaiting payment", "db1")
