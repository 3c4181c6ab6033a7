"""Going about at the desk: to a section and back, to what is sought in an account, and out of the program."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import insert

from introtui.domain.access import Actor, Role
from introtui.domain.all_orders import AllOrdersFilter
from introtui.domain.order_views import OrderList
from introtui.domain.orders import OrderStatus
from introtui.screens.desk.account import AccountDesk
from introtui.screens.desk.all_orders import AllOrdersScreen
from introtui.screens.dialogs.confirm import ConfirmDialog
from introtui.screens.dialogs.help import HelpDialog
from introtui.screens.order_detail import OrderDetailScreen
from introtui.store.engine import Database
from introtui.store.tables import Document
from tests.building import ACCOUNT, TODAY, add_account, add_order
from tests.screens.seen import Seen, seen
from tests.services.billing import Company
from tests.services.staffing import staff

NUMBER = "INV-2026-000001"
"""The oldest invoice."""
MANY = 250
"""More rows than a list reads at first."""


@pytest.fixture
def anna(sqlite_database: Database) -> Actor:
    """An admin; there are two customers, the second with orders that run and one that ended."""
    add_account(sqlite_database, replace(ACCOUNT, login="first"))
    ivanov = add_account(sqlite_database)
    for number in (10231, 10232, 10233):
        add_order(sqlite_database, ivanov, order_id=number)
    for number in (555, 556):
        add_order(
            sqlite_database, ivanov, order_id=number, status=OrderStatus.CANCELLED, paid_until=None, ended_on=TODAY
        )
    return staff(sqlite_database, Role.ADMIN)


async def find(page: Seen, text: str) -> None:
    await page.press("/", *text, "enter")
    assert isinstance(page.app.screen, AccountDesk)


async def test_where_names_do_not_fit_only_the_current_section_has_one(
    sqlite_database: Database, anna: Actor
) -> None:
    async with seen(sqlite_database, anna, section="accounts", size=(60, 20)) as page:
        line = page.lines[1].rstrip()
        assert line == "1 [2 Accounts] 3 4 5 6 7 8 9"
        await page.pilot.click(offset=(line.index("4"), 1))
        await page.settle()
        assert page.lines[1].strip() == "1 2 3 [4 Queues] 5 6 7 8 9"
        await page.resize(80, 24)
        assert page.lines[1].startswith("1 Desk 2 Accounts 3 Orders [4 Queues]")


async def test_the_key_of_a_section_shows_it_and_not_an_account_opened_in_it(
    sqlite_database: Database, anna: Actor
) -> None:
    async with seen(sqlite_database, anna, section="desk") as page:
        await find(page, "ivanov")
        await page.press("1")
        assert "[1 Desk]" in page.lines[1]
        await find(page, "first")
        await page.press("2")
        assert "[2 Accounts]" in page.lines[1]
        await page.press("1")
        assert "[1 Desk]" in page.lines[1]


async def test_esc_goes_back_through_the_accounts_one_by_one(sqlite_database: Database, anna: Actor) -> None:
    async with seen(sqlite_database, anna, section="desk") as page:
        await find(page, "ivanov")
        await find(page, "first")
        await page.press("escape")
        assert "ivanov ·" in page.text
        await page.press("escape")
        assert "[1 Desk]" in page.lines[1]


async def test_a_customer_s_account_is_left_to_the_account_s_desk(sqlite_database: Database, anna: Actor) -> None:
    async with seen(sqlite_database, anna, section="desk") as page:
        await find(page, "ivanov")
        await page.press("c", "5", "ctrl+n")
        assert isinstance(page.app.screen, AccountDesk)
        assert "ivanov ·" in page.text


@pytest.mark.parametrize("number", ["10232", "555", "556"])
async def test_an_order_opens_its_account_with_the_cursor_on_it(
    sqlite_database: Database, anna: Actor, number: str
) -> None:
    async with seen(sqlite_database, anna, section="all_orders") as page:
        screen = page.app.screen
        assert isinstance(screen, AllOrdersScreen)
        if len(number) == len("555"):
            screen.show_goal(AllOrdersFilter(which=OrderList.HISTORY))
            await page.settle()
        while number not in page.line("> "):
            await page.press("down")
        await page.press("enter")
        assert isinstance(page.app.screen, AccountDesk)
        assert page.line("> ").split()[1] == number


async def test_an_invoice_that_is_found_has_the_cursor_however_far_down_it_is(
    sqlite_database: Database, anna: Actor
) -> None:
    company = Company(sqlite_database)
    bigcorp = company.customer("bigcorp")
    company.order(bigcorp, "2026-11-24", auto_renew=False)
    company.run("2026-11-20")
    (first,) = company.documents()
    repeat_document(sqlite_database, first, MANY)
    async with seen(sqlite_database, anna, section="desk") as page:
        await find(page, NUMBER)
        assert "[d Documents]" in page.text
        assert NUMBER in page.line("> ")


def repeat_document(database: Database, document: Document, times: int) -> None:
    """Write newer invoices like one."""
    names = [column.key for column in Document.__table__.columns]
    same = {name: getattr(document, name) for name in names}
    rows = [
        same | {"id": document.id + more, "number": document.number + more, "issued_on": date(2026, 11, 21)}
        for more in range(1, times + 1)
    ]
    with database.engine.begin() as connection:
        connection.execute(insert(Document.__table__), rows)  # type: ignore[arg-type]


async def test_an_account_that_is_found_begins_at_its_first_order(sqlite_database: Database, anna: Actor) -> None:
    async with seen(sqlite_database, anna, section="desk") as page:
        await find(page, "ivanov")
        assert page.line("> ").split()[1] == "10231"


async def test_the_line_above_the_orders_says_whether_they_ended(sqlite_database: Database, anna: Actor) -> None:
    async with seen(sqlite_database, anna, section="desk") as page:
        await find(page, "10231")
        assert "[o Orders]" in page.text
        await page.press("o")
        assert "[o Ended] " in page.text
        assert page.line("> ").split()[1] in ("555", "556")
        await page.press("d")
        assert " o Orders " in page.text
        await page.press("o", "o")
        assert "[o Orders]" in page.text
        await page.press("?")
        assert "once more those that ended" in page.text


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
@pytest.mark.parametrize("way", [("c",), ("C", *"why", "enter")])
async def test_no_dialog_hides_whose_account_it_is(
    sqlite_database: Database, anna: Actor, way: tuple[str, ...], size: tuple[int, int]
) -> None:
    async with seen(sqlite_database, anna, section="desk", size=size) as page:
        await find(page, "ivanov")
        await page.press(*way)
        for keys in (("enter",), ("?",), ("a",), ("f",), ("n",), ("2", "l"), ("2", "s"), ("3", "?"), ("3", "f7")):
            await page.press(*keys)
            assert len(page.app.screen_stack) > 1, keys
            assert "YOU ARE admin, " in page.lines[0], keys
            assert "ivanov" in page.lines[0]
            assert "╰" in page.lines[-2] or "╰" in page.text
            await page.press("escape", "4")


async def test_neither_the_palette_nor_an_open_list_hides_it(sqlite_database: Database, anna: Actor) -> None:
    async with seen(sqlite_database, anna, section="desk") as page:
        await find(page, "ivanov")
        await page.press("C", *"why", "enter", "ctrl+p")
        await page.appears("Find")
        assert "YOU ARE admin, " in page.lines[0]
        await page.press("escape", "f", "enter")
        assert "YOU ARE admin, " in page.lines[0]


async def test_a_dialog_as_tall_as_the_screen_leaves_the_first_line(
    sqlite_database: Database, anna: Actor
) -> None:
    async with seen(sqlite_database, anna, section="desk") as page:
        await find(page, "ivanov")
        await page.press("c", "enter")
        assert isinstance(page.app.screen, OrderDetailScreen)
        await page.press("escape", "?")
        assert isinstance(page.app.screen, HelpDialog)
        assert "YOU ARE admin" in page.lines[0]
        assert "╭─ Help" in page.lines[1]
        assert "[ Close ]" in page.text


async def test_ctrl_q_leaves_the_program_from_a_dialog(sqlite_database: Database, anna: Actor) -> None:
    async with seen(sqlite_database, anna, section="all_orders") as page:
        await page.press("f", "ctrl+q")
        assert page.app.return_code == 0


async def test_ctrl_q_asks_before_what_is_typed_in_a_dialog_is_lost(
    sqlite_database: Database, anna: Actor
) -> None:
    async with seen(sqlite_database, anna, section="desk") as page:
        await find(page, "ivanov")
        await page.press("N", *"Calls late.", "ctrl+q", "ctrl+q")
        assert isinstance(page.app.screen, ConfirmDialog)
        assert "has changes that are not saved" in page.text
        await page.press("escape")
        assert "Calls late." in page.text
        await page.press("ctrl+q", "tab", "enter")
        assert page.app.return_code == 0


async def test_marking_all_marks_all_unless_all_are_marked(sqlite_database: Database, anna: Actor) -> None:
    async with seen(sqlite_database, anna, section="all_orders") as page:
        await page.press("space", "down", "space")
        assert "2 selected" in page.text
        await page.press("asterisk")
        assert "3 selected" in page.text
        await page.press("asterisk")
        assert "selected" not in page.text
