"""Renewing from the list: each order for its own term, one total, and a word about those left out."""

from __future__ import annotations

from datetime import date

import pytest

from introtui.domain.access import Actor
from introtui.domain.renewals import RenewalChoice
from introtui.screens.dialogs.renew import RenewDialog
from introtui.screens.orders import OrdersScreen
from introtui.screens.profile import ProfileScreen
from introtui.store.engine import Database
from tests.building import add_account, add_order, services
from tests.programs import until
from tests.screens.seen import Seen, seen
from tests.services.paying import block_payments

FIRST, SECOND, ENDING = 10231, 10232, 10233


@pytest.fixture
def actor(sqlite_database: Database) -> Actor:
    """Return a customer with two orders that can be renewed and one that ends."""
    actor = add_account(sqlite_database)
    add_order(sqlite_database, actor, order_id=FIRST)
    add_order(sqlite_database, actor, order_id=SECOND)
    add_order(sqlite_database, actor, order_id=ENDING, cancel_at=date(2026, 12, 21))
    return actor


async def closed(page: Seen) -> None:
    await until(page.pilot, lambda: isinstance(page.app.screen, OrdersScreen))
    await page.settle()


def paid_until(page: Seen, order_id: int) -> str:
    return str(services(page.database).orders.load(page.actor, order_id).row.facts.paid_until)


async def test_one_order_for_another_term(sqlite_database: Database, actor: Actor) -> None:
    async with seen(sqlite_database, actor) as page:
        assert "r Renew" in page.footer
        await page.press("r")
        assert "(o) 1" in page.line("10231  VPS M")
        assert "left/right Term" in page.footer
        assert "This term for all" not in page.footer
        assert "[ Renew, 24.14 ]" in page.text
        await page.press("right")
        assert "(o) 3" in page.line("10231  VPS M")
        assert "3 months to 2027-03-21" in page.text
        assert page.line("128.40  ->").rstrip(" │").endswith("55.98")
        await page.press("shift+tab", "enter")
        await closed(page)
        assert paid_until(page, FIRST) == "2027-03-21"
        assert page.toasts == ["Order 10231: Renewed until 2027-03-21 by INV-2026-000001."]
        await page.appears("balance EUR 55.98")


async def test_the_selected_orders_but_for_one_that_ends(sqlite_database: Database, actor: Actor) -> None:
    async with seen(sqlite_database, actor) as page:
        await page.press(" ", "down", " ", "down", " ")
        assert "r Renew 3" in page.footer
        await page.press("r")
        assert "1 of 3 orders cannot be renewed" in page.text
        assert "10233  This order ends on 2026-12-21; undo the cancel, then renew it." in page.text
        await page.press("tab", "enter")
        assert "Renew · 2 orders" in page.text
        await page.press("down", "right", "a")
        assert page.text.count("(o) 3") == 2
        assert "x Your balance is EUR 16.44 short of this; t tops it up, or pay by invoice." in page.text
        await page.press("t")
        assert "Top up" in page.text
        assert "16.44" in page.line("Amount")
        await page.press("enter")
        assert "bank transfer" in page.text
        assert "EUR 16.44" in page.text
        await page.press("escape")
        assert "short of this" in page.text
        await page.press("tab", "right")
        assert "[ Renew, 144.84 ]" in page.text
        await page.press("tab", "tab", "enter")
        await closed(page)
        assert page.toasts == ["2 orders: invoice INV-2026-000001, due on 2026-12-21."]
        await page.appears("r Renew 3")
        await page.press("up")
        assert "10232 invoice INV-2026-000001 unpaid, due 2026-12-21" in page.text


async def test_what_was_paid_for_elsewhere_is_not_paid_for_again(sqlite_database: Database, actor: Actor) -> None:
    async with seen(sqlite_database, actor) as page:
        await page.press("r")
        renewals = services(sqlite_database).renewals
        quote = renewals.quote(actor, (RenewalChoice(order_id=FIRST, term_months=1),))
        renewals.confirm(actor, quote, "another session")
        await page.press("shift+tab", "enter")
        await page.appears("x The figures have changed since they were shown.")
        assert "1 month to 2027-02-21" in page.text
        assert "2027-01-21" in page.line(">  10231  VPS M")
        assert isinstance(page.app.screen, RenewDialog)
        assert paid_until(page, FIRST) == "2027-01-21"


async def test_what_blocks_payments_is_said_before_anything_is_confirmed_and_leads_to_its_field(
    sqlite_database: Database, actor: Actor
) -> None:
    block_payments(services(sqlite_database), actor)
    async with seen(sqlite_database, actor) as page:
        await page.press("r")
        assert "x Payments are blocked: the postal address lacks postal code." in page.text
        assert "[ Renew" not in page.text
        page.app.screen.query_one("#mend").focus()
        await page.press("enter")
        await until(page.pilot, lambda: isinstance(page.app.screen, ProfileScreen))
        await page.settle()
        assert page.app.screen.query_one("#field-postal-code").has_focus_within
        await page.press("f4")
        assert isinstance(page.app.screen, OrdersScreen)
