"""The notifications section as a user meets it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from introtui.domain.access import Actor
from introtui.domain.money import Money
from introtui.domain.notifications import NotificationView
from introtui.screens.base import Section
from introtui.screens.dialogs.conflict import ConflictDialog
from introtui.screens.form import FormSection
from introtui.store.engine import Database
from introtui.widgets.field import Field
from introtui.widgets.plain import Plain
from tests.building import ACCOUNT, add_account, change_email, services
from tests.programs import SMALL, WIDE, program, running, settled, until


@pytest.fixture
def actor(sqlite_database: Database) -> Actor:
    return add_account(sqlite_database, replace(ACCOUNT, low_balance=Money(2500, "EUR")))


def committed(database: Database, actor: Actor) -> NotificationView:
    return services(database).notifications.load(actor)


def field(pilot: Pilot[None], name: str) -> Field:
    screen = pilot.app.screen
    assert isinstance(screen, FormSection)
    return screen.fields()[name]


def error(pilot: Pilot[None], name: str) -> str:
    return field(pilot, name).error


async def type_into(pilot: Pilot[None], name: str, text: str) -> None:
    control = field(pilot, name).query_one(Input)
    control.focus()
    control.value = text
    await settled(pilot)


@pytest.mark.parametrize("size", [SMALL, WIDE])
async def test_form_shows_what_blank_means(sqlite_database: Database, actor: Actor, size: tuple[int, int]) -> None:
    async with running(program(sqlite_database, actor), size, "notifications") as pilot:
        hint = field(pilot, "low_balance").hint
        assert hint == "EUR; blank = off"
        assert field(pilot, "low_balance").value == "25.00"
        for name in ("invoices_email", "support_email", "complaints_email"):
            assert field(pilot, name).value == ""
            assert field(pilot, name).query_one(Input).placeholder == ACCOUNT.email


async def test_every_setting_is_saved(sqlite_database: Database, actor: Actor) -> None:
    async with running(program(sqlite_database, actor), section="notifications") as pilot:
        field(pilot, "news").focus_control()
        await pilot.press("left")
        await type_into(pilot, "low_balance", "")
        await type_into(pilot, "invoices_email", "books@example.com")
        await pilot.press("ctrl+s")
        await settled(pilot)
        fields = committed(sqlite_database, actor).fields
        assert (fields.news, fields.low_balance, fields.invoices_email) == (True, "", "books@example.com")
        assert str(pilot.app.screen.query_one("#unsaved", Plain).content) == ""


async def test_what_is_wrong_stands_beside_its_field_and_nothing_is_saved(
    sqlite_database: Database, actor: Actor
) -> None:
    before = committed(sqlite_database, actor)
    async with running(program(sqlite_database, actor), section="notifications") as pilot:
        await type_into(pilot, "low_balance", "12,50")
        await type_into(pilot, "support_email", "ops")
        await pilot.press("f8")
        await settled(pilot)
        assert "without commas" in error(pilot, "low_balance")
        assert "name@example.com" in error(pilot, "support_email")
        assert field(pilot, "low_balance").has_focus_within
    assert committed(sqlite_database, actor) == before


async def test_draft_is_discarded_by_key_and_button(sqlite_database: Database, actor: Actor) -> None:
    async with running(program(sqlite_database, actor), section="notifications") as pilot:
        await type_into(pilot, "low_balance", "7")
        await pilot.press("f9")
        assert field(pilot, "low_balance").value == "25.00"
        await type_into(pilot, "low_balance", "8")
        await pilot.click("#discard")
        await settled(pilot)
        assert field(pilot, "low_balance").value == "25.00"


async def test_edits_of_different_fields_are_both_kept(sqlite_database: Database, actor: Actor) -> None:
    async with running(program(sqlite_database, actor), section="notifications") as pilot:
        await type_into(pilot, "low_balance", "30")
        view = committed(sqlite_database, actor)
        draft = replace(view.fields, support_email="ops@example.com")
        services(sqlite_database).notifications.save(actor, view.version, draft)
        await pilot.press("ctrl+s")
        await settled(pilot)
        fields = committed(sqlite_database, actor).fields
        assert (fields.low_balance, fields.support_email) == ("30.00", "ops@example.com")


async def test_edits_of_the_same_field_are_asked_about(sqlite_database: Database, actor: Actor) -> None:
    async with running(program(sqlite_database, actor), section="notifications") as pilot:
        await type_into(pilot, "low_balance", "30")
        view = committed(sqlite_database, actor)
        services(sqlite_database).notifications.save(actor, view.version, replace(view.fields, low_balance="40"))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(pilot.app.screen, ConflictDialog))
        assert committed(sqlite_database, actor).fields.low_balance == "40.00"
        await pilot.press("escape")
        await settled(pilot)
        assert field(pilot, "low_balance").value == "30"


async def test_new_account_email_is_shown_at_once(sqlite_database: Database, actor: Actor) -> None:
    async with running(program(sqlite_database, actor), section="notifications") as pilot:
        change_email(sqlite_database, actor, "new@example.com")
        await until(
            pilot,
            lambda: (
                isinstance(pilot.app.screen, Section)
                and field(pilot, "support_email").query_one(Input).placeholder == "new@example.com"
            ),
        )
