"""Keys that arrive together: those after a key that opens something are for what it opens."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from textual import events
from textual.keys import _character_to_key
from textual.widgets import Input

from introtui.domain.access import Actor
from introtui.screens.dialogs.comment import CommentDialog
from introtui.screens.dialogs.password import PasswordDialog
from introtui.screens.orders import OrdersScreen
from introtui.screens.profile import ProfileScreen
from introtui.screens.security import SecurityScreen
from introtui.screens.vat import VatScreen
from introtui.store.engine import Database
from introtui.widgets.plain_area import PlainArea
from tests.building import add_account, add_order
from tests.screens.seen import Seen, seen


@pytest.fixture
def actor(sqlite_database: Database) -> Actor:
    """Return a customer with two orders."""
    actor = add_account(sqlite_database)
    add_order(sqlite_database, actor, order_id=10090)
    add_order(sqlite_database, actor, order_id=10091)
    return actor


async def burst(page: Seen, keys: Iterable[str]) -> None:
    """Send keys as one read of the terminal does, then wait for what follows from them."""
    for key in keys:
        if len(key) == 1:
            page.app.post_message(events.Key(_character_to_key(key), key))
        else:
            page.app.post_message(events.Key(key, None))
    await page.settle()


@pytest.mark.parametrize(
    ("section", "text"), [("orders", "x"), ("orders", "vps"), ("orders", "198.51"), ("vat", "s")]
)
async def test_what_follows_find_is_found(
    sqlite_database: Database, actor: Actor, section: str, text: str
) -> None:
    async with seen(sqlite_database, actor, section=section) as page:
        await burst(page, ["/", *text])
        assert isinstance(page.app.screen, OrdersScreen if section == "orders" else VatScreen)
        assert page.app.screen.query_one("#find", Input).value == text


async def test_a_key_after_finding_is_for_what_was_found(sqlite_database: Database, actor: Actor) -> None:
    async with seen(sqlite_database, actor) as page:
        await burst(page, ["/", *"10091", "enter", "m", *"mine"])
        assert isinstance(page.app.screen, CommentDialog)
        assert "10091" in page.text
        assert page.app.screen.query_one(PlainArea).text == "mine"


@pytest.mark.parametrize("opened_by", [["m"], ["a", "end", "enter"], ["enter", "m"]])
async def test_what_follows_a_dialogs_key_is_typed_into_it(
    sqlite_database: Database, actor: Actor, opened_by: list[str]
) -> None:
    async with seen(sqlite_database, actor) as page:
        await burst(page, [*opened_by, *"xyw1"])
        assert isinstance(page.app.screen, CommentDialog)
        assert page.app.screen.query_one(PlainArea).text == "xyw1"


@pytest.mark.parametrize("key", ["f7", "p"])
async def test_a_password_typed_at_once_is_seen_nowhere(sqlite_database: Database, actor: Actor, key: str) -> None:
    async with seen(sqlite_database, actor, section="security") as page:
        if key == "p":
            page.app.screen.set_focus(None)
        await burst(page, [key, *"secret"])
        assert isinstance(page.app.screen, PasswordDialog)
        assert next(iter(page.app.screen.query(Input))).value == "secret"
        assert "secret" not in page.text
        await page.press("escape")
        assert "secret" not in page.text


async def test_a_section_takes_what_follows_its_key(sqlite_database: Database, actor: Actor) -> None:
    async with seen(sqlite_database, actor) as page:
        await burst(page, ["1", *"Anna", "f4", "/", "x"])
        assert isinstance(page.app.screen, OrdersScreen)
        assert page.app.screen.query_one("#find", Input).value == "x"
        await burst(page, ["f1"])
        assert isinstance(page.app.screen, ProfileScreen)
        assert page.app.screen.has_unsaved()


async def test_the_palette_finds_and_runs_what_is_typed_at_once(sqlite_database: Database, actor: Actor) -> None:
    async with seen(sqlite_database, actor) as page:
        await burst(page, ["ctrl+p", *"orders: find", "enter", *"x1"])
        assert isinstance(page.app.screen, OrdersScreen)
        assert page.app.screen.query_one("#find", Input).value == "x1"


async def test_what_follows_a_refused_command_runs_none(sqlite_database: Database, actor: Actor) -> None:
    async with seen(sqlite_database, actor) as page:
        await burst(page, [*"u", "w"])
        assert any("nothing to undo" in toast for toast in page.toasts)
        assert not any("renew" in toast for toast in page.toasts)


async def test_enter_once_too_often_reaches_nothing_behind_the_dialog(
    sqlite_database: Database, actor: Actor
) -> None:
    async with seen(sqlite_database, actor, section="security") as page:
        await burst(page, ["i", *"198.51.100.7", "ctrl+s"])
        await burst(page, [*"lock me out", "enter", "enter", "enter"])
        assert isinstance(page.app.screen, SecurityScreen)
        assert page.app.screen.editor.text == "198.51.100.7"
        assert not page.app.screen.has_unsaved()
        await page.press("end", "enter", "enter")
        assert not page.app.screen.has_unsaved()
