"""The VAT section as its user meets it: the published table, found, grouped, sorted, the own country marked."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from introtui.screens.vat import VatRow
from introtui.store.engine import Database
from introtui.widgets.record_table import RecordTable
from tests.building import ACCOUNT, TODAY, add_account, services
from tests.programs import SMALL, WIDE
from tests.screens.seen import Seen, seen
from tests.services.staffing import staff


def listed(page: Seen) -> list[str]:
    table = page.app.screen.query_one(RecordTable)
    rows = [table.row_at(index) for index in range(table.length)]
    return [row.rate.name for row in rows if isinstance(row, VatRow)]


@pytest.mark.parametrize("size", [SMALL, WIDE])
async def test_the_table_is_as_published_with_the_own_country_marked(
    sqlite_database: Database, size: tuple[int, int]
) -> None:
    async with seen(sqlite_database, add_account(sqlite_database), section="vat", size=size) as page:
        names = listed(page)
        assert (names[:3], len(names)) == (["Other", "Austria", "Belgium"], 29)
        assert "You are charged by the rate of Netherlands, 21 %." in page.text
        assert "21 %" in page.line("Belgium ")
        await page.press("slash", *"nether")
        assert "< yours" in page.line("Netherlands  ")
        assert "…" not in page.text


async def test_a_rate_that_is_not_set_is_never_nothing(sqlite_database: Database) -> None:
    actor = add_account(sqlite_database, replace(ACCOUNT, country="SI"))
    async with seen(sqlite_database, actor, section="vat") as page:
        assert "VAT for Slovenia is not set yet, so nothing can be priced for you." in page.text
        await page.press("slash", *"si", "enter")
        assert "not set" in page.line("Slovenia  < yours")
        assert "0 %" not in page.line("Slovenia  < yours")


async def test_a_country_that_is_not_listed_is_charged_as_other(sqlite_database: Database) -> None:
    actor = add_account(sqlite_database, replace(ACCOUNT, country="JP"))
    async with seen(sqlite_database, actor, section="vat") as page:
        assert "Japan is not in the table: you are charged by the rate of Other, 0 %." in page.text
        assert "0 %" in page.line("Other  < yours")


async def test_a_rate_that_is_scheduled_is_shown_with_its_day_and_not_where_it_was_taken_from(
    sqlite_database: Database,
) -> None:
    admin = staff(sqlite_database)
    day = TODAY + timedelta(days=39)
    services(sqlite_database).vat.set_rate(admin, "NL", 2250, day, "a letter of the ministry")
    async with seen(sqlite_database, add_account(sqlite_database), section="vat") as page:
        assert f"You are charged by the rate of Netherlands, 21 %; from {day} on 22.5 %." in page.text
        await page.press("slash", *"nether", "enter")
        row = page.line("Netherlands  < yours")
        assert row.split()[-6:] == ["%", "2020-01-01", "22.5", "%", "on", str(day)]
        assert "ministry" not in page.text


async def test_find_by_name_or_code_and_clear(sqlite_database: Database) -> None:
    async with seen(sqlite_database, add_account(sqlite_database), section="vat") as page:
        await page.press("slash", *"swe")
        assert listed(page) == ["Sweden"]
        assert page.footer.split("  ") == [" enter To the list", "esc Clear", "^p Commands"]
        await page.press("escape")
        assert len(listed(page)) == 29
        await page.press("slash", *"czechia", "down")
        assert listed(page) == ["Czech Republic"]
        assert "esc Clear find" in page.footer
        await page.press("escape")
        assert len(listed(page)) == 29
        assert "esc" not in page.footer
        await page.press("slash", *"atlantis")
        assert "No country is called that." in page.text


async def test_groups(sqlite_database: Database) -> None:
    async with seen(sqlite_database, add_account(sqlite_database), section="vat") as page:
        await page.press("g")
        assert "group: European Union" in page.text
        assert {"Other", "USA"}.isdisjoint(listed(page))
        await page.press("g")
        assert listed(page) == ["Other", "USA"]
        await page.press("g")
        assert "group: all" in page.text


async def test_sorting_by_key_ends_in_the_published_order(sqlite_database: Database) -> None:
    async with seen(sqlite_database, add_account(sqlite_database), section="vat") as page:
        published = listed(page)
        await page.press("s")
        assert listed(page) == sorted(published, key=str.casefold)
        await page.press("S")
        assert listed(page)[0] == "USA"
        await page.press("s", "s", "s", "S")
        assert listed(page)[0] == "Hungary"
        await page.press("s", "s", "s")
        assert listed(page) == published
        assert not any("▲" in line or "▼" in line for line in page.lines)
