"""The security section as a user meets it: facts, and the address list while it is typed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from introtui.domain.access import Actor
from introtui.domain.security import SecurityView
from introtui.screens.base import Section
from introtui.screens.dialogs.address_conflict import AddressConflictDialog
from introtui.screens.dialogs.listing import ShortTable
from introtui.screens.dialogs.lock_out import LockOutDialog
from introtui.screens.dialogs.logins import LoginsDialog
from introtui.store.engine import Database
from introtui.widgets.address_editor import AddressEditor
from introtui.widgets.fact import Fact
from introtui.widgets.field import Field, TextField
from introtui.widgets.plain import Plain
from tests.building import HOME, add_account, services
from tests.programs import SMALL, WIDE, program, running, settled, until

CODE = "blue-kettle-7"


@pytest.fixture
def actor(sqlite_database: Database) -> Actor:
    return add_account(sqlite_database)


def committed(database: Database, actor: Actor) -> SecurityView:
    return services(database).security.load(actor)


def save_list(database: Database, actor: Actor, text: str) -> None:
    version = committed(database, actor).version
    services(database).address_lists.save(actor, version, text, accept_lock_out=True)


def said(pilot: Pilot[None], selector: str) -> str:
    return str(pilot.app.screen.query_one(selector, Plain).content)


def fact(pilot: Pilot[None], name: str) -> str:
    return pilot.app.screen.query_one(f"#fact-{name}", Fact).value


def shown(pilot: Pilot[None]) -> str:
    """Return everything on the screen as text."""
    lines = pilot.app.screen._compositor.render_strips()
    return "\n".join(strip.text for strip in lines)


def has_unsaved(pilot: Pilot[None]) -> bool:
    return isinstance(pilot.app.screen, Section) and pilot.app.screen.has_unsaved()


async def write(pilot: Pilot[None], text: str) -> None:
    """Replace the address list by typing."""
    area = pilot.app.screen.query_one(TextArea)
    area.focus()
    area.select_all()
    await pilot.press("delete", *("enter" if character == "\n" else character for character in text))
    await settled(pilot)


async def fill(pilot: Pilot[None], **values: str) -> None:
    """Type into the fields of a dialog."""
    for field in pilot.app.screen.query(TextField):
        if field.key in values:
            field.query_one(Input).value = values[field.key]
    await pilot.pause()


async def pressed(pilot: Pilot[None], *keys: str) -> None:
    """Press keys which may open a dialog that is then waited for."""
    await pilot.press(*keys)
    await pilot.pause()


def wrong(pilot: Pilot[None], name: str) -> str:
    """Return the error beside a field of a dialog."""
    return pilot.app.screen.query_one(f"#field-{name}", Field).error


# What is shown


@pytest.mark.parametrize("size", [SMALL, WIDE])
async def test_facts_are_shown_with_what_changes_them(
    sqlite_database: Database, actor: Actor, size: tuple[int, int]
) -> None:
    services(sqlite_database).sessions.begin_unasked(replace(actor, address="203.0.113.5", way="ssh"))
    async with running(program(sqlite_database, actor), size, "security") as pilot:
        text = shown(pilot)
        assert fact(pilot, "login") == "ivanov"
        assert "cannot be changed" in text
        assert "203.0.113.5" in text
        assert "2026-11-23 12:00 UTC" in text
        assert "ssh" in text
        for offered in ("Two-factor", "Turn on", "SSH keys", "Open sessions", "Phone", "Verify"):
            assert offered in text


async def test_login_history_lists_the_latest_first(sqlite_database: Database, actor: Actor) -> None:
    for address in ("203.0.113.5", "", "2001:db8::7"):
        services(sqlite_database).sessions.begin_unasked(replace(actor, address=address, way="ssh"))
    async with running(program(sqlite_database, actor), section="security") as pilot:
        await pilot.press("l")
        assert isinstance(pilot.app.screen, LoginsDialog)
        table = pilot.app.screen.query_one(ShortTable)
        await until(pilot, lambda: table.length == 3)
        places = [shown(pilot).find(text) for text in ("2001:db8::7", "address not known", "203.0.113.5")]
        assert sorted(places) == places
        assert min(places) >= 0
        await pilot.press("escape")
        assert isinstance(pilot.app.screen, Section)


async def test_address_written_by_an_attacker_is_only_text(sqlite_database: Database, actor: Actor) -> None:
    hostile = "[red]\x1b]52;c;eA==\x07[/nonsense]"
    services(sqlite_database).sessions.begin_unasked(replace(actor, address=hostile))
    async with running(program(sqlite_database, actor), section="security") as pilot:
        assert "[red]" in fact(pilot, "last")
        assert "\x1b" not in shown(pilot)


# The list while it is typed


async def test_list_is_judged_at_every_key(sqlite_database: Database, actor: Actor) -> None:
    async with running(program(sqlite_database, actor), section="security") as pilot:
        assert said(pilot, "#own-address") == f"You are at {HOME}"
        assert said(pilot, "#own-verdict") == "allowed: no list"

        await write(pilot, "192.15.3.2\n10.10.1.1")
        assert said(pilot, "#own-verdict") == "x would be locked out"

        await pilot.press("enter", *"192.0.2.0/24")
        assert said(pilot, "#own-verdict") == "allowed, line 3"


async def test_wrong_line_is_named_and_the_others_still_count(sqlite_database: Database, actor: Actor) -> None:
    async with running(program(sqlite_database, actor), section="security") as pilot:
        await write(pilot, f"10.0.0.9-10.0.0.1\n{HOME}")
        assert said(pilot, "#address-errors") == (
            "x line 1: The range runs backwards; did you mean 10.0.0.1-10.0.0.9?"
        )
        assert said(pilot, "#own-verdict") == "allowed, line 2"

        await pilot.press("ctrl+s")
        await settled(pilot)
        assert pilot.app.screen.query_one(TextArea).cursor_location == (0, 0)
        assert committed(sqlite_database, actor).ip_restriction == ""


async def test_list_without_one_good_line_is_not_called_open(sqlite_database: Database, actor: Actor) -> None:
    async with running(program(sqlite_database, actor), section="security") as pilot:
        await write(pilot, "192.0.2.")
        assert said(pilot, "#own-verdict") == "? no line can be read yet"


async def test_another_address_is_tried_against_what_is_typed(sqlite_database: Database, actor: Actor) -> None:
    async with running(program(sqlite_database, actor), section="security") as pilot:
        await write(pilot, f"{HOME}\n10.10.1.0/24")
        await pilot.press("tab", *"10.10.1.7")
        assert said(pilot, "#try-verdict") == "allowed, line 2"
        await pilot.press("backspace", "backspace", "backspace", *"2.7")
        assert said(pilot, "#try-verdict") == "x would not be let in"
        await write(pilot, "10.10.0.0/16")
        assert said(pilot, "#try-verdict") == "allowed, line 1"


@pytest.mark.parametrize("address", ["", "somewhere"])
async def test_unknown_own_address_is_said(sqlite_database: Database, actor: Actor, address: str) -> None:
    async with running(program(sqlite_database, replace(actor, address=address)), section="security") as pilot:
        assert said(pilot, "#own-address") == "Your address is not known."
        await write(pilot, "192.0.2.0/24")
        assert said(pilot, "#own-verdict") == "? any list may lock you out"
        await pressed(pilot, "ctrl+s")
        await until(pilot, lambda: isinstance(pilot.app.screen, LockOutDialog))
        await pressed(pilot, "escape")


async def test_pasted_control_characters_are_shown_as_harmless_text(
    sqlite_database: Database, actor: Actor
) -> None:
    async with running(program(sqlite_database, actor), section="security") as pilot:
        editor = pilot.app.screen.query_one(AddressEditor)
        editor.query_one(TextArea).insert("10.0.0.1\x1b]52;c;eA==\x07\u202e")
        await settled(pilot)
        assert "\x1b" not in editor.text
        assert "line 1" in said(pilot, "#address-errors")


# Saving it


async def test_saved_list_is_stored_and_shown_as_stored(sqlite_database: Database, actor: Actor) -> None:
    async with running(program(sqlite_database, actor), section="security") as pilot:
        await write(pilot, f"{HOME}, 10.10.1.1")
        assert "not saved" in said(pilot, "#unsaved")
        await pilot.press("ctrl+s")
        await settled(pilot)
        assert committed(sqlite_database, actor).ip_restriction == f"{HOME}\n10.10.1.1"
        assert pilot.app.screen.query_one(TextArea).text == f"{HOME}\n10.10.1.1"
        assert said(pilot, "#unsaved") == "! on trial until 12:10 UTC"
        assert not has_unsaved(pilot)


async def test_draft_is_discarded_and_brought_back(sqlite_database: Database, actor: Actor) -> None:
    save_list(sqlite_database, actor, HOME)
    async with running(program(sqlite_database, actor), section="security") as pilot:
        await write(pilot, "10.10.1.1")
        await pilot.press("f9")
        assert pilot.app.screen.query_one(TextArea).text == HOME
        assert not has_unsaved(pilot)
        assert len(pilot.app._notifications) == 1
        await pilot.press("f9")
        assert pilot.app.screen.query_one(TextArea).text == "10.10.1.1"
        assert not pilot.app._notifications


async def test_draft_survives_a_visit_to_another_section(sqlite_database: Database, actor: Actor) -> None:
    async with running(program(sqlite_database, actor), section="security") as pilot:
        await write(pilot, "10.10.1.1")
        await pilot.press("f6")
        await settled(pilot)
        await pilot.press("f2")
        await settled(pilot)
        assert pilot.app.screen.query_one(TextArea).text == "10.10.1.1"


async def test_list_that_locks_out_needs_the_words(sqlite_database: Database, actor: Actor) -> None:
    async with running(program(sqlite_database, actor), section="security") as pilot:
        await write(pilot, "10.10.1.1")
        await pressed(pilot, "ctrl+s")
        await until(pilot, lambda: isinstance(pilot.app.screen, LockOutDialog))
        await pilot.press(*"yes", "enter")
        assert "lock me out" in wrong(pilot, "words")
        await pressed(pilot, "escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, Section))
        await settled(pilot)
        assert committed(sqlite_database, actor).ip_restriction == ""
        assert pilot.app.screen.query_one(TextArea).text == "10.10.1.1"

        await pressed(pilot, "ctrl+s")
        await until(pilot, lambda: isinstance(pilot.app.screen, LockOutDialog))
        await fill(pilot, words="lock me out")
        await pressed(pilot, "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, Section))
        await settled(pilot)
        assert committed(sqlite_database, actor).ip_restriction == "10.10.1.1"


async def test_list_untouched_here_follows_what_others_save(sqlite_database: Database, actor: Actor) -> None:
    async with running(program(sqlite_database, actor), section="security") as pilot:
        save_list(sqlite_database, actor, "10.10.1.1")
        area = pilot.app.screen.query_one(TextArea)
        await until(pilot, lambda: area.text == "10.10.1.1")
        await until(pilot, lambda: said(pilot, "#own-verdict") == "x would be locked out")


async def test_other_change_of_the_account_does_not_disturb_the_draft(
    sqlite_database: Database, actor: Actor
) -> None:
    async with running(program(sqlite_database, actor), section="security") as pilot:
        await write(pilot, HOME)
        services(sqlite_database).security.set_security_code(actor, CODE)
        await pilot.press("ctrl+s")
        await settled(pilot)
        assert committed(sqlite_database, actor).ip_restriction == HOME


async def met(pilot: Pilot[None], database: Database, actor: Actor) -> None:
    """Save a list while somebody else saves another."""
    await write(pilot, f"{HOME}\n10.1.1.1")
    save_list(database, actor, "10.2.2.2")
    await pressed(pilot, "ctrl+s")
    await until(pilot, lambda: isinstance(pilot.app.screen, AddressConflictDialog))
    assert "10.1.1.1" in shown(pilot)
    assert "10.2.2.2" in shown(pilot)


@pytest.mark.parametrize(
    ("button", "stored", "typed"),
    [
        ("yours", f"{HOME}\n10.1.1.1", f"{HOME}\n10.1.1.1"),
        ("theirs", "10.2.2.2", "10.2.2.2"),
        ("cancel", "10.2.2.2", f"{HOME}\n10.1.1.1"),
    ],
)
async def test_user_chooses_when_two_lists_met(
    sqlite_database: Database, actor: Actor, button: str, stored: str, typed: str
) -> None:
    async with running(program(sqlite_database, actor), section="security") as pilot:
        await met(pilot, sqlite_database, actor)
        await pilot.click(f"#{button}")
        await until(pilot, lambda: isinstance(pilot.app.screen, Section))
        await settled(pilot)
        assert committed(sqlite_database, actor).ip_restriction == stored
        assert pilot.app.screen.query_one(TextArea).text == typed
        assert has_unsaved(pilot) is (button == "cancel")
