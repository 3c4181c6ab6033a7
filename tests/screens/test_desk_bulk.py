"""All orders at the desk: marked, acted on at once with what it comes to first, followed, and whose they are."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import func, select

from introtui.domain.access import Actor, Role
from introtui.domain.all_orders import AllOrdersFilter
from introtui.domain.bulk import JobState
from introtui.domain.money import Money
from introtui.services.bulk_jobs import service
from introtui.store.engine import Database
from introtui.store.tables import BulkJob
from tests.screens.seen import Seen, seen
from tests.services.bulk_desk import RENEW, BulkDesk, bulk_desk
from tests.services.staffing import staff

LIST = "all_orders"


@pytest.fixture
def desk(sqlite_database: Database) -> BulkDesk:
    """An admin, a rich customer with three orders and a poor one with one."""
    desk = bulk_desk(sqlite_database)
    desk.orders(desk.customer("rich"), 3)
    desk.orders(desk.customer("poor", "0"), 1)
    return desk


@asynccontextmanager
async def at_desk(
    desk: BulkDesk, actor: Actor | None = None, *, section: str = LIST, folder: Path = Path()
) -> AsyncIterator[Seen]:
    async with seen(desk.database, actor or desk.admin, section=section, export_folder=folder) as page:
        yield page


def jobs(desk: BulkDesk) -> int:
    with desk.database.read() as session:
        return session.scalar(select(func.count()).select_from(BulkJob)) or 0


async def test_everything_is_marked_shown_run_and_followed_to_its_results(desk: BulkDesk) -> None:
    async with at_desk(desk) as page:
        await page.press("asterisk")
        assert "4 selected" in page.text
        await page.press("b")
        assert "╭─ Bulk · 4 orders" in page.text
        await page.press("tab", "tab", "tab", *"why", "enter")
        assert "3 to do, 1 refused; nothing is done yet" in page.text
        assert "EUR 72.42 in all: EUR 59.85 and VAT EUR 12.57" in page.text
        assert "x 1 refused: The balance is EUR … short." in page.text
        assert jobs(desk) == 0
        await page.press("tab", "enter")
        assert page.toasts == ["Job 1 is under way; j shows how far it is."]
        assert "selected" not in page.text
        await page.press("j")
        assert "waiting" in page.line("1 admin")
        desk.at.bulk_runner.run_due()
        await page.appears("done")
        await page.press("enter")
        assert "done: 3 done, 1 refused of 4; booked EUR 72.42." in page.text
        assert len([line for line in page.lines if "Renewed to 2027-01-21 on" in line]) >= 3
        await page.press("f")
        assert "Shown: refused." in page.text
        assert "The balance is EUR 24.14 short." in page.text


async def test_what_was_shown_holds_for_what_was_typed_alone(desk: BulkDesk) -> None:
    async with at_desk(desk) as page:
        await page.press(" ", "b", "tab", "tab", "tab", *"why", "enter")
        assert "Run 1" in page.text
        await page.press("shift+tab", "x")
        assert "Dry run" in page.text
        assert "nothing is done yet" not in page.text
        assert jobs(desk) == 0


async def test_what_is_missing_is_said_beside_its_field_and_nothing_typed_is_lost(desk: BulkDesk) -> None:
    async with at_desk(desk) as page:
        await page.press("b", "tab", "tab", "tab", "enter")
        assert "x Say why, such as the number of the ticket." in page.text
        await page.press(*"why", "escape")
        assert "What you wrote is not saved. Once more to drop it." in page.text
        assert "why" in page.line("Reason *")
        await page.press("escape")
        assert "Bulk ·" not in page.text


async def test_a_dry_run_is_left_by_escape(desk: BulkDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "CHUNK", 1)
    async with at_desk(desk) as page:
        await page.press("asterisk", "b", "tab", "tab", "tab", *"why")
        dialog = page.app.screen
        monkeypatch.setattr(type(dialog), "_goes_on", lambda _dialog, _done: False)
        await page.press("enter")
        assert "x Stopped; nothing was done." in page.text
        assert "Dry run" in page.text


async def test_a_list_is_saved_as_a_file_with_just_what_is_marked(desk: BulkDesk, tmp_path: Path) -> None:
    async with at_desk(desk, folder=tmp_path) as page:
        await page.press(" ", "down", " ", "b", "enter", "end", "enter", "tab", "tab", "tab", "enter")
        assert page.toasts == [f"2 orders saved as {tmp_path}/all-orders.csv."]
    assert (tmp_path / "all-orders.csv").read_text().count("\n") == 3


async def test_accounts_are_written_to_and_saved_but_not_renewed(desk: BulkDesk) -> None:
    async with at_desk(desk, section="accounts") as page:
        await page.press("asterisk", "b")
        assert "Bulk · 3 accounts" in page.text
        assert "Notify" in page.line("What to do")
        await page.press("tab", *"Hello", "tab", *"All", "enter", *"fine", "tab", "tab", "enter")
        assert "3 to do; nothing is done yet" in page.text
        await page.press("tab", "enter")
        assert jobs(desk) == 1
        assert desk.view(1).task.text == "All\nfine"


async def test_a_job_is_stopped_and_resumed_from_its_list(desk: BulkDesk) -> None:
    numbers = list(desk.at.all_orders.matching(desk.admin, AllOrdersFilter()))
    job = desk.start(RENEW, numbers)
    async with at_desk(desk) as page:
        await page.press("j")
        assert "x Stop" in page.footer
        assert "[ Stop ]" in page.text
        assert "[ Resume ]" not in page.text
        await page.press("x")
        await page.appears("stopped 25 %")
        assert desk.view(job).state is JobState.STOPPED
        assert "r Resume" in page.footer
        assert "[ Resume ]" in page.text
        assert "[ Stop ]" not in page.text
        await page.press("r")
        await page.appears("waiting 25 %")
        desk.at.bulk_runner.run_due()
        await page.goes("[ Stop ]")
        assert "[ Resume ]" not in page.text
        assert "[ Results ]" in page.text


async def test_where_nothing_was_started_a_list_of_jobs_is_only_closed(desk: BulkDesk) -> None:
    async with at_desk(desk) as page:
        await page.press("j")
        assert "Nothing was started yet" in page.text
        assert not [word for word in ("Stop", "Resume", "Results") if f"[ {word} ]" in page.text]


async def test_a_filter_chooses_what_is_shown_marked_and_sorted_by(desk: BulkDesk) -> None:
    yen = desk.customer("yen", "0", currency="JPY")
    desk.orders(yen, 2, price=Money(3000, "JPY"))
    async with at_desk(desk) as page:
        await page.press("f", "tab", "tab", "enter", "end", "enter", *["tab"] * 4, "enter")
        assert "filter: active, JPY" in page.text
        await page.press("asterisk")
        assert "2 selected" in page.text
        await page.press("s")
        assert "Amount▲" in page.text.replace(" ", "") or "▲Amount" in page.text
        await page.press("enter")
        assert "yen · Ivan Ivanov" in page.text


async def test_who_may_not_act_on_many_is_not_offered_it(desk: BulkDesk) -> None:
    support = staff(desk.database, Role.OPERATOR, "support")
    async with at_desk(desk, support) as page:
        assert "b Bulk" not in page.footer
        assert "j Jobs" not in page.footer
        await page.press("b", "j")
        assert "Bulk" not in page.text


async def test_hostile_names_are_only_ever_text(desk: BulkDesk) -> None:
    owner = desk.customer("hostile")
    number = desk.orders(owner, 1, hostname="[/]\x1b]52;c;\x07", comment="[@click=app.bell]x[/]")[0]
    async with at_desk(desk) as page:
        await page.resize(160, 40)
        await page.press("s", "end")
        assert str(number) in page.text
        assert "[@click=app.bell]x[/]" in page.text
        assert "\x1b]52" not in page.text
