"""The secrets of the security section as a user meets them: the security code and the password."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from introtui.domain.access import Actor
from introtui.domain.passwords import strength
from introtui.domain.security import SecurityView
from introtui.screens.base import Section
from introtui.screens.dialogs.password import PasswordDialog
from introtui.screens.dialogs.security_code import SecurityCodeDialog
from introtui.screens.dialogs.two_factor import ManageDialog
from introtui.store.engine import Database
from introtui.widgets.fact import Fact
from introtui.widgets.field import Field, TextField
from introtui.widgets.plain import Plain
from introtui.widgets.strength_meter import StrengthMeter
from tests.building import add_account, services
from tests.programs import program, running, settled, until
from tests.services.identity.signing import give_password, signing

PASSWORD = "seven grey herons wade"
OTHER = "a lamp under nine stairs"
SHORT = "grey herons"
CODE = "blue-kettle-7"


@pytest.fixture
def actor(sqlite_database: Database) -> Actor:
    return add_account(sqlite_database)


def committed(database: Database, actor: Actor) -> SecurityView:
    return services(database).security.load(actor)


def said(pilot: Pilot[None], selector: str) -> str:
    return str(pilot.app.screen.query_one(selector, Plain).content)


def fact(pilot: Pilot[None], name: str) -> str:
    return pilot.app.screen.query_one(f"#fact-{name}", Fact).value


def shown(pilot: Pilot[None]) -> str:
    """Return everything on the screen as text."""
    lines = pilot.app.screen._compositor.render_strips()
    return "\n".join(strip.text for strip in lines)


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


# The security code


async def test_security_code_is_set_once_and_then_out_of_reach(sqlite_database: Database, actor: Actor) -> None:
    async with running(program(sqlite_database, actor), section="security") as pilot:
        await pressed(pilot, "shift+f7")
        await until(pilot, lambda: isinstance(pilot.app.screen, SecurityCodeDialog))
        await pilot.press(*CODE, "enter", *"another", "enter")
        await until(pilot, lambda: "differ" in wrong(pilot, "again"))
        assert CODE not in shown(pilot)
        assert not committed(sqlite_database, actor).security_code_set

        await fill(pilot, again=CODE)
        await pressed(pilot, "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, Section))
        await until(pilot, lambda: fact(pilot, "code") == "set; neither shown nor editable, by anyone")
        await settled(pilot)
        assert not pilot.app.screen.query_one("#code").display
        await pilot.press("shift+f7", "c")
        await settled(pilot)
        assert isinstance(pilot.app.screen, Section)
        assert CODE not in shown(pilot)


async def test_security_code_set_by_somebody_else_meanwhile_is_said(
    sqlite_database: Database, actor: Actor
) -> None:
    async with running(program(sqlite_database, actor), section="security") as pilot:
        await pressed(pilot, "f11")
        await until(pilot, lambda: isinstance(pilot.app.screen, SecurityCodeDialog))
        services(sqlite_database).security.set_security_code(actor, "theirs-was-first")
        await fill(pilot, code=CODE, again=CODE)
        await pilot.click("#save")
        await until(pilot, lambda: "set already" in said(pilot, "#dialog-error"))


# The password


async def open_password(pilot: Pilot[None]) -> PasswordDialog:
    await pressed(pilot, "f7")
    await until(pilot, lambda: isinstance(pilot.app.screen, PasswordDialog))
    dialog = pilot.app.screen
    assert isinstance(dialog, PasswordDialog)
    return dialog


def names(dialog: PasswordDialog) -> list[str]:
    return [field.key for field in dialog.query(TextField)]


async def test_password_is_changed_and_shown_nowhere(sqlite_database: Database, actor: Actor) -> None:
    services(sqlite_database).security.change_password(actor, "", PASSWORD, PASSWORD)
    async with running(program(sqlite_database, actor), section="security") as pilot:
        dialog = await open_password(pilot)
        assert names(dialog) == ["current", "new", "again"]
        await fill(pilot, current=PASSWORD, new=OTHER, again=OTHER)
        assert OTHER not in shown(pilot)
        fields = list(dialog.query(Input))
        await pilot.click("#save")
        await until(pilot, lambda: isinstance(pilot.app.screen, Section))
        await settled(pilot)
        assert [field.value for field in fields] == ["", "", ""]
        assert fact(pilot, "password") == "changed 2026-11-23 12:00 UTC"
    services(sqlite_database).security.change_password(actor, OTHER, PASSWORD, PASSWORD)


async def test_first_password_is_set_without_a_current_one(sqlite_database: Database, actor: Actor) -> None:
    async with running(program(sqlite_database, actor), section="security") as pilot:
        assert names(await open_password(pilot)) == ["new", "again"]
        await fill(pilot, new=PASSWORD, again=PASSWORD)
        await pilot.press("enter", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, Section))
        await settled(pilot)
        assert committed(sqlite_database, actor).password_set


async def test_what_is_wrong_stands_beside_its_field(sqlite_database: Database, actor: Actor) -> None:
    services(sqlite_database).security.change_password(actor, "", PASSWORD, PASSWORD)
    async with running(program(sqlite_database, actor), section="security") as pilot:
        dialog = await open_password(pilot)
        await fill(pilot, current="a guess", new="short", again="shorter")
        await pilot.click("#save")
        await until(pilot, lambda: wrong(pilot, "current") == "x This is not the current password.")
        assert "at least 15" in wrong(pilot, "new")
        assert "differ" in wrong(pilot, "again")
        assert dialog.query_one("#field-current").has_focus_within


async def test_strength_is_told_in_words_while_typing(sqlite_database: Database, actor: Actor) -> None:
    async with running(program(sqlite_database, actor), section="security") as pilot:
        await open_password(pilot)
        assert said(pilot, "#strength-bar") == ""
        await fill(pilot, new="ivanov2026")
        await until(pilot, lambda: "very weak" in said(pilot, "#strength-bar"))
        await fill(pilot, new=PASSWORD)
        await until(pilot, lambda: "strong" in said(pilot, "#strength-bar"))
        await fill(pilot, new="")
        await until(pilot, lambda: said(pilot, "#strength-bar") == "")


async def test_password_cannot_be_copied_out_of_its_field(sqlite_database: Database, actor: Actor) -> None:
    async with running(program(sqlite_database, actor), section="security") as pilot:
        dialog = await open_password(pilot)
        await fill(pilot, new=PASSWORD)
        field = dialog.query_one(Input)
        field.select_all()
        await pilot.press("ctrl+c", "ctrl+x")
        assert PASSWORD not in pilot.app.clipboard


def test_a_strength_that_comes_when_its_dialog_is_going_harms_nobody() -> None:
    meter = StrengthMeter()
    meter.show(strength(PASSWORD, ()))
    assert "strong" in str(meter._bar.content)


# Two-factor


async def test_turning_two_factor_off_asks_for_what_it_needs_and_keeps_what_is_typed(
    sqlite_database: Database,
) -> None:
    at = signing(sqlite_database)
    totp, _ = at.turn_on(at.actor)
    give_password(sqlite_database, at.actor, SHORT)
    code = totp.at(at.clock.now())
    async with running(program(sqlite_database, at.actor), section="security") as pilot:
        await pressed(pilot, "f")
        await until(pilot, lambda: isinstance(pilot.app.screen, ManageDialog))
        dialog = pilot.app.screen
        assert isinstance(dialog, ManageDialog)
        await pilot.press(*code, "enter", "tab", "enter")
        await until(pilot, lambda: "password too" in wrong(pilot, "password"))
        await pilot.press(*SHORT, "enter", "enter")
        await until(pilot, lambda: "15 characters" in wrong(pilot, "new"))
        assert [dialog.typed(name) for name in ("code", "password")] == [code, SHORT]
        await pilot.press(*OTHER, "enter", *OTHER, "enter", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, Section))
        await settled(pilot)
        assert "off" in fact(pilot, "two-factor")
    assert at.sign_in(OTHER)
