"""What the profile shows and asks for outside its form: loading, email, country."""

from __future__ import annotations

from datetime import date
from threading import Event

import pytest
from textual.widgets import Button, OptionList, Static

from introtui.domain.access import Actor, Role
from introtui.domain.account import ProfileView
from introtui.domain.contact_codes import Purpose
from introtui.domain.errors import ActionRefused
from introtui.domain.vat import VatRate
from introtui.gateways.calls import Placed
from introtui.gateways.local import FIRST_CALLER, local_gateways
from introtui.gateways.outside import Gateways
from introtui.screens.base import Section
from introtui.screens.dialogs.base import Dialog
from introtui.screens.dialogs.country_change import CountryChangeDialog, published_rate
from introtui.screens.dialogs.email import EmailCodeDialog, EmailDialog
from introtui.screens.dialogs.verify_phone import VerifyPhoneDialog
from introtui.screens.form import FormSection
from introtui.services.profile import ProfileService
from introtui.store.engine import Database
from introtui.widgets.field import Field
from introtui.widgets.key_bar import KeyBar
from tests.building import add_account, last_code, services
from tests.programs import SMALL, program, until
from tests.screens.profile_page import Form, form
from tests.steady_pilot import SteadyPilot
from tests.waiting import PATIENCE


async def test_what_is_typed_before_the_profile_is_there_waits_for_it(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    go, really = Event(), ProfileService.load

    def slowly(self: ProfileService, actor: Actor) -> ProfileView:
        go.wait(10)
        return really(self, actor)

    monkeypatch.setattr(ProfileService, "load", slowly)
    app = program(sqlite_database, add_account(sqlite_database))
    async with app.run_test(size=SMALL):
        pilot = SteadyPilot(app)
        await until(pilot, lambda: isinstance(app.screen, Section))
        app.action_section("profile")
        await until(pilot, lambda: isinstance(app.screen, FormSection) and app.screen.is_mounted)
        page = Form(pilot, sqlite_database, Actor(account_id=0, login="", role=Role.CUSTOMER, address="", way=""))
        await until(pilot, lambda: page.said("#unsaved") == "Loading\u2026")
        await pilot.press("home", "X", "f9")
        assert all(field.disabled for field in page.screen.fields().values())
        go.set()
        await until(pilot, lambda: bool(app._notifications))
        assert page.field("last_name").value == "Ivanov"
        assert page.said("#unsaved") == ""
        await page.press("f9")
        assert page.field("last_name").value == "XIvanov"


async def test_login_email_and_country_are_read_only(sqlite_database: Database) -> None:
    async with form(sqlite_database) as page:
        assert page.fact("login").value == "ivanov"
        assert page.fact("email").state == "confirmed 2020-01-02"
        assert page.fact("country").value == "Netherlands"
        assert not {"login", "email", "country"} & set(page.screen.fields())


async def test_another_email_counts_once_its_code_was_typed(
    sqlite_database: Database,
) -> None:
    async with form(sqlite_database, gateways=local_gateways()) as page:
        await page.write("city", "Delft")
        await page.press("f7")
        await page.dialog(EmailDialog)
        await page.press(*"nobody", "enter")
        field = page.app.screen.query_one(Field)
        await until(page.pilot, lambda: field.error.startswith("x "))
        await page.press(*"@example.org", "enter")
        await page.dialog(EmailCodeDialog)
        assert page.stored().email == "ivan@example.com"
        await page.press("1", "enter")
        code = page.app.screen.query_one(Field)
        await until(page.pilot, lambda: "6 digits" in code.error)
        await page.press("f6")
        said = page.app.screen.query_one("#sent-to", Static)
        await until(page.pilot, lambda: "Another code" in str(said.content))
        assert code.error == "", "what was wrong with the code before says nothing of this one"
        await page.press("ctrl+u", *last_code(sqlite_database), "enter")
        await page.closed()
        await until(page.pilot, lambda: page.fact("email").value == "nobody@example.org")
        assert page.fact("email").state == "confirmed 2026-11-23"
        assert page.field("city").value == "Delft"
        await page.save(lambda view: view.fields.city == "Delft")


async def test_who_left_to_look_for_a_code_goes_on_with_it(sqlite_database: Database) -> None:
    async with form(sqlite_database, gateways=local_gateways()) as page:
        await page.press("f7")
        await page.dialog(EmailDialog)
        await page.press(*"ivan@example.org", "enter")
        await page.dialog(EmailCodeDialog)
        await page.press("escape")
        await page.closed()
        await page.press("f7")
        await page.dialog(EmailCodeDialog)
        page.app.screen.query_one("#other", Button).press()
        await page.dialog(EmailDialog)
        await page.press("escape")
        await page.closed()

        await page.press("ctrl+t")
        await page.dialog(VerifyPhoneDialog)
        page.app.screen.query_one("#sms", Button).press()
        how = page.app.screen.query_one("#how", Static)
        await until(page.pilot, lambda: "until 12:10 UTC" in str(how.content))
        await page.press("escape")
        await page.closed()
        await page.press("ctrl+t")
        await page.dialog(VerifyPhoneDialog)
        assert "An SMS is on its way" in str(page.app.screen.query_one("#how", Static).content)
        await page.press(*last_code(sqlite_database), "enter")
        await page.closed()
        assert page.stored().phone_verified_at is not None


async def test_the_phone_is_verified_by_a_call(sqlite_database: Database) -> None:
    async with form(sqlite_database, gateways=local_gateways()) as page:
        await page.press("ctrl+t")
        await page.dialog(VerifyPhoneDialog)
        await page.press(*"0000", "enter")
        field = page.app.screen.query_one(Field)
        await until(page.pilot, lambda: "sent first" in field.error)
        how = page.app.screen.query_one("#how", Static)
        page.app.screen.query_one("#call", Button).press()
        await until(page.pilot, lambda: "Your phone rings" in str(how.content))
        await page.press("ctrl+u", *FIRST_CALLER[-4:], "enter")
        await page.closed()
        assert page.stored().phone_verified_at is not None


async def test_a_call_on_its_way_is_said_and_goes_on_when_the_dialog_is_left(sqlite_database: Database) -> None:
    ringing = Event()

    class Slow:
        keeps = True

        def place(self, number: str, request_id: str, *, voice: str = "") -> Placed:
            ringing.wait(PATIENCE)
            return Placed(caller=FIRST_CALLER)

    async with form(sqlite_database, gateways=Gateways(calls=(Slow(), Slow()))) as page:
        await page.press("ctrl+t")
        await page.dialog(VerifyPhoneDialog)
        how = page.app.screen.query_one("#how", Static)
        page.app.screen.query_one("#call", Button).press()
        await until(page.pilot, lambda: "Calling +31 6 12345678" in str(how.content))
        await page.press("escape")
        await page.closed()
        ringing.set()
        await until(page.pilot, lambda: waits(sqlite_database, page.actor))
        await page.press("ctrl+t")
        await page.dialog(VerifyPhoneDialog)
        assert "+31 6 12345678 was called" in str(page.app.screen.query_one("#how", Static).content)
        await page.press(*FIRST_CALLER[-4:], "enter")
        await page.closed()
        assert page.stored().phone_verified_at is not None


def waits(database: Database, actor: Actor) -> bool:
    return services(database).contacts.waiting(actor, Purpose.CALL) is not None


async def test_an_answer_that_comes_after_the_dialog_was_left_is_a_toast(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = Event()

    def refused(*_arguments: object) -> ProfileView:
        answer.wait(PATIENCE)
        raise ActionRefused("Support closed this account a moment ago.")

    monkeypatch.setattr(ProfileService, "request_country", refused)
    async with form(sqlite_database) as page:
        await page.press("shift+f7")
        await until(page.pilot, lambda: isinstance(page.app.screen, Dialog))
        await page.press(*"germ", "enter", *"moved", "enter", "enter")
        await page.press("escape")
        await page.closed()
        answer.set()
        await until(page.pilot, lambda: page.toasts() != [])
        assert page.toasts() == ["x Support closed this account a moment ago."]
        assert page.app.screen is page.screen


async def test_asking_for_another_country_shows_the_rates_and_then_the_request(sqlite_database: Database) -> None:
    async with form(sqlite_database) as page:
        await page.press("shift+f7")
        await page.dialog(CountryChangeDialog)
        await page.press(*"germ")
        effect = page.app.screen.query_one("#country-effect", Static)
        await until(page.pilot, lambda: "then 19 % (Germany)" in str(effect.content))
        assert "VAT now 21 % (Netherlands)" in str(effect.content)
        assert "You pay as before: from your balance or by bank transfer." in str(effect.content)
        await page.press("enter", "enter", "enter")
        assert page.stored().country_request is None
        await page.press(*"moved", "enter", "enter")
        await page.closed()
        await until(
            page.pilot,
            lambda: page.fact("country").state == "Change to Germany asked 2026-11-23, open",
        )
        assert not page.screen.query_one("#request-country").display
        request = page.stored().country_request
        assert request is not None
        assert request.body == "moved"


async def test_a_second_request_is_not_offered_and_refused_with_the_first_one(sqlite_database: Database) -> None:
    async with form(sqlite_database) as page:
        footer = page.screen.query_one(KeyBar)
        assert "shift+f7 Request change" in str(footer.render())
        services(page.database).profile.request_country(page.actor, "DE", "moved")
        await until(page.pilot, lambda: page.fact("country").state != "")
        assert "Request change" not in str(footer.render())
        assert "f7 Change email" in str(footer.render())
        await page.press("shift+f7")
        await until(page.pilot, lambda: page.toasts() != [])
        assert page.toasts() == ["x Change to Germany asked 2026-11-23, open: support answers it first."]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("de", "Germany"),
        ("NL", ""),
        ("united states", "USA"),
        ("czechia", "Czech Republic"),
        ("aland", "\u00c5land"),
    ],
)
async def test_a_country_is_found_by_name_code_and_without_accents(
    sqlite_database: Database, typed: str, name: str
) -> None:
    async with form(sqlite_database) as page:
        await page.press("shift+f7")
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


@pytest.mark.parametrize(("key", "dialog"), [("f11", CountryChangeDialog)])
async def test_what_was_typed_in_a_dialog_is_dropped_only_when_asked_for_twice(
    sqlite_database: Database, key: str, dialog: type[Dialog[bool | None]]
) -> None:
    async with form(sqlite_database) as page:
        await page.press(key)
        await page.dialog(dialog)
        await page.press("d", "escape")
        error = page.app.screen.query_one("#dialog-error", Static)
        await until(page.pilot, lambda: "not saved" in str(error.content))
        assert isinstance(page.app.screen, dialog)
        await page.press("escape")
        await page.closed()
        await page.press(key)
        await page.dialog(dialog)
        await page.press("escape")
        await page.closed()
