"""The profile form: marks, errors beside the fields, save, discard, and what the draft blocks."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from textual.widgets import Button, Input

from introtui.domain.account import ProfileType
from introtui.recording.pictures import picture
from introtui.store.engine import Database
from tests.building import PROFILE
from tests.programs import until
from tests.screens.profile_page import form

HOSTILE = "Coolsingel\x1b]52;c;AAAA\x07 1\u202eevil"


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


async def test_a_click_on_a_label_goes_to_its_field(sqlite_database: Database) -> None:
    async with form(sqlite_database) as page:
        await page.pilot.click(page.field("address"), offset=(2, 0))
        await page.pilot.pause()
        assert page.field("address").has_focus_within


async def test_another_phone_number_is_not_verified(sqlite_database: Database) -> None:
    verified = datetime(2021, 3, 4, tzinfo=UTC)
    async with form(sqlite_database, phone_verified_at=verified) as page:
        phone = page.field("mobile_phone")
        assert phone.hint == "verified 2021-03-04"
        await page.write("mobile_phone", "+31687654321")
        assert phone.hint == "not verified"


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
        assert len(page.app._notifications) == 1
        await page.press("f9")
        assert page.field("city").value == ""
        assert not page.app._notifications


async def test_what_a_discard_offers_is_taken_back_once_it_holds_no_longer(sqlite_database: Database) -> None:
    async with form(sqlite_database) as page:
        await page.write("city", "Delft")
        await page.press("f9")
        await page.write("address", "Oude Delft 1")
        assert not page.app._notifications
        await page.press("f9")
        assert [toast.message for toast in page.app._notifications] == [
            "Discarded 1 change. Discard again to bring them back."
        ]
        await page.write("city", "Delft")
        await page.press("f8")
        await until(page.pilot, lambda: [toast.message for toast in page.app._notifications] == ["Saved."])


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
        field, visible = page.field(name), page.screen.query_one(".form").region
        await until(page.pilot, lambda: visible.contains_region(field.region) and field.region.height > 1)
        assert field.error in " ".join(picture("now", page.app.export_screenshot()).text.split())


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
