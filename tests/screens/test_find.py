"""Find at the desk: as one types, moved and chosen from the box, and for nobody but staff at their desk."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest

from introtui.domain.access import Actor, Role
from introtui.domain.account import ProfileFields
from introtui.domain.errors import DatabaseAway
from introtui.domain.finding import FindResults, FoundGroup, Group
from introtui.domain.orders import OrderStatus
from introtui.screens.desk.account import AccountDesk
from introtui.screens.desk.find import AGAIN, HINT, MORE, NOTHING, ONCE_MORE, FindDialog
from introtui.screens.orders import OrdersScreen
from introtui.services.finding import FindService
from introtui.store.engine import Database
from tests.building import ACCOUNT, TODAY, add_account, add_order
from tests.frames import frames_at_rest
from tests.hostile_data import HOSTILE
from tests.programs import SMALL, program, until
from tests.screens.seen import Seen, seen
from tests.services.staffing import staff
from tests.steady_pilot import SteadyPilot
from tests.waiting import PATIENCE


@asynccontextmanager
async def desk(database: Database, *, role: Role = Role.ADMIN) -> AsyncIterator[Seen]:
    """Run the program at the desk, with the box of find open."""
    me = staff(database, role)
    app = program(database, me, Path())
    async with frames_at_rest(), app.run_test(size=SMALL):
        pilot = SteadyPilot(app)
        await until(pilot, lambda: app.session.state.desk is not None)
        page = Seen(pilot, database, me)
        await page.settle()
        yield page


def dialog(page: Seen) -> FindDialog:
    assert isinstance(page.app.screen, FindDialog)
    return page.app.screen


@pytest.fixture
def ivanov(sqlite_database: Database) -> Actor:
    """A customer with orders that run and one that ended, and another one of nearly that name."""
    actor = add_account(sqlite_database)
    for number in (3, 1, 2):
        add_order(sqlite_database, actor, order_id=10230 + number)
    add_order(sqlite_database, actor, order_id=555, status=OrderStatus.CANCELLED, ended_on=TODAY)
    profile = ProfileFields(first_name="Petra", last_name="Ivanova")
    add_account(sqlite_database, replace(ACCOUNT, login="petra", profile=profile))
    return actor


async def test_what_is_found_is_listed_while_one_types_and_enter_opens_it(
    sqlite_database: Database, ivanov: Actor
) -> None:
    async with desk(sqlite_database, role=Role.OPERATOR) as page:
        await page.press("/")
        assert HINT[:40] in page.text
        await page.press(*"ivanof")
        assert "ivanov" in page.line("> ")
        await page.press("down", "down")
        assert "petra" in page.line("> ")
        await page.press("enter")
        assert isinstance(page.app.screen, AccountDesk)
        assert "petra · Petra Ivanova" in page.text
        await page.press("/", *"ivanov", "enter", "escape")
        assert "petra · Petra Ivanova" in page.text


@pytest.mark.parametrize(("typed", "at"), [("10232", "10232"), ("555", "555")])
async def test_an_order_opens_its_account_with_the_cursor_on_it(
    sqlite_database: Database, ivanov: Actor, typed: str, at: str
) -> None:
    async with desk(sqlite_database) as page:
        await page.press("/", *typed, "enter")
        assert page.line("> ").split()[1] == at


async def test_it_says_what_to_do_where_nothing_is_found_and_where_it_failed(
    sqlite_database: Database, ivanov: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk(sqlite_database) as page:
        await page.press("/", *"zzzz")
        assert NOTHING in page.text
        await page.press("enter")
        assert dialog(page).is_open
        with monkeypatch.context() as patch:
            patch.setattr(FindService, "find", _away)
            await page.press("z")
            assert AGAIN in " ".join(page.text.replace("│", " ").split())
        await page.press(*["backspace"] * 5, *"ivanov")
        assert "> ivanov" in page.text
        assert AGAIN[:8] not in page.text


async def test_the_last_line_of_a_kind_brings_more_of_it_until_there_are_none(sqlite_database: Database) -> None:
    actor = add_account(sqlite_database)
    for number in range(45):
        add_order(sqlite_database, actor, order_id=10230 + number)
    async with desk(sqlite_database) as page:
        await page.press("/", *"102")
        assert "enter Open" in page.text
        await page.press(*["down"] * 8)
        assert MORE in page.line("> ")
        assert "enter More" in page.text
        await page.press("enter")
        assert "10238" in page.line("> ")
        assert len(dialog(page)._results.hits) == 28
        await page.press(*["down"] * 20, "enter")
        assert "10258" in page.line("> ")
        await page.press(*["down"] * 11, "enter")
        assert isinstance(page.app.screen, AccountDesk)
        assert page.line("> ").split()[1] == "10269"


async def test_more_that_cannot_be_read_can_be_asked_for_again(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor = add_account(sqlite_database)
    for number in range(10):
        add_order(sqlite_database, actor, order_id=10230 + number)
    async with desk(sqlite_database) as page:
        with monkeypatch.context() as patch:
            patch.setattr(FindService, "further", _away)
            await page.press("/", *"1023", *["down"] * 8, "enter")
            assert ONCE_MORE in " ".join(page.text.replace("│", " ").split())
        await page.press("enter")
        assert "10238" in page.line("> ")
        assert ONCE_MORE not in page.text
        assert MORE not in page.text


async def test_more_of_what_is_typed_no_longer_is_not_shown(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor, may_answer, further = add_account(sqlite_database), Event(), FindService.further
    for number in range(10):
        add_order(sqlite_database, actor, order_id=10230 + number)

    def held(service: FindService, actor: Actor, text: str, group: Group, shown: list[int]) -> FoundGroup:
        may_answer.wait(PATIENCE)
        return further(service, actor, text, group, shown)

    monkeypatch.setattr(FindService, "further", held)
    async with desk(sqlite_database) as page:
        await page.press("/", *"1023", *["down"] * 8)
        await page.pilot.press("enter", "5")
        may_answer.set()
        await page.settle()
        assert [hit.number for hit in dialog(page)._results.hits] == [10235]


def _away(*_arguments: object) -> FindResults:
    raise DatabaseAway


async def test_the_newest_text_is_asked_for_and_enter_waits_for_its_answer(
    sqlite_database: Database, ivanov: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, may_answer, find = list[str](), Event(), FindService.find

    def held(service: FindService, actor: Actor, text: str) -> FindResults:
        asked.append(text)
        may_answer.wait(PATIENCE)
        return find(service, actor, text)

    monkeypatch.setattr(FindService, "find", held)
    async with desk(sqlite_database) as page:
        await page.press("/")
        await page.pilot.press(*"petra", "enter")
        assert asked == ["p"]
        may_answer.set()
        await page.settle()
        assert asked == ["p", "petra"]
        assert "petra · Petra Ivanova" in page.text


async def test_hostile_text_is_found_and_shown_harmless(sqlite_database: Database) -> None:
    profile = ProfileFields(last_name=f"Ivanov {HOSTILE[:60]}", company_name="[@click=app.quit]x[/]")
    add_account(sqlite_database, replace(ACCOUNT, profile=profile))
    async with desk(sqlite_database) as page:
        await page.press("/", *"ivanov")
        assert not {"\x1b", "\x9b", "\u202e"} & set(page.text)
        assert "Ivanov" in page.text
        page.app.screen.focused.insert(HOSTILE, 0)  # type: ignore[union-attr]
        await page.settle()
        assert not {"\x1b", "\x9b", "\u202e"} & set(page.text)
        assert page.app.is_running


async def test_a_customer_has_no_such_box(sqlite_database: Database, ivanov: Actor) -> None:
    async with seen(sqlite_database, ivanov) as page:
        for section in ("1", "2", "4"):
            await page.press(section)
            await page.app.run_action("app.find", page.app)
            await page.settle()
            assert not isinstance(page.app.screen, FindDialog)
        assert "desk.find" not in {command.id for command in page.app._offered()}


async def test_it_is_not_there_inside_a_customers_account(sqlite_database: Database, ivanov: Actor) -> None:
    async with desk(sqlite_database) as page:
        await page.press("/", *"ivanov", "enter", "c")
        assert isinstance(page.app.screen, OrdersScreen)
        await page.app.run_action("app.find", page.app)
        await page.settle()
        assert isinstance(page.app.screen, OrdersScreen)
        assert "desk.find" not in {command.id for command in page.app._offered()}
