"""From an order to the payment of its open invoice, and what is said where there is none."""

from __future__ import annotations

import pytest

from introtui.domain.access import Actor
from introtui.screens.profile import ProfileScreen
from introtui.store.engine import Database
from tests.building import add_account, add_order, services
from tests.programs import until
from tests.screens.seen import seen
from tests.services.paying import block_payments, renew

ORDER = 10231
NUMBER = "INV-2026-000001"


@pytest.fixture
def actor(sqlite_database: Database) -> Actor:
    """Return a customer with an order whose renewal waits to be paid."""
    actor = add_account(sqlite_database, balance="128.40")
    add_order(sqlite_database, actor, order_id=ORDER)
    renew(services(sqlite_database), actor, ORDER, "renewal")
    return actor


async def test_an_order_leads_to_the_payment_of_its_invoice(sqlite_database: Database, actor: Actor) -> None:
    async with seen(sqlite_database, actor) as page:
        assert page.line(f"{ORDER} invoice").endswith("; p pays it")
        assert "p Pay" in page.footer
        await page.press("p", "shift+tab", "enter")
        await until(page.pilot, lambda: page.toasts == [f"{NUMBER} paid from the balance."])
        await page.appears("EUR 104.26")
        await page.settle()
        assert "p Pay" not in page.footer


async def test_the_menu_of_an_order_offers_it_too(sqlite_database: Database, actor: Actor) -> None:
    async with seen(sqlite_database, actor) as page:
        await page.press("a", "p")
        assert f"Pay {NUMBER}" in page.text


async def test_what_blocks_payments_leads_from_the_order_to_its_field(
    sqlite_database: Database, actor: Actor
) -> None:
    block_payments(services(sqlite_database), actor)
    async with seen(sqlite_database, actor) as page:
        await page.press("enter", "p")
        assert "x Payments are blocked: the postal address lacks postal code." in page.text
        await page.press("shift+tab", "enter")
        await until(page.pilot, lambda: isinstance(page.app.screen, ProfileScreen))


async def test_why_nothing_is_to_be_paid_is_told_once(sqlite_database: Database) -> None:
    actor = add_account(sqlite_database)
    add_order(sqlite_database, actor, order_id=ORDER)
    async with seen(sqlite_database, actor) as page:
        await page.press("p", "p")
        assert page.toasts == ["x No invoice of this order is open, so there is nothing to pay."]
