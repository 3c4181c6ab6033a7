"""The program around the sections: tabs, keys, palette, help, notes, themes, leaving, what goes wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from textual.widgets import Select

from introtui.app import IntroTUI
from introtui.commands import SECTIONS, Command, Scope, offered
from introtui.domain.access import Actor
from introtui.domain.errors import NotFound
from introtui.domain.orders import OrderStatus
from introtui.screens.dialogs.confirm import ConfirmDialog
from introtui.screens.dialogs.help import HelpDialog
from introtui.screens.orders import OrdersScreen
from introtui.screens.profile import ProfileScreen
from introtui.screens.vat import VatScreen
from introtui.session import Connected, Session
from introtui.store.engine import Database
from introtui.themes import THEMES
from introtui.widgets.field import Field
from introtui.widgets.top_bar import TopBar
from tests.building import ACCOUNT, PROFILE, add_account, add_order
from tests.programs import SMALL, program, until
from tests.screens.seen import Seen, seen
from tests.steady_pilot import SteadyPilot

OFFERED = offered(SECTIONS, lambda _needed: False)
"""What a customer has."""


@pytest.fixture
def actor(sqlite_database: Database) -> Actor:
    """Return a customer with an overdue order and no postal code."""
    actor = add_account(sqlite_database, replace(ACCOUNT, profile=replace(PROFILE, postal_code="")))
    add_order(sqlite_database, actor, order_id=10090, paid_until=date(2026, 11, 22))
    return actor


async def test_each_section_is_a_key_and_a_click_away_and_told_without_colour(
    sqlite_database: Database, actor: Actor
) -> None:
    async with seen(sqlite_database, actor) as page:
        for number, section in enumerate(SECTIONS, 1):
            await page.press(str(number) if number == 1 else f"f{number}")
            assert f"[{number} {section}]" in page.lines[1]
            assert page.lines[1].count("[") == 1
        await page.pilot.click(TopBar, offset=(page.lines[1].index("4 Orders"), 1))
        await page.settle()
        assert "[4 Orders]" in page.lines[1]


async def test_the_help_can_be_left_as_it_says(sqlite_database: Database, actor: Actor) -> None:
    async with seen(sqlite_database, actor) as page:
        await page.press("?")
        assert "ctrl+q leaves the program." in page.text
        await page.press("ctrl+q")
        assert page.app.return_code == 0


async def test_the_help_names_every_key_of_a_section_and_scrolls(sqlite_database: Database, actor: Actor) -> None:
    async with seen(sqlite_database, actor) as page:
        for number, section in enumerate(SECTIONS, 1):
            await page.press(f"f{number}")
            await page.app.run_action("app.help")
            await page.settle()
            assert isinstance(page.app.screen, HelpDialog)
            read = page.text
            for _ in range(5):
                await page.press("pagedown")
                read += page.text
            for command in OFFERED:
                if command.scope not in (section, Scope.ANYWHERE):
                    continue
                assert " ".join(command.help.split()[:3]) in read, command.id
            await page.press("escape")


async def test_the_palette_lists_every_command(sqlite_database: Database, actor: Actor) -> None:
    async with seen(sqlite_database, actor) as page:
        listed = [command.help for command in page.app.get_system_commands(page.app.screen)]
        assert listed == [command.help for command in OFFERED]
        await page.press("ctrl+p")
        await page.press(*"vat: group")
        await page.appears("Show all countries, the European Union, or the others.")
        await page.press("enter")
        await until(page.pilot, lambda: isinstance(page.app.screen, VatScreen))
        await page.appears("group: European Union")


def places() -> list[Command]:
    return [command for command in OFFERED if command.id != "app.quit"]


async def test_every_command_of_the_palette_runs_from_any_section(sqlite_database: Database) -> None:
    async with seen(sqlite_database, add_account(sqlite_database), section="vat") as page:
        for command, listed in zip(places(), commands(page), strict=True):
            listed()
            await page.settle()
            await page.settle()
            if command.scope is not Scope.ANYWHERE:
                assert page.app.current_mode == command.scope.name.lower(), command.id
            while len(page.app.screen_stack) > 1:
                page.app.screen.dismiss(None)
                await page.settle()
        assert page.app.return_code is None


def commands(page: Seen) -> list[Callable[[], object]]:
    found = page.app.get_system_commands(page.app.screen)
    return [command.callback for command in found if "Close the program" not in command.help]


async def test_a_note_leads_to_the_field_that_mends_it(sqlite_database: Database, actor: Actor) -> None:
    async with seen(sqlite_database, actor) as page:
        assert "n: 2 notes" in page.lines[0]
        await page.press("n")
        assert "1 order is overdue" in page.text
        assert "enter Choose" in page.footer
        await page.press("down", "enter")
        await until(page.pilot, lambda: isinstance(page.app.screen, ProfileScreen))
        await page.settle()
        field = next(node for node in page.focused.ancestors if isinstance(node, Field))
        assert field.key == "postal_code"


async def test_leaving_asks_when_something_is_unsaved(sqlite_database: Database, actor: Actor) -> None:
    async with seen(sqlite_database, actor, section="profile") as page:
        await page.press("x", "f4", "ctrl+q")
        assert isinstance(page.app.screen, ConfirmDialog)
        assert "Profile has changes that are not saved. They will be lost." in page.text
        await page.press("enter")
        assert isinstance(page.app.screen, OrdersScreen)
        await page.press("ctrl+q", "tab", "enter")
        assert page.app.return_code == 0


async def test_leaving_with_nothing_unsaved_is_one_key(sqlite_database: Database, actor: Actor) -> None:
    async with seen(sqlite_database, actor) as page:
        await page.press("ctrl+q")
        assert page.app.return_code == 0


async def test_the_three_themes_follow_one_another_and_show_the_same_words(
    sqlite_database: Database, actor: Actor
) -> None:
    async with seen(sqlite_database, actor) as page:
        words = page.text
        used = []
        for _ in THEMES:
            used.append(page.app.theme)
            await page.press("f12")
            assert page.text == words
        assert used == [theme.name for theme in THEMES]
        assert page.app.theme == used[0]


async def test_a_toast_hides_neither_keys_nor_rows(sqlite_database: Database, actor: Actor) -> None:
    async with seen(sqlite_database, actor) as page:
        before = page.lines
        await page.press("c")
        assert page.toasts
        after = page.lines
        changed = [number for number, line in enumerate(before) if line != after[number]]
        assert set(changed) <= {2, 3}
        await page.press("question_mark")
        assert not page.toasts


async def test_an_account_that_cannot_be_opened_ends_with_a_sentence() -> None:
    def refuse() -> Connected:
        raise NotFound("There is no account called nobody.")

    app = IntroTUI(Session(refuse))
    async with app.run_test(size=SMALL) as pilot:
        await until(pilot, lambda: app.return_code is not None)
    assert app.return_code == 1


@pytest.mark.parametrize("key", ["6", "5", "1", "n", "slash", "ctrl+p", "ctrl+r"])
async def test_keys_pressed_before_the_account_is_open_do_no_harm(
    sqlite_database: Database, actor: Actor, key: str
) -> None:
    app = program(sqlite_database, actor)
    async with app.run_test(size=SMALL):
        pilot = SteadyPilot(app)
        await pilot.press(key)
        await until(pilot, lambda: app.session.state.orders is not None)
        await pilot.pause()
    assert app.return_code in (None, 0)


@pytest.mark.parametrize("size", [(40, 10), (1, 1)])
async def test_a_very_small_terminal_does_no_harm(
    sqlite_database: Database, actor: Actor, size: tuple[int, int]
) -> None:
    async with seen(sqlite_database, actor, size=size) as page:
        for number in range(1, 7):
            await page.press(f"f{number}")
        await page.press("question_mark", "escape", "n", "escape")
        await page.resize(*SMALL)
        assert "[6 VAT]" in page.text


async def test_the_bottom_line_is_true_while_a_list_or_the_palette_is_open(
    sqlite_database: Database, actor: Actor
) -> None:
    async with seen(sqlite_database, actor, section="profile") as page:
        page.app.screen.query(Select).last().focus()
        await page.press("enter")
        assert "enter Choose" in page.lines[23]
        assert "Save" not in page.lines[23]
        await page.press("escape", "ctrl+p")
        assert "enter Run" in page.lines[23]
        assert "Save" not in page.lines[23]
        await page.press("escape")
        assert "enter Run" not in page.lines[23]
        assert "? Help" in page.lines[23]


@pytest.mark.parametrize("key", ["q", "ctrl+c"])
async def test_keys_that_leave_other_programs_say_how_to_leave_this_one(
    sqlite_database: Database, actor: Actor, key: str
) -> None:
    async with seen(sqlite_database, actor) as page:
        await page.press(key)
        assert page.toasts == ["ctrl+q leaves the program."]
        await page.press("question_mark")
        assert "ctrl+q leaves the program." in page.text


async def test_the_notes_tell_of_suspended_and_unpaid_orders(sqlite_database: Database) -> None:
    actor = add_account(sqlite_database)
    add_order(sqlite_database, actor, status=OrderStatus.SUSPENDED)
    add_order(sqlite_database, actor, status=OrderStatus.AWAITING_PAYMENT, started_on=None, paid_until=None)
    async with seen(sqlite_database, actor) as page:
        await page.press("n")
        assert "1 order is suspended" in page.text
        assert "1 order is not paid yet" in page.text


async def test_a_toast_goes_with_the_section_it_is_about(sqlite_database: Database, actor: Actor) -> None:
    async with seen(sqlite_database, actor, section="profile") as page:
        await page.press("x", "f9")
        assert "Discard again" in page.toasts[-1]
        await page.press("f4")
        assert not page.toasts
