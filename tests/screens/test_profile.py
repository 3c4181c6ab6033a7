"""The profile form as its user meets it: drafts, errors, saves that met others, requests."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from threading import Event
from typing import TypeVar

import pytest
from textual.events import Paste
from textual.pilot import Pilot
from textual.widgets import Button, Input, OptionList, Static

from introtui.app import IntroTUI
from introtui.domain.access import Actor, Role
from introtui.domain.account import ProfileFields, ProfileType, ProfileView
from introtui.domain.vat import VatRate
from introtui.screens.dialogs.base import Dialog
from introtui.screens.dialogs.change_email import ChangeEmailDialog
from introtui.screens.dialogs.conflict import ConflictDialog, ConflictRow
from introtui.screens.dialogs.country_change import CountryChangeDialog, published_rate
from introtui.screens.form import FormSection
from introtui.services.profile import ProfileService
from introtui.store.engine import Database
from introtui.widgets.field import Field
from tests.building import ACCOUNT, PROFILE, add_account, services
from tests.programs import SMALL, WIDE, program, running, until

T = TypeVar("T")
HOSTILE = "Coolsingel\x1b]52;c;AAAA\x07 1\u202eevil"


class Form:
    """The profile form of a running program, as a user handles it."""

    def __init__(self, pilot: Pilot[None], database: Database, actor: Actor) -> None:
        self.pilot = pilot
        self.database = database
        self.actor = actor
        assert isinstance(pilot.app, IntroTUI)
        self.app = pilot.app
        screen = pilot.app.screen
        assert isinstance(screen, FormSection)
        self.screen = screen

    def field(self, name: str) -> Field:
        return self.screen.fields()[name]

    async def focus(self, name: str) -> None:
        self.field(name).focus_control()
        await self.pilot.pause()
        await self.pilot.pause()

    async def write(self, name: str, text: str) -> None:
        """Replace a field's text by typing."""
        await self.focus(name)
        await self.pilot.press("end", "ctrl+u")
        await self.pilot.press(*["space" if c == " " else c for c in text])
        await self.pilot.pause()

    async def paste(self, name: str, text: str) -> None:
        await self.focus(name)
        self.field(name).query_one(Input).post_message(Paste(text))
        await self.pilot.pause()

    def said(self, selector: str) -> str:
        """Return a line of text, blank when it is not shown."""
        line = self.screen.query_one(selector, Static)
        return str(line.content) if line.display else ""

    def error(self, name: str) -> str:
        return str(self.field(name).query_one(".field-error", Static).content)

    def toasts(self) -> list[str]:
        return [notification.message for notification in self.app._notifications]

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def save(self, stored: Callable[[ProfileView], bool]) -> None:
        await self.press("ctrl+s")
        await until(self.pilot, lambda: stored(self.stored()) and self.said("#unsaved") == "")

    async def dialog(self, kind: type[Dialog[T]]) -> None:
        await until(self.pilot, lambda: isinstance(self.app.screen, kind) and self.app.screen.focused is not None)

    async def closed(self) -> None:
        await until(self.pilot, lambda: self.app.screen is self.screen)

    def stored(self) -> ProfileView:
        return services(self.database).profile.load(self.actor)

    async def other_saves(self, **changes: str) -> None:
        """Save in another session, and wait until this session was told."""
        view = self.stored()
        saved = services(self.database).profile.save(self.actor, view.version, replace(view.fields, **changes))
        await until(self.pilot, lambda: self.version() == saved.version)
        await self.pilot.pause()

    def version(self) -> int:
        profile = self.app.session.state.profile
        return 0 if profile is None else profile.version


@asynccontextmanager
async def form(
    database: Database,
    fields: ProfileFields = PROFILE,
    *,
    phone_verified_at: datetime | None = None,
    company_verified_at: datetime | None = None,
) -> AsyncIterator[Form]:
    """Run the program in its profile section."""
    account = replace(
        ACCOUNT,
        profile=fields,
        phone_verified_at=phone_verified_at,
        company_verified_at=company_verified_at,
    )
    actor = add_account(database, account)
    async with running(program(database, actor), section="profile") as pilot:
        yield Form(pilot, database, actor)


async def test_a_changed_field_is_marked_and_saved_by_key(sqlite_database: Database) -> None:
    async with form(sqlite_database) as page:
        await page.write("city", "Delft")
        assert "1 unsaved change" in page.said("#unsaved")
        await page.save(lambda view: view.fields.city == "Delft")
        assert not page.screen.has_unsaved()
        assert "Saved." in page.toasts()


async def test_the_button_saves_too(sqlite_database: Database) -> None:
    async with form(sqlite_database) as page:
        await page.write("city", "Delft")
        page.screen.query_one("#save", Button).press()
        await until(page.pilot, lambda: page.stored().fields.city == "Delft")


async def test_a_save_with_nothing_changed_says_so_and_stores_nothing(sqlite_database: Database) -> None:
    async with form(sqlite_database) as page:
        version = page.stored().version
        await page.press("ctrl+s")
        assert page.toasts() == ["Nothing to save: no field was changed."]
        assert page.stored().version == version


async def test_a_phone_number_is_shown_in_international_notation_once_saved(sqlite_database: Database) -> None:
    async with form(sqlite_database) as page:
        await page.write("mobile_phone", "06 87654321")
        await page.save(lambda view: view.fields.mobile_phone == "+31 6 87654321")
        assert page.field("mobile_phone").value == "+31 6 87654321"


async def test_another_phone_number_is_not_verified(sqlite_database: Database) -> None:
    verified = datetime(2021, 3, 4, tzinfo=UTC)
    async with form(sqlite_database, phone_verified_at=verified) as page:
        hint = page.field("mobile_phone").query_one(".field-hint", Static)
        assert str(hint.content) == "verified 2021-03-04"
        await page.write("mobile_phone", "+31687654321")
        assert str(hint.content) == "not verified"


async def test_discard_puts_back_what_is_saved_and_once_more_brings_the_draft_back(
    sqlite_database: Database,
) -> None:
    async with form(sqlite_database) as page:
        await page.write("city", "")
        await page.focus("address")
        assert page.error("city") == "x Enter the city."
        await page.press("f9")
        assert page.field("city").value == "Rotterdam"
        assert page.error("city") == ""
        await page.press("f9")
        assert page.field("city").value == ""


async def test_leaving_a_field_checks_it_and_mending_it_takes_the_error_away(sqlite_database: Database) -> None:
    async with form(sqlite_database) as page:
        await page.write("mobile_phone", "12")
        assert page.error("mobile_phone") == ""
        await page.press("tab")
        assert "not a phone number" in page.error("mobile_phone")
        await page.write("mobile_phone", "+31687654321")
        assert page.error("mobile_phone") == ""


async def test_saving_shows_every_error_and_goes_to_the_first(sqlite_database: Database) -> None:
    async with form(sqlite_database) as page:
        await page.write("address", "")
        await page.write("last_name", "")
        await page.press("ctrl+s")
        assert page.error("last_name") == "x Enter the last name."
        assert page.error("address") == "x Enter the address."
        assert page.field("last_name").has_focus_within


@pytest.mark.parametrize("name", ["last_name", "mobile_phone", "postal_street", "postal_region", "vat_id"])
async def test_the_error_of_the_field_with_the_focus_is_in_view_at_80x24(
    sqlite_database: Database, name: str
) -> None:
    async with form(sqlite_database, replace(PROFILE, profile_type=ProfileType.COMPANY, company_name="A")) as page:
        await page.paste(name, "\u200b")
        await page.press("ctrl+s")
        error = page.field(name).query_one(".field-error", Static)
        visible = page.screen.query_one(".form").region
        await until(page.pilot, lambda: visible.contains_region(error.region) and error.region.height > 0)
        assert visible.contains_region(page.field(name).query_one(".control").region)


async def test_save_and_discard_are_in_view_wherever_the_form_is_scrolled(sqlite_database: Database) -> None:
    async with form(sqlite_database) as page:
        await page.focus("postal_country")
        for name in ("#save", "#discard", "#unsaved"):
            assert page.screen.region.contains_region(page.screen.query_one(name).region)


async def test_enter_goes_through_the_fields_past_the_buttons_to_save(sqlite_database: Database) -> None:
    async with form(sqlite_database) as page:
        await page.focus("first_name")
        await page.press("enter")
        assert page.field("city").has_focus_within
        await page.press("enter", "enter", "enter")
        assert page.field("profile_type").has_focus_within
        await page.press("enter")
        assert page.field("postal_recipient").has_focus_within
        await page.focus("postal_region")
        await page.press("enter")
        assert page.field("postal_country").has_focus_within


@pytest.mark.parametrize("pasted", [HOSTILE, "x" * 5000, "\u202e", "a\tb"], ids=["escape", "long", "bidi", "tab"])
async def test_pasted_text_that_cannot_be_used_stays_with_its_error_beside_it(
    sqlite_database: Database, pasted: str
) -> None:
    async with form(sqlite_database, replace(PROFILE, address="")) as page:
        await page.paste("address", pasted)
        control = page.field("address").query_one(Input)
        await page.press("ctrl+s")
        assert page.error("address").startswith("x ")
        assert control.value == pasted
        shown = "".join(segment.text for segment in control.render_line(0))
        assert not set("\x1b\x07\u202e\t") & set(shown)


async def test_a_paste_of_several_lines_is_kept_whole(sqlite_database: Database) -> None:
    async with form(sqlite_database, replace(PROFILE, address="")) as page:
        await page.paste("address", "Coolsingel 1\r\n3011 AD Rotterdam\n")
        assert page.field("address").value == "Coolsingel 1 3011 AD Rotterdam"


async def test_choosing_company_says_at_once_what_is_blocked_and_keeps_its_fields(
    sqlite_database: Database,
) -> None:
    async with form(sqlite_database) as page:
        assert not page.field("company_name").display
        await page.focus("profile_type")
        await page.press("right")
        assert page.said("#company-state") == (
            "! Verification pending once saved: "
            "invoice payments are blocked until our staff have verified the company."
        )
        await page.write("company_name", "Ivanov BV")
        await page.focus("profile_type")
        await page.press("left")
        assert page.said("#company-state") == ""
        assert not page.field("company_name").display
        await page.press("right")
        assert page.field("company_name").value == "Ivanov BV"
        await page.save(lambda view: view.verification_pending)
        await until(page.pilot, lambda: page.said("#company-state").startswith("! Verification pending: "))


async def test_a_company_needs_its_name_and_an_individual_does_not(sqlite_database: Database) -> None:
    async with form(sqlite_database) as page:
        await page.focus("profile_type")
        await page.press("right", "ctrl+s")
        assert page.error("company_name") == "x Enter the company name."
        assert page.field("company_name").has_focus_within
        await page.focus("profile_type")
        await page.press("left")
        await until(page.pilot, lambda: not page.field("company_name").display)


async def test_text_that_cannot_be_saved_is_not_hidden_with_the_company(sqlite_database: Database) -> None:
    async with form(sqlite_database) as page:
        await page.focus("profile_type")
        await page.press("right")
        await page.paste("company_name", "\u200b")
        await page.focus("profile_type")
        await page.press("left", "ctrl+s")
        await until(page.pilot, lambda: page.field("company_name").has_focus_within)
        assert page.field("company_name").display


async def test_changing_a_verified_company_says_that_it_is_pending_again(sqlite_database: Database) -> None:
    company = replace(PROFILE, profile_type=ProfileType.COMPANY, company_name="Ivanov BV")
    async with form(sqlite_database, company, company_verified_at=datetime(2021, 3, 4, tzinfo=UTC)) as page:
        assert page.said("#company-state") == "verified 2021-03-04"
        await page.write("company_name", "Petrov BV")
        assert page.said("#company-state").startswith("! Verification pending once saved")


async def test_the_postal_address_names_what_is_missing_while_typing(sqlite_database: Database) -> None:
    async with form(sqlite_database, replace(PROFILE, postal_code="", postal_city="")) as page:
        assert page.said("#postal-state") == "! Payments are blocked: the postal address lacks postal code, city."
        await page.write("postal_code", "3011 AD")
        assert page.said("#postal-state") == "! Payments are blocked: the postal address lacks city."
        await page.write("postal_city", "Rotterdam")
        assert page.said("#postal-state") == ""


async def test_the_postal_country_is_found_by_typing(sqlite_database: Database) -> None:
    async with form(sqlite_database) as page:
        await page.focus("postal_country")
        await page.press("enter", *"germ", "enter")
        assert page.field("postal_country").value == "DE"
        await page.save(lambda view: view.fields.postal_country == "DE")


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
        await page.press("f5")
        await page.other_saves(address="Markt 1")
        await page.press("f1")
        await page.pilot.resize_terminal(*SMALL)
        await page.closed()
        assert (page.field("city").value, page.field("address").value) == ("Delft", "Markt 1")
        assert "1 unsaved change" in page.said("#unsaved")


async def test_nothing_can_be_typed_before_the_profile_is_there(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    go, really = Event(), ProfileService.load

    def slowly(self: ProfileService, actor: Actor) -> ProfileView:
        go.wait(10)
        return really(self, actor)

    monkeypatch.setattr(ProfileService, "load", slowly)
    app = program(sqlite_database, add_account(sqlite_database))
    async with app.run_test(size=SMALL) as pilot:
        app.action_section("profile")
        await until(pilot, lambda: bool(app.screen.query("#unsaved")))
        page = Form(pilot, sqlite_database, Actor(account_id=0, login="", role=Role.CUSTOMER, address="", way=""))
        await until(pilot, lambda: page.said("#unsaved") == "Loading\u2026")
        await page.press("f6", "ctrl+s", "f9", "X")
        assert all(field.disabled for field in page.screen.fields().values())
        go.set()
        await until(pilot, lambda: page.field("last_name").has_focus_within)
        assert page.field("last_name").value == "Ivanov"
        assert page.said("#unsaved") == ""


async def test_login_email_and_country_are_read_only(sqlite_database: Database) -> None:
    async with form(sqlite_database) as page:
        assert page.said("#shown-login .shown-value") == "ivanov"
        assert page.said("#shown-email .shown-state") == "confirmed 2020-01-02"
        assert page.said("#shown-country .shown-value") == "Netherlands"
        assert not {"login", "email", "country"} & set(page.screen.fields())


async def test_another_email_is_stored_and_not_confirmed_while_the_draft_stays(sqlite_database: Database) -> None:
    async with form(sqlite_database) as page:
        await page.write("city", "Delft")
        await page.press("f6")
        await page.dialog(ChangeEmailDialog)
        await page.press(*"nobody", "enter")
        field = page.app.screen.query_one(Field)
        assert str(field.query_one(".field-error", Static).content).startswith("x ")
        await page.press(*"@example.org", "enter")
        await page.closed()
        await until(page.pilot, lambda: page.said("#shown-email .shown-value") == "nobody@example.org")
        assert page.said("#shown-email .shown-state") == "! not confirmed since 2026-11-23"
        assert page.field("city").value == "Delft"
        await page.save(lambda view: view.fields.city == "Delft")


async def test_another_email_survives_a_save_of_somebody_else(sqlite_database: Database) -> None:
    async with form(sqlite_database) as page:
        await page.press("f6")
        await page.dialog(ChangeEmailDialog)
        await page.other_saves(city="Gouda")
        await page.press(*"new@example.org", "enter")
        await page.closed()
        assert page.stored().email == "new@example.org"


async def test_two_changes_of_the_email_are_told_apart(sqlite_database: Database) -> None:
    async with form(sqlite_database) as page:
        await page.press("f6")
        await page.dialog(ChangeEmailDialog)
        services(page.database).profile.change_email(page.actor, page.stored().version, "theirs@example.org")
        await page.press(*"mine@example.org", "enter")
        error = page.app.screen.query_one("#dialog-error", Static)
        await until(page.pilot, lambda: "Somebody else changed the email" in str(error.content))
        assert "theirs@example.org" in str(page.app.screen.query_one("#email-now", Static).content)
        assert page.stored().email == "theirs@example.org"
        await page.press("enter")
        await page.closed()
        assert page.stored().email == "mine@example.org"


async def test_asking_for_another_country_shows_the_rates_and_then_the_request(sqlite_database: Database) -> None:
    async with form(sqlite_database) as page:
        await page.press("f7")
        await page.dialog(CountryChangeDialog)
        await page.press(*"germ")
        effect = page.app.screen.query_one("#country-effect", Static)
        await until(page.pilot, lambda: "then 19 % (Germany)" in str(effect.content))
        assert "VAT now 21 % (Netherlands)" in str(effect.content)
        await page.press("enter", "enter", "enter")
        assert page.stored().country_request is None
        await page.press(*"moved", "enter", "enter")
        await page.closed()
        await until(
            page.pilot,
            lambda: page.said("#shown-country .shown-state") == "Change to Germany asked 2026-11-23, open",
        )
        assert not page.screen.query_one("#request-country").display
        request = page.stored().country_request
        assert request is not None
        assert request.body == "moved"


async def test_a_second_request_is_refused_with_the_first_one(sqlite_database: Database) -> None:
    async with form(sqlite_database) as page:
        services(page.database).profile.request_country(page.actor, "DE", "moved")
        await until(page.pilot, lambda: page.said("#shown-country .shown-state") != "")
        await page.press("f7")
        await until(page.pilot, lambda: page.toasts() != [])
        assert page.toasts() == ["Change to Germany asked 2026-11-23, open: support answers it first."]


@pytest.mark.parametrize(
    ("typed", "name"),
    [("de", "Germany"), ("NL", ""), ("united st", "United States"), ("aland", "\u00c5land")],
)
async def test_a_country_is_found_by_name_code_and_without_accents(
    sqlite_database: Database, typed: str, name: str
) -> None:
    async with form(sqlite_database) as page:
        await page.press("f7")
        await page.dialog(CountryChangeDialog)
        await page.press(*["space" if c == " " else c for c in typed])
        await page.pilot.pause()
        countries = page.app.screen.query_one(OptionList)
        at = countries.highlighted
        found = "" if at is None else str(countries.get_option_at_index(at).prompt)
        assert found.startswith(name)
        assert "Netherlands " not in found


def _rate(country: str | None, rate_bp: int | None) -> VatRate:
    return VatRate(country=country, name=country or "Other", rate_bp=rate_bp, valid_from=date(2020, 1, 1))


def test_a_member_state_without_a_rate_is_not_set_and_others_take_the_row_other() -> None:
    rates = [_rate("NL", 2100), _rate("SI", None), _rate("DE", 1900), _rate(None, 0)]
    assert published_rate(rates, "SI") == "not set"
    assert published_rate(rates, "NL") == "21 %"
    assert published_rate(rates, "JP") == "0 %"
    assert published_rate([rate for rate in rates if rate.country != "DE"], "DE") == "not set"
