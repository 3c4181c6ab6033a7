"""The VAT desk: what a rate changes is seen before it is scheduled, and nothing typed is lost."""

from __future__ import annotations

from datetime import date

import pytest

from introtui.domain.access import Actor, Role
from introtui.store.engine import Database
from tests.building import add_account, add_order, services
from tests.programs import WIDE
from tests.screens.seen import seen
from tests.services.staffing import staff

NETHERLANDS = ("down",) * 20
NEXT_YEAR = ("tab", "end", "ctrl+u", *"2027-01-01")


@pytest.fixture
def customer(sqlite_database: Database) -> Actor:
    actor = add_account(sqlite_database)
    add_order(sqlite_database, actor)
    return actor


async def test_the_list_stands_in_the_order_of_the_names_it_shows(sqlite_database: Database) -> None:
    async with seen(sqlite_database, staff(sqlite_database), section="rates", size=WIDE) as page:
        assert page.text.index("Other ") < page.text.index("Austria")
        assert page.text.index("Finland") < page.text.index("France")
        await page.press(*("down",) * 9)
        assert "> Finland" in page.text
        await page.press("S")
        assert page.text.index("France") < page.text.index("Finland")
        await page.press("end")
        assert "> Other" in page.text


async def test_a_rate_is_rehearsed_scheduled_and_withdrawn(sqlite_database: Database, customer: Actor) -> None:
    admin = staff(sqlite_database)
    vat = services(sqlite_database).vat
    async with seen(sqlite_database, admin, section="rates") as page:
        await page.press(*NETHERLANDS, "n", *"22", *NEXT_YEAR, "enter", "enter")
        assert "24.14        24.34       +0.20" in page.line("EUR                      1")
        assert "ivanov" in page.text
        assert len(vat.history("NL")) == 1
        await page.press("enter", "enter")
        assert [(each.rate_bp, each.valid_from) for each in vat.history("NL")[1:]] == [(2200, date(2027, 1, 1))]
        await page.appears("22 % 2027-01-01")
        await page.press("r")
        assert "+0.20" in page.text
        await page.press("escape", "w", "tab", "enter")
        await page.goes("22 % 2027-01-01")
        assert len(vat.history("NL")) == 1


async def test_what_is_edited_after_the_rehearsal_is_rehearsed_again(
    sqlite_database: Database, customer: Actor
) -> None:
    admin = staff(sqlite_database)
    async with seen(sqlite_database, admin, section="rates") as page:
        await page.press(*NETHERLANDS, "n", *"22", *NEXT_YEAR, "enter", "enter")
        assert "[ Schedule this rate ]" in page.text
        await page.press("shift+tab", "shift+tab", "end", "0", "enter")
        assert "[ See what it changes ]" in page.text
        assert len(services(sqlite_database).vat.history("NL")) == 1
        await page.press("enter", "enter")
        assert "x Enter a rate from 0 to 100 percent." in page.text
        assert "220" in page.line("Rate *")
        await page.press("escape")
        assert "What you wrote is not saved. Once more to drop it." in page.text


async def test_the_keys_that_scroll_a_long_dialog_are_named_while_one_types(
    sqlite_database: Database, customer: Actor
) -> None:
    async with seen(sqlite_database, staff(sqlite_database), section="rates", size=(80, 16)) as page:
        await page.press(*NETHERLANDS, "n", *"22")
        assert "Scroll" not in page.footer
        await page.press(*NEXT_YEAR, "enter", "enter")
        assert "pgup/pgdn Scroll" in page.footer
        assert "ivanov" not in page.text
        await page.press("pagedown")
        assert "ivanov" in page.text


async def test_a_rate_that_cannot_begin_is_refused_beside_its_day(sqlite_database: Database) -> None:
    async with seen(sqlite_database, staff(sqlite_database), section="rates") as page:
        await page.press(*NETHERLANDS, "n", *"22", "tab", "end", "ctrl+u", *"2026-01-01", "enter", "enter")
        assert "x A rate of Netherlands was charged on 2026-01-01" in page.text


async def test_the_statutory_rate_is_filled_in_and_adopted(sqlite_database: Database) -> None:
    async with seen(sqlite_database, staff(sqlite_database), section="rates") as page:
        await page.press("f", "f", "t", "enter", "enter", "enter", "enter", "enter")
        slovenia = services(sqlite_database).vat.history("SI")[-1]
        assert (slovenia.rate_bp, str(slovenia.valid_from)) == (2200, "2026-11-23")
        assert slovenia.source.startswith("statutory rates as of")
        await page.appears("No rate is like that. Press f for another filter.")


async def test_who_may_not_set_rates_can_rehearse_them(sqlite_database: Database, customer: Actor) -> None:
    reader = staff(sqlite_database, Role.OPERATOR, "read-only")
    async with seen(sqlite_database, reader, section="rates") as page:
        await page.press(*NETHERLANDS, "t", "w")
        assert "New rate" not in page.footer
        await page.press("r", *"22", "enter", "enter", "enter", "enter")
        assert "+0.20" in page.text
        assert "Schedule" not in page.text
        assert len(services(sqlite_database).vat.history("NL")) == 1
