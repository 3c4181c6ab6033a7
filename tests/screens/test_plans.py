"""The catalogue desk: what a change comes to is read before it is made, and orders keep their price."""

from __future__ import annotations

import pytest

from introtui.domain.access import Actor, Role
from introtui.domain.catalogue import PlanStanding
from introtui.services.registry import Services
from introtui.store.engine import Database
from tests.building import add_account, add_order, services
from tests.screens.seen import seen
from tests.services.staffing import staff
from tests.services.test_setup_work import without_pools

PLAN = ("down",) * 12
"""Leads to VPS M in EUR."""
PRICE = ("p", *"24.95", "tab", "tab", "tab", "tab", *"2027-01-01", "enter")


@pytest.fixture
def admin(sqlite_database: Database) -> Actor:
    add_order(sqlite_database, add_account(sqlite_database))
    return staff(sqlite_database)


def plan_m(at: Services, admin: Actor) -> PlanStanding:
    return next(plan for plan in at.catalogue.plans(admin) if plan.name == "VPS M")


async def test_a_price_is_read_scheduled_and_taken_back(sqlite_database: Database, admin: Actor) -> None:
    at = services(sqlite_database)
    async with seen(sqlite_database, admin, section="plans") as page:
        await page.appears("  1")
        await page.press(*PLAN, *PRICE)
        assert "pays EUR 24.95" in page.text
        assert "also when they renew: 1 running" in page.text
        assert plan_m(at, admin).then("EUR") is None
        await page.press("enter", "enter")
        await page.appears("24.95 2027-01-01")
        assert plan_m(at, admin).then("EUR") is not None
        await page.press("t", "tab", "enter")
        await page.goes("24.95 2027-01-01")
        assert plan_m(at, admin).then("EUR") is None


async def test_what_is_refunded_is_said_and_typed_in_words(sqlite_database: Database, admin: Actor) -> None:
    at = services(sqlite_database)
    async with seen(sqlite_database, admin, section="plans") as page:
        await page.press("p")
        assert "full refund within 14 days" in page.line("Refund *")
        assert "full_within" not in page.text
        await page.press("escape", *PLAN, "p", *"24.95", "tab", "tab", "tab")
        assert "unused days" in page.line("Refund *")
        await page.press("ctrl+u", *"full refund within 30 days", "tab", *"2027-01-01", "enter")
        assert "Refunded in full within 30 days of the start" in page.text
        await page.press("enter", "enter")
        then = plan_m(at, admin).then("EUR")
        assert then is not None
        assert then.refund_terms.text == "full_within:30"


async def test_a_price_of_a_day_that_is_over_is_refused_and_what_was_typed_stays(
    sqlite_database: Database, admin: Actor
) -> None:
    async with seen(sqlite_database, admin, section="plans") as page:
        await page.press(*PLAN, "p", *"24.95", "tab", "tab", "tab", "tab", *"2026-11-23", "enter")
        assert "x Orders were placed at the prices of that day;" in page.text
        assert "24.95" in page.line("A month *")


async def test_a_plan_is_added_withdrawn_and_sold_again(sqlite_database: Database, admin: Actor) -> None:
    at = services(sqlite_database)
    async with seen(sqlite_database, admin, section="plans") as page:
        await page.press("a", "tab", *"Dedicated E5", "enter", "enter")
        assert "Nobody can order Dedicated E5 until it has a price" in page.text
        await page.press("enter", "enter")
        await page.appears("no price")
        await page.press(*PLAN, "down", "w", "tab", "enter")
        await page.appears("withdrawn 2026-11-23")
        assert "Sell again" in page.footer
        await page.press("w", "tab", "enter")
        await page.goes("withdrawn 2026-11-23")
        assert {plan.withdrawn_on for plan in at.catalogue.plans(admin)} == {None}


async def test_addresses_are_added_and_retired_in_their_view(sqlite_database: Database, admin: Actor) -> None:
    pools = services(sqlite_database).pools
    async with seen(sqlite_database, admin, section="plans") as page:
        await page.press("v", "v", "end", "a", "tab", "tab", *"192.0.2.0/30", "enter")
        assert "2 addresses:" in page.text
        await page.press("enter", "enter")
        assert sum(pool.addresses for pool in pools.every(admin)) == 48 + 48 + 24 + 24 + 2
        await page.press("x", *"192.0.2.1", "enter", "enter", "enter", "x", *"10.0.0.1", "enter", "enter", "enter")
        assert "x No pool has any of these addresses." in page.text
        assert sum(pool.addresses for pool in pools.every(admin)) == 48 + 48 + 24 + 24 + 1


async def test_who_may_only_look_has_no_keys_that_change(sqlite_database: Database) -> None:
    reader = staff(sqlite_database, Role.OPERATOR, "read-only")
    async with seen(sqlite_database, reader, section="plans") as page:
        assert "v View" in page.footer
        assert not {"Price", "Withdraw", "Add", "Product"} & set(page.footer.split())
        await page.press("p", "w", "a", "A", "e")
        assert "[Plans]" in page.text
        await page.press("enter")
        assert "is sold" in page.text


@pytest.mark.parametrize(("role", "words"), [("read-only", "Nothing is here yet."), ("support", "Press a to add")])
async def test_an_empty_list_names_the_key_to_whoever_has_it(
    sqlite_database: Database, role: str, words: str
) -> None:
    without_pools(sqlite_database)
    async with seen(sqlite_database, staff(sqlite_database, Role.OPERATOR, role), section="plans") as page:
        await page.press("v", "v")
        assert words in page.text
        assert ("Press" in page.text) is (role == "support")
