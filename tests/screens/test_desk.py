"""The desk as staff see it: whose it is, what waits, accounts, and the way into one and back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from introtui.domain.access import Actor, Role
from introtui.domain.account import ProfileFields
from introtui.domain.acting import ONLY_LOOKING
from introtui.domain.desk import Queue
from introtui.domain.notifications import NotificationFields
from introtui.domain.permissions import Permission
from introtui.domain.queues import Decision
from introtui.screens.desk.account import AccountDesk
from introtui.store.engine import Database
from introtui.store.tables import QueueClaim
from tests.building import ACCOUNT, TODAY, add_account, add_order, services
from tests.screens.seen import Seen, seen
from tests.services.staffing import staff
from tests.services.test_vat_ids import COMPANY


@pytest.fixture
def kim(sqlite_database: Database) -> Actor:
    """Return a member of support; there are two customers, one a company to verify."""
    ivanov = add_account(sqlite_database)
    add_order(sqlite_database, ivanov, order_id=10231)
    add_account(sqlite_database, replace(ACCOUNT, login="newco", profile=COMPANY))
    return staff(sqlite_database, Role.OPERATOR, "support")


async def opened(page: Seen) -> None:
    """Open the account of ivanov."""
    await page.press("2", "enter")
    assert isinstance(page.app.screen, AccountDesk)


async def test_staff_come_to_the_desk_and_see_what_waits(sqlite_database: Database, kim: Actor) -> None:
    async with seen(sqlite_database, kim, section="desk") as page:
        assert "operator · support" in page.lines[0]
        assert "1 waits" in page.lines[0]
        assert "[1 Desk]" in page.lines[1]
        assert "Companies to verify" in page.line("Companies")


async def test_an_account_is_looked_at_and_nothing_of_it_changes(sqlite_database: Database, kim: Actor) -> None:
    async with seen(sqlite_database, kim, section="desk") as page:
        await opened(page)
        assert "balance" not in page.lines[0]
        await page.press("c")
        assert "YOU ARE operator, LOOKING AT ivanov" in page.lines[0]
        await page.press("w")
        assert page.toasts == [f"x {ONLY_LOOKING}"]
        await page.press("ctrl+n")
        assert isinstance(page.app.screen, AccountDesk)
    order = services(sqlite_database).orders.load(replace(kim, account_id=1, login="ivanov"), 10231)
    assert not order.row.auto_renew


async def test_the_head_says_which_orders_are_among_the_active_ones(sqlite_database: Database, kim: Actor) -> None:
    ivanov = services(sqlite_database).actor("ivanov", address="", way="test")
    add_order(sqlite_database, ivanov, paid_until=TODAY)
    add_order(sqlite_database, ivanov, paid_until=date(2026, 11, 21))
    async with seen(sqlite_database, kim, section="desk") as page:
        await opened(page)
        assert "3 active, of them 1 overdue; 0 ended" in page.line("Orders  ")


@pytest.mark.parametrize("balance", ["987654321.09", "-999999999999.99"])
async def test_the_list_of_accounts_shows_every_balance_whole(
    sqlite_database: Database, kim: Actor, balance: str
) -> None:
    profile = ProfileFields(first_name="Adolph Blaine", last_name="Wolfeschlegelsteinhausen")
    add_account(sqlite_database, replace(ACCOUNT, login="wolfe", profile=profile), balance=balance)
    async with seen(sqlite_database, kim, section="desk") as page:
        await page.press("2")
        row = page.line("wolfe")
        assert row.rstrip().endswith(f"- {balance}")
        assert " Ado" in row


async def test_an_empty_list_of_an_account_speaks_to_staff(sqlite_database: Database, kim: Actor) -> None:
    async with seen(sqlite_database, kim, section="desk") as page:
        await page.press("2", "down", "enter")
        assert "No order is active. Press o for those that ended." in page.text
        await page.press("o")
        assert "No order has ended yet. Press o for the active ones." in page.text
        for key in "dbmt":
            await page.press(key)
            assert "you" not in page.text.lower()
            assert "Press" not in page.text


async def test_who_acts_says_why_and_the_history_names_both(sqlite_database: Database, kim: Actor) -> None:
    async with seen(sqlite_database, kim, section="desk") as page:
        await opened(page)
        await page.press("C", "enter")
        assert "Say why you act" in page.text
        await page.press(*"ticket", "space", *"4711", "enter")
        assert "ACTING AS ivanov: ticket 4711" in page.lines[0]
        await page.press("w")
        assert page.toasts == ["Order 10231: Auto-renew switched on."]
        await page.press("ctrl+n", "a")
        assert "In ivanov's place: ticket 4711" in page.text


async def test_what_is_typed_in_a_customer_s_place_is_not_lost_by_leaving(
    sqlite_database: Database, kim: Actor
) -> None:
    async with seen(sqlite_database, kim, section="desk") as page:
        await opened(page)
        await page.press("C", *"ticket", "enter", "f1", *"Ivanova")
        await page.press("ctrl+n")
        assert "Profile has changes that are not saved" in page.text
        await page.press("escape")
        assert "ACTING AS ivanov" in page.lines[0]


async def test_the_desk_shows_what_others_do(sqlite_database: Database, kim: Actor) -> None:
    async with seen(sqlite_database, kim, section="desk") as page:
        other = services(sqlite_database)
        company = other.actor("newco", address="", way="test")
        other.queues.decide(staff(sqlite_database), Queue.COMPANIES, company.account_id, Decision.VERIFY)
        await page.appears("nothing waits")


async def test_a_role_s_keys_are_what_it_may_do(sqlite_database: Database) -> None:
    add_account(sqlite_database)
    rita = staff(sqlite_database, Role.OPERATOR, "read-only")
    async with seen(sqlite_database, rita, section="desk") as page:
        await opened(page)
        assert "c As customer" in page.footer
        assert "C Act" not in page.footer
        await page.press("C")
        assert isinstance(page.app.screen, AccountDesk)


async def test_a_section_that_a_role_may_not_read_is_not_there(sqlite_database: Database) -> None:
    kim = staff(sqlite_database, Role.OPERATOR, "support")
    without = replace(kim, permissions=kim.permissions - {Permission.AUDIT})
    async with seen(sqlite_database, without, section="desk") as page:
        assert "Audit" not in page.lines[1]
        assert "9 Security" in page.lines[1]
        ids = {command.id for command in page.app._offered()}
        assert not any(each.startswith(("audit.", "go.desk.audit")) for each in ids)
        await page.press("8")
        assert "[1 Desk]" in page.lines[1]
        await page.press("9")
        assert "[9 Security]" in page.lines[1]
    async with seen(sqlite_database, kim, section="desk") as page:
        await page.press("8")
        assert "[8 Audit]" in page.lines[1]


async def test_a_queue_is_worked_by_single_keys(sqlite_database: Database) -> None:
    for login in ("one", "two"):
        add_account(sqlite_database, replace(ACCOUNT, login=login, profile=COMPANY))
    bo = staff(sqlite_database, Role.OPERATOR, "billing")
    async with seen(sqlite_database, bo, section="desk") as page:
        await page.press("4")
        assert "[Companies 2]" in page.text
        await page.press("y")
        assert "one verified." in page.text
        await page.press("x", "tab", "tab", "enter")
        assert "Say why; the customer reads it." in page.text
        await page.press("shift+tab", "shift+tab", *"wrong", "tab", "tab", "enter")
        assert "two rejected: wrong" in page.text
        assert "Nothing waits here." in page.text
        await page.press("u")
        assert "two waits to be verified again." in page.text


async def test_a_queue_that_nobody_looks_at_takes_nothing_from_others(sqlite_database: Database) -> None:
    bo = staff(sqlite_database, Role.OPERATOR, "billing")
    async with seen(sqlite_database, bo, section="queues") as page:
        assert "Nothing waits here." in page.text
        await page.press("2")
        heron = add_account(sqlite_database, replace(ACCOUNT, profile=COMPANY))
        services(sqlite_database).notifications.save(heron, 1, NotificationFields(news=True))
        await page.appears("1 waits")
        await page.settle()
        with sqlite_database.read() as session:
            assert session.scalars(select(QueueClaim)).all() == []
        await page.press("4")
        assert "Heron BV" in page.text


async def test_customers_have_no_desk(sqlite_database: Database) -> None:
    async with seen(sqlite_database, add_account(sqlite_database)) as page:
        assert "Desk" not in page.lines[1]
        helps = [command.help for command in page.app.get_system_commands(page.app.screen)]
        assert not any("desk" in each or "account of" in each for each in helps)
