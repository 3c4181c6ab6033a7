"""Saves of the profile that met others, and drafts that outlive them."""

from __future__ import annotations

from dataclasses import replace
from threading import Event

import pytest
from sqlalchemy import update
from textual.widgets import Button, Static

from introtui.domain.access import Actor
from introtui.domain.account import ProfileFields, ProfileView
from introtui.screens.dialogs.conflict import ConflictDialog, ConflictRow
from introtui.services.profile import ProfileService
from introtui.store.engine import Database
from introtui.store.tables import Profile
from tests.building import PROFILE
from tests.programs import SMALL, WIDE, until
from tests.screens.profile_page import form


async def test_edits_of_different_fields_are_merged(sqlite_database: Database) -> None:
    async with form(sqlite_database) as page:
        await page.write("city", "Delft")
        await page.other_saves(address="Markt 1")
        assert page.field("address").value == "Markt 1"
        assert page.field("city").value == "Delft"
        await page.save(lambda view: (view.fields.city, view.fields.address) == ("Delft", "Markt 1"))


@pytest.mark.parametrize(("keys", "kept"), [((), "Delft"), (("right",), "Gouda"), (("right", "left"), "Delft")])
async def test_edits_of_the_same_field_are_chosen_between(
    sqlite_database: Database, keys: tuple[str, ...], kept: str
) -> None:
    async with form(sqlite_database) as page:
        await page.write("city", "Delft")
        await page.write("address", "Markt 1")
        await page.other_saves(city="Gouda")
        assert page.field("city").value == "Delft"
        await page.press("ctrl+s")
        await page.dialog(ConflictDialog)
        await page.press(*keys)
        page.app.screen.query_one("#save", Button).press()
        await page.closed()
        await until(page.pilot, lambda: page.stored().fields.address == "Markt 1")
        assert page.stored().fields.city == kept
        await until(page.pilot, lambda: page.field("city").value == kept and not page.screen.has_unsaved())


async def test_a_database_that_lost_what_was_saved_can_be_saved_to_again(sqlite_database: Database) -> None:
    async with form(sqlite_database) as page:
        before = page.stored().version
        await page.write("city", "Delft")
        await page.save(lambda view: view.fields.city == "Delft")
        back = update(Profile).values(city=PROFILE.city, version=before)
        sqlite_database.transact(lambda session: session.execute(back))
        page.app.action_reload()
        await until(page.pilot, lambda: page.version() == before)
        await page.write("address", "Markt 1")
        await page.save(lambda view: view.fields.address == "Markt 1")
        assert page.field("city").value == page.stored().fields.city == PROFILE.city


async def test_the_conflict_says_who_and_when_and_going_back_loses_nothing(sqlite_database: Database) -> None:
    async with form(sqlite_database) as page:
        await page.write("city", "Delft")
        await page.other_saves(city="Gouda")
        await page.press("ctrl+s")
        await page.dialog(ConflictDialog)
        words = " ".join(str(line.content) for line in page.app.screen.query(Static))
        assert "Theirs was saved by your other session, 2026-11-23 12:00." in words
        assert "> Delft  Gouda" in words
        await page.press("escape")
        await page.closed()
        assert page.field("city").value == "Delft"
        assert page.stored().fields.city == "Gouda"


async def test_a_conflict_that_was_typed_back_to_the_old_value_is_still_asked_about(
    sqlite_database: Database,
) -> None:
    async with form(sqlite_database) as page:
        await page.write("city", "Delft")
        await page.other_saves(city="Gouda")
        await page.write("city", "Rotterdam")
        assert "1 unsaved change" in page.said("#unsaved")
        await page.press("ctrl+s")
        await page.dialog(ConflictDialog)
        page.app.screen.query_one("#save", Button).press()
        await until(page.pilot, lambda: page.stored().fields.city == "Rotterdam")


async def test_a_save_while_the_conflict_is_open_is_asked_about_again(sqlite_database: Database) -> None:
    async with form(sqlite_database) as page:
        await page.write("city", "Delft")
        await page.other_saves(city="Gouda")
        await page.press("ctrl+s")
        await page.dialog(ConflictDialog)
        first = page.app.screen
        await page.other_saves(city="Utrecht")
        await page.press("right")
        first.query_one("#save", Button).press()
        await until(page.pilot, lambda: page.app.screen is not first)
        await page.dialog(ConflictDialog)
        assert page.stored().fields.city == "Utrecht"
        words = " ".join(str(line.content) for line in page.app.screen.query(Static))
        assert "Utrecht" in words


async def test_a_choice_is_shown_in_words_in_the_conflict(sqlite_database: Database) -> None:
    async with form(sqlite_database, replace(PROFILE, postal_country="BE")) as page:
        await page.focus("postal_country")
        await page.press("enter", *"germ", "enter")
        await page.other_saves(postal_country="FR")
        await page.press("ctrl+s")
        await page.dialog(ConflictDialog)
        row = page.app.screen.query_one(ConflictRow)
        words = [str(line.content) for line in row.query(Static)]
        assert words == ["Postal country", ">", "Germany", "", "France"]


@pytest.fixture
def slow_save(monkeypatch: pytest.MonkeyPatch) -> Event:
    """Hold every save back until the event is set."""
    go, really = Event(), ProfileService.save

    def slowly(self: ProfileService, actor: Actor, version: int, draft: ProfileFields) -> ProfileView:
        go.wait(10)
        return really(self, actor, version, draft)

    monkeypatch.setattr(ProfileService, "save", slowly)
    return go


async def test_what_is_typed_during_a_save_is_a_new_draft(sqlite_database: Database, slow_save: Event) -> None:
    async with form(sqlite_database) as page:
        await page.write("city", "Delft")
        await page.press("ctrl+s")
        assert page.said("#unsaved") == "Saving\u2026"
        await page.press("X")
        await page.write("address", "Markt 1")
        slow_save.set()
        await until(page.pilot, lambda: "Saved." in page.toasts())
        assert page.stored().fields.city == "Delft"
        assert (page.field("city").value, page.field("address").value) == ("DelftX", "Markt 1")
        await until(page.pilot, lambda: "2 unsaved changes" in page.said("#unsaved"))


async def test_pressing_save_many_times_saves_once(sqlite_database: Database, slow_save: Event) -> None:
    async with form(sqlite_database) as page:
        version = page.stored().version
        await page.write("city", "Delft")
        await page.press("ctrl+s", "ctrl+s", "f8", "ctrl+s")
        slow_save.set()
        await until(page.pilot, lambda: not page.screen.has_unsaved())
        assert page.stored().version == version + 1
        assert page.toasts() == ["Saved."]


async def test_resizing_and_visiting_another_section_keep_the_draft(sqlite_database: Database) -> None:
    async with form(sqlite_database) as page:
        await page.write("city", "Delft")
        await page.pilot.resize_terminal(*WIDE)
        await page.press("f6")
        await page.other_saves(address="Markt 1")
        await page.press("f1")
        await page.pilot.resize_terminal(*SMALL)
        await page.closed()
        assert (page.field("city").value, page.field("address").value) == ("Delft", "Markt 1")
        assert "1 unsaved change" in page.said("#unsaved")
