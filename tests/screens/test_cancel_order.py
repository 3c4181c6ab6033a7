"""Cancelling: the refund first, the safe answer at hand, and a way back until the period ends."""

from __future__ import annotations

from datetime import date

from introtui.domain.access import Actor
from introtui.domain.orders import OrderStatus, SuspendedFor
from introtui.domain.quotes import When
from introtui.screens.orders import OrdersScreen
from introtui.store.engine import Database
from tests.building import add_account, add_order, plan_ids, services
from tests.programs import until
from tests.screens.seen import Seen, seen

ORDER = 10231


def status(database: Database, actor: Actor) -> str:
    return services(database).orders.load(actor, ORDER).row.status


def balance(database: Database, actor: Actor) -> str:
    return str(services(database).billing.load(actor).balance)


async def closed(page: Seen) -> None:
    await until(page.pilot, lambda: isinstance(page.app.screen, OrdersScreen))
    await page.settle()


async def test_at_the_end_of_the_period_and_undone(sqlite_database: Database) -> None:
    actor = add_account(sqlite_database)
    add_order(sqlite_database, actor, order_id=ORDER)
    async with seen(sqlite_database, actor) as page:
        await page.press("x")
        assert "(o) at the end of the period, 2026-12-21" in page.text
        assert "[ Keep the order ]" in page.line("[ Cancel at 2026-12-21 ]")
        await page.press("shift+tab", "enter")
        await closed(page)
        await page.appears("ends 12-21")
        await page.appears("10231 ends on 2026-12-21; u undoes the cancel")
        await page.settle()
        assert "x Cancel" in page.footer
        assert "u Undo" in page.footer
        await page.press("u")
        await page.goes("ends 12-21")
        assert status(sqlite_database, actor) == "active"
        assert balance(sqlite_database, actor) == "EUR 128.40"


async def test_now_with_the_refund_shown_and_booked(sqlite_database: Database) -> None:
    actor = add_account(sqlite_database)
    add_order(sqlite_database, actor, order_id=ORDER)
    async with seen(sqlite_database, actor) as page:
        await page.press("x", "right")
        assert page.line("Refund  VPS M   28 of 30 days left").rstrip(" │").endswith("-18.62")
        assert page.line("128.40  ->").rstrip(" │").endswith("150.93")
        assert "[ Cancel now, refund 22.53 ]" in page.text
        await page.press("shift+tab", "enter")
        await closed(page)
        await page.appears("History 1")
        await page.appears("balance EUR 150.93")
        assert status(sqlite_database, actor) == "cancelled"
        assert balance(sqlite_database, actor) == "EUR 150.93"
        await page.appears("No active orders.")


async def test_enter_at_once_keeps_an_order_that_can_only_end_now(sqlite_database: Database) -> None:
    actor = add_account(sqlite_database)
    add_order(
        sqlite_database,
        actor,
        order_id=ORDER,
        status=OrderStatus.SUSPENDED,
        suspended_for=SuspendedFor.VIOLATION,
        paid_until=date(2026, 12, 4),
    )
    async with seen(sqlite_database, actor) as page:
        await page.press("x")
        for words in ("suspended (violation of the terms)", "It ends now.", "so nothing is refunded."):
            assert words in page.text
        assert "[ Cancel now, no refund ]" in page.text
        assert "How is this computed" not in page.footer
        await page.press("enter")
        await closed(page)
        assert status(sqlite_database, actor) == "suspended"


async def test_a_dialog_over_an_order_that_changed_says_so(sqlite_database: Database) -> None:
    actor = add_account(sqlite_database)
    add_order(sqlite_database, actor, order_id=ORDER)
    async with seen(sqlite_database, actor) as page:
        await page.press("x", "right", "shift+tab")
        assert page.line("active").split()[1:3] == ["VPS", "M"]
        changes, plan_id = services(sqlite_database).order_changes, plan_ids(sqlite_database)["VPS L"]
        changes.confirm(actor, changes.quote_change(actor, ORDER, plan_id, 3, When.NOW), "another session")
        await page.press("enter")
        await page.appears("x The figures have changed since they were shown.")
        assert page.line("active").split()[1:3] == ["VPS", "L"]
        assert "( ) at the end of the period, 2027-02-23" in page.text
        assert "(o) now" in page.text
        assert status(sqlite_database, actor) == "active"
        await page.press("escape")
        await closed(page)
        assert status(sqlite_database, actor) == "active"
