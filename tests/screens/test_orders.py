"""The orders section as its user meets it: finding, filtering, sorting, choosing, exporting."""

from __future__ import annotations

import csv
import errno
import json
import threading
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from introtui.domain.access import Actor
from introtui.domain.exporting import ExportFormat, export_orders
from introtui.domain.money import Money
from introtui.domain.order_views import OrderFilter, OrderRow
from introtui.domain.orders import OrderStatus, SuspendedFor
from introtui.domain.paging import Page, PageRequest
from introtui.domain.quotes import When
from introtui.screens.order_commands import ACTIONS
from introtui.services.orders import OrderService
from introtui.store.engine import Database
from introtui.widgets.find_input import FindInput
from introtui.widgets.record_table import RecordTable
from tests.building import add_account, add_order, services
from tests.programs import SMALL, WIDE, until
from tests.screens.seen import Seen, seen
from tests.waiting import PATIENCE


@pytest.fixture
def actor(sqlite_database: Database) -> Actor:
    """Return a customer with an order of every kind, in the order of the days left."""
    actor = add_account(sqlite_database)

    def order(number: int, plan: str, minor: int, **more: Any) -> None:
        add_order(sqlite_database, actor, order_id=number, plan=plan, price=Money(minor, "EUR"), **more)

    order(
        10259,
        "VPS S",
        995,
        paid_until=date(2026, 11, 18),
        status=OrderStatus.SUSPENDED,
        suspended_for=SuspendedFor.NONPAYMENT,
        hostname="shop.example.net",
    )
    order(10090, "VPS S", 995, paid_until=date(2026, 11, 22), hostname="mail.example.net")
    order(
        10187,
        "Dedicated EPYC",
        24900,
        paid_until=date(2026, 11, 25),
        addresses=("198.51.100.123", "2001:db8::1"),
    )
    order(10231, "VPS M", 1995, addresses=("203.0.113.7",), hostname="web1.example.net")
    order(10232, "VPS M", 1995, addresses=("203.0.113.8",), cancel_at=date(2026, 12, 21))
    order(10311, "VPS L", 3495, status=OrderStatus.PROCESSING, started_on=None, paid_until=None)
    for number in range(3):
        order(
            9001 + number,
            "VPS S",
            995,
            status=OrderStatus.TERMINATED,
            started_on=date(2025, 1, 1),
            paid_until=date(2025, 2 + number, 1),
            ended_on=date(2025, 2 + number, 15),
            hostname=f"old{number}.example.net",
        )
    return actor


def listed(page: Seen) -> list[int]:
    """Return the numbers of the rows on the screen, from the top."""
    table = page.app.screen.query_one(RecordTable)
    rows = [table.row_at(index) for index in range(table.length)]
    return [row.order_id for row in rows if isinstance(row, OrderRow)]


ACTIVE = [10259, 10090, 10187, 10231, 10232, 10311]


async def test_at_80_columns_nothing_is_cut_and_amounts_stand_under_their_currency(
    sqlite_database: Database, actor: Actor
) -> None:
    async with seen(sqlite_database, actor) as page:
        assert listed(page) == ACTIVE
        end = len(page.line("IP address"))
        for words in ("198.51.100.123+1", "ends 12-21", "processing", "Dedicated EPYC", "suspended  "):
            assert len(page.line(words)) == end <= 80, words
        assert page.line("IP address").endswith("EUR")
        assert "…" not in page.text


async def test_finding_keeps_up_with_fast_typing(sqlite_database: Database, actor: Actor) -> None:
    async with seen(sqlite_database, actor) as page:
        await page.press("slash", *"mail")
        assert listed(page) == [10090]
        assert page.footer.split("  ") == [" enter To the list", "esc Clear", "^p Commands"]
        await page.press("enter")
        assert isinstance(page.focused, RecordTable)
        assert "enter Details" in page.footer
        await page.press("escape")
        assert listed(page) == ACTIVE


async def test_esc_in_the_find_field_clears_it_and_down_leaves_it(sqlite_database: Database, actor: Actor) -> None:
    async with seen(sqlite_database, actor) as page:
        await page.press("slash", *"203.0", "down")
        assert listed(page) == [10231, 10232]
        assert isinstance(page.focused, RecordTable)
        await page.press("slash", "escape")
        assert page.app.screen.query_one(FindInput).value == ""
        assert listed(page) == ACTIVE
        assert isinstance(page.focused, RecordTable)


async def test_nothing_found_says_what_to_do(sqlite_database: Database, actor: Actor) -> None:
    async with seen(sqlite_database, actor) as page:
        await page.press("slash", *"nobody")
        assert "Press esc to clear the find field, or f for another filter." in page.text
        await page.press("enter")
        assert "Details" not in page.footer
        assert "Select" not in page.footer


async def test_a_filter_is_named_above_the_list_until_all_is_shown(
    sqlite_database: Database, actor: Actor
) -> None:
    async with seen(sqlite_database, actor) as page:
        await page.press("f", "enter", "down", "down", "enter", "tab", "tab", "tab", "tab", "enter")
        assert listed(page) == [10090]
        assert "filter: overdue" in page.text
        await page.press("f", "tab", "tab", "tab", "enter")
        assert listed(page) == ACTIVE
        assert "filter: all" in page.text


async def test_every_column_sorts_by_key_and_turns(sqlite_database: Database, actor: Actor) -> None:
    async with seen(sqlite_database, actor) as page:
        sorted_by = {}
        for _ in range(7):
            await page.press("s")
            column, descending = page.app.screen.query_one(RecordTable).sort
            assert not descending
            sorted_by[column] = listed(page)
            assert [line for line in page.lines if "▲" in line]
            await page.press("S")
            assert sorted(listed(page)) == sorted(ACTIVE)
            assert listed(page)[0] != sorted_by[column][0] or column in {"paid_until", "days"}
            await page.press("S")
        assert set(sorted_by) == {"id", "plan", "address", "paid_until", "days", "status", "cost"}
        assert sorted_by["id"] == sorted(ACTIVE)
        assert sorted_by["cost"][-1] == 10187
        assert sorted_by["plan"][0] == 10187


async def test_the_history_is_a_key_away_and_the_key_names_the_other_list(
    sqlite_database: Database, actor: Actor
) -> None:
    async with seen(sqlite_database, actor, size=WIDE) as page:
        assert "[Active 6]   History 3" in page.text
        assert "h History" in page.footer
        await page.press("h")
        assert "Active 6   [History 3]" in page.text
        assert "h Active" in page.footer
        assert listed(page) == [9003, 9002, 9001]
        assert "2025-04-15" in page.line("9003 VPS")
        await page.press("h")
        assert listed(page) == ACTIVE


async def test_the_selected_orders_are_exported_as_csv(
    sqlite_database: Database, actor: Actor, tmp_path: Path
) -> None:
    async with seen(sqlite_database, actor, export_folder=tmp_path) as page:
        await page.press("down", "space", "down", "down", "space", "e")
        assert "2 orders, those selected" in page.text
        await page.press("tab", "enter")
        saved = tmp_path / "orders-active.csv"
        await until(page.pilot, saved.exists)
        await until(page.pilot, lambda: bool(page.toasts))
        assert page.toasts[-1] == f"2 orders saved as {saved}."
        rows = list(csv.DictReader(saved.read_text(encoding="utf-8").splitlines()))
        assert [row["id"] for row in rows] == ["10090", "10231"]
        assert (rows[0]["status"], rows[0]["days_remaining"], rows[0]["price"]) == ("overdue", "-1", "9.95")


async def test_marks_outlast_a_find_and_a_filter_and_the_export_is_of_all_that_are_marked(
    sqlite_database: Database, actor: Actor, tmp_path: Path
) -> None:
    async with seen(sqlite_database, actor, export_folder=tmp_path) as page:
        await page.press("down", "space", "slash", *"203.0.113.8", "enter", "space")
        assert "2 selected" in page.text
        await page.press("ctrl+r", "e")
        assert "2 orders, those selected, shown here or not" in page.text
        await page.press("tab", "enter")
        await until(page.pilot, lambda: bool(page.toasts))
        rows = csv.DictReader((tmp_path / "orders-active.csv").read_text(encoding="utf-8").splitlines())
        assert [row["id"] for row in rows] == ["10090", "10232"]
        await page.press("escape")
        assert "2 selected" in page.text
        await page.press("h")
        assert "selected" not in page.text


async def test_without_a_selection_all_that_is_found_is_exported_as_json(
    sqlite_database: Database, actor: Actor, tmp_path: Path
) -> None:
    async with seen(sqlite_database, actor, export_folder=tmp_path) as page:
        await page.press("slash", *"203.0", "enter", "e")
        assert "2 orders, all that is found and filtered here" in page.text
        await page.press("tab", "tab", "enter")
        await until(page.pilot, lambda: bool(page.toasts))
        rows = json.loads((tmp_path / "orders-active.json").read_text(encoding="utf-8"))
        assert [(row["id"], row["ip_addresses"]) for row in rows] == [
            (10231, ["203.0.113.7"]),
            (10232, ["203.0.113.8"]),
        ]


async def test_a_folder_that_cannot_be_written_is_a_sentence(
    sqlite_database: Database, actor: Actor, tmp_path: Path
) -> None:
    async with seen(sqlite_database, actor, export_folder=tmp_path / "missing") as page:
        await page.press("e", "tab", "enter")
        await until(page.pilot, lambda: bool(page.toasts))
        path = tmp_path / "missing" / "orders-active.csv"
        assert page.toasts == [f"x {path} cannot be written: No such file or directory. Nothing was saved."]
        assert isinstance(page.focused, RecordTable)


async def test_a_file_that_cannot_be_completed_leaves_the_old_one_and_nothing_beside_it(
    sqlite_database: Database, actor: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, threads = tmp_path / "exports", set()
    folder.mkdir()
    saved = folder / "orders-active.csv"
    saved.write_text("of last month", encoding="utf-8")

    def formatted(rows: Iterable[OrderRow], form: ExportFormat) -> str:
        threads.add(threading.current_thread())
        return export_orders(rows, form)

    def full(_part: Path, _path: Path) -> Path:
        threads.add(threading.current_thread())
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("introtui.screens.order_export.export_orders", formatted)
    monkeypatch.setattr(Path, "replace", full)
    async with seen(sqlite_database, actor, export_folder=folder) as page:
        await page.press("e", "tab", "enter")
        await until(page.pilot, lambda: bool(page.toasts))
        assert page.toasts == [f"x {saved} cannot be written: No space left on device. Nothing was saved."]
    assert saved.read_text(encoding="utf-8") == "of last month"
    assert list(folder.iterdir()) == [saved]
    assert len(threads) == 1
    assert threading.main_thread() not in threads


async def test_another_sessions_order_appears_and_the_cursor_stays_on_its_own(
    sqlite_database: Database, actor: Actor
) -> None:
    async with seen(sqlite_database, actor) as page:
        await page.press("down", "down", "down")
        services(sqlite_database).orders.set_auto_renew(actor, 10231, True)
        await page.appears("renews by itself")
        services(sqlite_database).orders.set_comment(actor, 10090, "theirs", "")
        quote = services(sqlite_database).order_changes.quote_cancel(actor, 10259, When.NOW)
        services(sqlite_database).order_changes.confirm(actor, quote, "other-session")
        await page.appears("[Active 5]   History 4")
        await page.settle()
        assert listed(page) == ACTIVE[1:]
        assert page.line("10231 VPS M").startswith(">")


async def test_the_menu_says_for_each_command_whether_and_why_not(sqlite_database: Database, actor: Actor) -> None:
    async with seen(sqlite_database, actor) as page:
        await page.press("a")
        assert "not now: This order is suspended; change its plan once" in page.text
        assert "not now: Nothing is scheduled for this order" in page.text
        await page.press("c")
        assert "x This order is suspended" in page.text
        await page.press("w")
        await until(page.pilot, lambda: bool(page.toasts))
        assert services(sqlite_database).orders.load(actor, 10259).row.auto_renew


async def test_a_command_that_is_not_allowed_says_why(sqlite_database: Database, actor: Actor) -> None:
    async with seen(sqlite_database, actor) as page:
        assert "c Change plan" not in page.footer
        await page.press("c")
        assert page.toasts == ["x This order is suspended; change its plan once it is active again."]


async def test_without_orders_every_command_on_one_asks_to_choose(sqlite_database: Database) -> None:
    async with seen(sqlite_database, add_account(sqlite_database)) as page:
        assert "Press o to place the first one." in page.text
        for action in (*(f"order('{command}')" for command in ACTIONS), "actions", "detail"):
            page.app.clear_notifications()
            await page.app.run_action(action, page.app.screen)
            await page.settle()
            assert page.toasts == ["x Choose an order in the list first."]
        assert "Details" not in page.footer


async def test_typing_goes_on_while_the_database_is_slow_and_no_query_runs_on_the_loop(
    sqlite_database: Database, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_go, threads = threading.Event(), set()
    real = OrderService.page

    def slow(self: OrderService, actor: Actor, wanted: OrderFilter, request: PageRequest) -> Page[OrderRow]:
        threads.add(threading.current_thread())
        assert let_go.wait(PATIENCE)
        return real(self, actor, wanted, request)

    async with seen(sqlite_database, actor) as page:
        monkeypatch.setattr(OrderService, "page", slow)
        await page.pilot.press("slash", *"mail")
        assert page.app.screen.query_one(FindInput).value == "mail"
        let_go.set()
        await page.settle()
        assert listed(page) == [10090]
        assert threading.main_thread() not in threads


async def test_a_list_that_cannot_be_read_says_so_and_the_program_goes_on(
    sqlite_database: Database, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_arguments: object) -> Page[OrderRow]:
        raise OSError("disk I/O error")

    async with seen(sqlite_database, actor, size=WIDE) as page:
        monkeypatch.setattr(OrderService, "page", gone)
        monkeypatch.setattr(OrderService, "load", gone)
        await page.press("down")
        assert "That did not work, and nothing was" in page.text
        await page.press("h")
        assert "Press ctrl+r to try again." in page.text
        assert "tell support" in page.toasts[-1]
        monkeypatch.undo()
        await page.press("ctrl+r")
        assert listed(page) == [9003, 9002, 9001]


async def test_wide_the_detail_stands_beside_the_list_and_follows_the_cursor(
    sqlite_database: Database, actor: Actor
) -> None:
    async with seen(sqlite_database, actor, size=WIDE) as page:
        await page.press("down", "down")
        assert "Addresses    198.51.100.123," in page.text
        await page.resize(80, 24)
        assert "Addresses" not in page.text
        await page.press("down")
        await page.resize(*WIDE)
        assert "Hostname     web1.example.net" in page.text


async def test_any_dialog_survives_any_size(sqlite_database: Database, actor: Actor) -> None:
    async with seen(sqlite_database, actor) as page:
        await page.press("down", "down", "down")
        for key in ("c", "x", "a", "f", "e", "m", "enter", "question_mark"):
            await page.press(key)
            dialog = page.app.screen
            for size in ((20, 5), WIDE if key == "c" else SMALL):
                await page.resize(*size)
            assert page.app.screen is dialog, key
            await page.press("escape")
            assert page.app.screen is not dialog, key
