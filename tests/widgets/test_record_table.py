"""The table of records: what a user sees and does, and what it costs the source."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from textual import events
from textual.app import App
from textual.worker import WorkerState

from introtui.domain.errors import IntrotuiError
from introtui.widgets.record_cells import Cell, Column
from introtui.widgets.record_messages import (
    LoadFailed,
    RecordMessage,
    RowChosen,
    RowHighlighted,
    SelectionChanged,
    SortChanged,
)
from introtui.widgets.record_pages import PAGE_SIZE, PAGES_KEPT
from introtui.widgets.record_table import RecordTable
from tests.widgets.record_source import Item, Source, numbered

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from textual.app import ComposeResult
    from textual.pilot import Pilot

COLUMNS = (
    Column("id", "ID", 6, align="right"),
    Column("name", "Name", 14, grow=True),
    Column("plan", "Plan", 6, sortable=False),
)


def cells(item: Item) -> list[Cell]:
    return [Cell(str(item.id)), Cell(item.name, "dim"), Cell("VPS M")]


class TableApp(App[None]):
    """A table alone on the screen, and every message it sent."""

    CSS = "RecordTable { height: 1fr; }"

    def __init__(self) -> None:
        super().__init__()
        self.messages: list[RecordMessage[Item]] = []

    def compose(self) -> ComposeResult:
        yield RecordTable(COLUMNS, key=lambda item: item.id, cells=cells, empty="No orders yet.\nPress n.")

    @property
    def table(self) -> RecordTable[Item]:
        return self.query_one(RecordTable)

    def on_record_table_row_highlighted(self, message: RowHighlighted[Item]) -> None:
        self.messages.append(message)

    def on_record_table_row_chosen(self, message: RowChosen[Item]) -> None:
        self.messages.append(message)

    def on_record_table_selection_changed(self, message: SelectionChanged[Item]) -> None:
        self.messages.append(message)

    def on_record_table_sort_changed(self, message: SortChanged[Item]) -> None:
        self.messages.append(message)

    def on_record_table_load_failed(self, message: LoadFailed[Item]) -> None:
        self.messages.append(message)

    def chosen(self) -> list[int]:
        return [message.key for message in self.messages if isinstance(message, RowChosen)]


class Bed:
    """A running app, and what a user sees of it."""

    def __init__(self, pilot: Pilot[None], app: TableApp) -> None:
        self.pilot = pilot
        self.app = app
        self.table = app.table

    async def settle(self) -> None:
        """Wait for reads and what they cause."""
        await self.pilot.pause()
        await asyncio.gather(*(worker.wait() for worker in self.app.workers), return_exceptions=True)
        await self.pilot.pause()

    async def show(self, source: Source, *, sort: str = "id", keep_cursor: bool = False) -> None:
        self.table.show(source.load, source.count, sort=sort, keep_cursor=keep_cursor)
        await self.settle()

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.pilot.press(key)
        await self.settle()

    def lines(self) -> list[str]:
        return [self.table.render_line(y).text for y in range(self.table.size.height)]

    def cursor_line(self) -> str:
        return next((line for line in self.lines() if line.startswith(">")), "")

    def key(self) -> int | None:
        return self.table.current.id if self.table.current is not None else None


@pytest.fixture
async def bed() -> AsyncIterator[Bed]:
    app = TableApp()
    async with app.run_test(size=(60, 12)) as pilot:
        yield Bed(pilot, app)


async def test_everything_may_be_called_before_there_are_rows(bed: Bed) -> None:
    await bed.press("down", "end", "pageup", "home", "space", "enter", "ctrl+r")
    bed.table.sort_by("id")
    bed.table.reload()
    assert bed.table.current is None
    assert bed.table.row_at(7) is None
    assert bed.table.selected == frozenset()
    assert bed.app.chosen() == []


async def test_a_list_opens_at_its_first_row_with_one_read(bed: Bed) -> None:
    source = Source(numbered(1000))
    await bed.show(source)
    assert bed.lines()[0].split() == ["▲ID", "Name", "Plan"]
    assert bed.cursor_line().split()[:2] == [">", "1"]
    assert bed.table.length == 1000
    assert len(source.requests) == 1
    assert isinstance(bed.app.messages[-1], RowHighlighted)
    assert bed.app.messages[-1].key == 1


async def test_a_list_asked_for_before_mounting_is_read_once() -> None:
    source = Source(numbered(3))

    class Early(TableApp):
        def compose(self) -> ComposeResult:
            table = RecordTable(COLUMNS, key=lambda item: item.id, cells=cells)
            table.show(source.load, source.count)
            yield table

    app = Early()
    async with app.run_test(size=(60, 12)) as pilot:
        bed = Bed(pilot, app)
        await bed.settle()
        assert bed.key() == 1
        assert len(source.requests) == 1


async def test_keys_move_the_cursor_and_keep_it_in_view(bed: Bed) -> None:
    await bed.show(Source(numbered(1000)))
    for keys, key in (
        (["down", "down"], 3),
        (["up"], 2),
        (["pagedown"], 13),
        (["pageup"], 2),
        (["up", "up", "up"], 1),
        (["end"], 1000),
        (["down"], 1000),
        (["home"], 1),
    ):
        await bed.press(*keys)
        assert bed.key() == key
        assert bed.cursor_line().split()[1] == str(key)


async def test_neighbouring_pages_are_read_by_cursor_and_ahead_of_the_view(bed: Bed) -> None:
    source = Source(numbered(1000))
    await bed.show(source)
    await bed.press(*["pagedown"] * 5)
    assert [request.after for request in source.requests] == [None, (PAGE_SIZE, PAGE_SIZE)]
    assert bed.key() == 56


async def test_end_reads_from_the_end_and_back_by_cursor(bed: Bed) -> None:
    source = Source(numbered(100_030))
    await bed.show(source)
    await bed.press("end")
    assert bed.key() == 100_030
    last, before = source.requests[1:]
    assert (last.from_end, last.limit) == (True, 30)
    assert before.before == (100_001, 100_001)
    await bed.press(*["up"] * 40)
    assert bed.key() == 99_990
    assert all(request.offset is None for request in source.requests)


async def test_a_jump_reads_by_offset(bed: Bed) -> None:
    source = Source(numbered(100_000))
    await bed.show(source)
    bed.table.cursor_row = 54_321
    await bed.settle()
    assert bed.key() == 54_322
    assert source.requests[1].offset == 54_300


async def test_a_long_list_is_kept_in_bounded_memory(bed: Bed) -> None:
    source = Source(numbered(100_000))
    await bed.show(source)
    for row in range(0, 100_000, 2000):
        bed.table.cursor_row = row
        await bed.settle()
    held = sum(bed.table.row_at(index) is not None for index in range(100_000))
    assert 0 < held <= PAGE_SIZE * PAGES_KEPT
    assert bed.key() == 98_001


async def test_rows_are_shown_before_they_are_counted(bed: Bed) -> None:
    source = Source(numbered(1000))
    source.count_gate.clear()
    bed.table.show(source.load, source.count)
    await bed.pilot.pause()
    assert bed.key() == 1
    await bed.pilot.press("end", "end")
    assert bed.key() in {100, 200}, "the end is not known yet"
    source.count_gate.set()
    await bed.settle()
    assert bed.key() == 1000, "it goes there as soon as it is"


async def test_without_a_count_the_list_grows_as_it_is_read(bed: Bed) -> None:
    source = Source(numbered(250))
    source.count_gate.clear()
    bed.table.show(source.load, source.count)
    await bed.pilot.pause()
    for _ in range(30):
        await bed.pilot.press("pagedown")
    assert bed.key() == 250
    assert bed.table.length == 250


async def test_rows_being_read_are_marked_as_such(bed: Bed) -> None:
    source = Source(numbered(1000))
    source.rows_gate.clear()
    bed.table.show(source.load, source.count)
    await bed.pilot.pause()
    assert bed.lines()[1].split() == [">", "…"]
    source.rows_gate.set()
    await bed.settle()
    assert bed.lines()[1].split()[1] == "1"


async def test_rows_that_came_while_out_of_view_are_shown_on_return(bed: Bed) -> None:
    source = Source(numbered(1000))
    await bed.show(source)
    source.rows_gate.clear()
    bed.table.cursor_row = 550
    await bed.pilot.pause()
    assert "…" in bed.cursor_line()
    await bed.pilot.press("home")
    source.rows_gate.set()
    await bed.settle()
    bed.table.cursor_row = 550
    assert bed.cursor_line().split()[1] == "551"


async def test_a_late_answer_of_an_older_list_is_dropped(bed: Bed) -> None:
    slow, quick = Source(numbered(500)), Source(numbered(5, first=9000))
    slow.rows_gate.clear()
    bed.table.show(slow.load, slow.count)
    await bed.pilot.pause()
    bed.table.show(quick.load, quick.count)
    await bed.pilot.pause()
    slow.rows_gate.set()
    await bed.settle()
    assert bed.key() == 9000
    assert bed.table.length == 5


async def test_a_late_failure_of_an_older_list_is_dropped(bed: Bed) -> None:
    slow, quick = Source([], error=OSError()), Source(numbered(5))
    slow.rows_gate.clear()
    bed.table.show(slow.load, slow.count)
    await bed.pilot.pause()
    await bed.show(quick)
    slow.rows_gate.set()
    await bed.settle()
    assert not any(isinstance(message, LoadFailed) for message in bed.app.messages)
    assert bed.lines()[-1].strip() == ""


async def test_a_failure_is_told_and_can_be_tried_again(bed: Bed) -> None:
    error = IntrotuiError("The database is busy.")
    source = Source(numbered(500), error=error)
    await bed.show(source)
    assert bed.lines()[-1].strip() == "! The database is busy. Press ctrl+r to try again."
    assert [message.error for message in bed.app.messages if isinstance(message, LoadFailed)] == [error]
    source.error = None
    await bed.press("ctrl+r")
    assert bed.key() == 1
    assert "!" not in bed.lines()[-1]


async def test_a_failure_shows_no_secret(bed: Bed) -> None:
    await bed.show(Source(numbered(5), error=OSError("password=hunter2")))
    assert bed.lines()[-1].strip() == "! The list could not be read. Press ctrl+r to try again."


async def test_rows_stay_usable_when_counting_or_reading_on_fails(bed: Bed) -> None:
    source = Source(numbered(500), count_error=OSError())
    await bed.show(source)
    assert bed.key() == 1
    source.error = OSError()
    await bed.press(*["pagedown"] * 12)
    assert bed.key() == 100
    assert bed.cursor_line().split()[1] == "100", "the message hides no row"
    source.error = source.count_error = None
    await bed.press("ctrl+r", "end")
    assert bed.key() == 500


async def test_an_empty_list_says_so(bed: Bed) -> None:
    await bed.show(Source([]))
    assert [line.strip() for line in bed.lines()[1:5]] == ["", "No orders yet.", "Press n.", ""]
    await bed.press("end", "space", "enter")
    assert bed.app.chosen() == []
    bed.table.empty = "Nothing matches."
    assert "Nothing matches." in bed.lines()[2]


async def test_space_marks_rows_and_enter_opens_one(bed: Bed) -> None:
    await bed.show(Source(numbered(20)))
    await bed.press("space", "down", "down", "space", "enter")
    assert bed.table.selected == {1, 3}
    assert [line[1] for line in bed.lines()[1:5]] == ["x", " ", "x", " "]
    assert bed.app.chosen() == [3]
    await bed.press("space")
    assert bed.table.selected == {1}
    selections = [message.keys for message in bed.app.messages if isinstance(message, SelectionChanged)]
    assert selections == [{1}, {1, 3}, {1}]


async def test_another_list_starts_at_the_top_without_marks(bed: Bed) -> None:
    await bed.show(Source(numbered(500)))
    await bed.press("end", "space")
    await bed.show(Source(numbered(500)))
    assert bed.table.selected == frozenset()
    assert bed.key() == 1
    assert bed.lines()[1].split()[1] == "1"


async def test_sorting_reads_anew_from_the_top(bed: Bed) -> None:
    await bed.show(Source(numbered(500)))
    await bed.press("down", "down")
    for column, descending, first in (("name", False, 500), ("name", True, 1), ("id", False, 1)):
        bed.table.sort_by(column)
        await bed.settle()
        arrow = "▼" if descending else "▲"
        assert (f"Name{arrow}" if column == "name" else f"{arrow}ID") in bed.lines()[0]
        assert bed.key() == first
        assert bed.table.sort == (column, descending)
    changes = [(m.column, m.descending) for m in bed.app.messages if isinstance(m, SortChanged)]
    assert changes == [("name", False), ("name", True), ("id", False)]
    with pytest.raises(ValueError, match="plan"):
        bed.table.sort_by("plan")


async def test_a_descending_list_reads_on_and_back(bed: Bed) -> None:
    source = Source(numbered(950))
    bed.table.show(source.load, source.count, sort="id", descending=True)
    await bed.settle()
    await bed.press("end")
    assert bed.key() == 1
    await bed.press(*["pageup"] * 14)
    assert bed.key() == 155
    assert all(request.offset is None for request in source.requests)


async def test_the_mouse_sorts_moves_marks_opens_and_scrolls(bed: Bed) -> None:
    await bed.show(Source(numbered(500)))
    await bed.pilot.click(RecordTable, offset=(20, 3))
    assert bed.key() == 3
    assert bed.app.chosen() == []
    await bed.pilot.click(RecordTable, offset=(20, 5), times=2)
    assert bed.app.chosen() == [5], "a double click opens once"
    await bed.pilot.click(RecordTable, offset=(1, 7))
    assert bed.table.selected == {7}
    assert bed.app.chosen() == [5]
    await bed.pilot.click(RecordTable, offset=(20, 0))
    await bed.settle()
    assert bed.table.sort == ("name", False)
    await bed.pilot.click(RecordTable, offset=(56, 0))
    await bed.settle()
    assert bed.table.sort == ("name", False), "this column does not sort"
    for _ in range(60):
        bed.table.post_message(events.MouseScrollDown(bed.table, 20, 3, 0, 1, 0, False, False, False))
    await bed.settle()
    assert bed.lines()[1].split()[0] == str(500 - 60 * bed.app.scroll_sensitivity_y)[:3]
    assert bed.table.cursor_row == 0, "scrolling leaves the cursor where it is"


async def test_a_reload_keeps_old_rows_until_the_new_ones_are_here(bed: Bed) -> None:
    source = Source(numbered(500))
    await bed.show(source)
    await bed.press("pagedown", "space")
    before = bed.lines()
    source.rows_gate.clear()
    source.items = numbered(560, first=-59)
    bed.table.reload()
    await bed.pilot.pause()
    assert bed.lines() == before
    source.rows_gate.set()
    await bed.settle()
    assert bed.table.length == 560
    assert bed.lines() == before, "sixty rows came above, and nothing moved on the screen"
    assert bed.key() == 12
    assert bed.table.selected == {12}


async def test_a_changed_row_is_told_again_on_a_reload(bed: Bed) -> None:
    source = Source(numbered(5))
    await bed.show(source)
    source.items = [Item(1, "renamed"), *source.items[1:]]
    await bed.show(source, keep_cursor=True)
    message = bed.app.messages[-1]
    assert isinstance(message, RowHighlighted)
    assert message.row == Item(1, "renamed")
    assert "renamed" in bed.cursor_line()


async def test_a_row_that_went_leaves_the_cursor_in_its_place(bed: Bed) -> None:
    source = Source(numbered(5))
    await bed.show(source)
    await bed.press("down", "space", "down", "space")
    source.items = [item for item in source.items if item.id != 3]
    await bed.show(source, keep_cursor=True)
    assert bed.key() == 4
    assert bed.table.selected == {2}, "a row that is gone is not marked"


async def test_a_list_that_shrank_below_the_view_is_shown_at_its_end(bed: Bed) -> None:
    source = Source(numbered(5000))
    await bed.show(source)
    await bed.press("end")
    source.items = numbered(320)
    source.requests.clear()
    await bed.show(source, keep_cursor=True)
    assert bed.key() == 320
    assert len(source.requests) <= 4
    source.items = []
    await bed.show(source, keep_cursor=True)
    assert bed.key() is None
    assert "No orders yet." in bed.lines()[2]


async def test_a_list_that_shrank_unnoticed_ends_where_its_rows_end(bed: Bed) -> None:
    source = Source(numbered(1000))
    await bed.show(source)
    source.items = numbered(905)
    await bed.press("end")
    assert bed.key() == 905


async def test_a_failed_reload_keeps_the_rows(bed: Bed) -> None:
    source = Source(numbered(5))
    await bed.show(source)
    source.error = OSError()
    await bed.show(source, keep_cursor=True)
    assert bed.key() == 1
    assert bed.lines()[-1].startswith("! ")
    source.error, source.items = None, numbered(6)
    await bed.press("ctrl+r")
    assert bed.table.length == 6


async def test_hostile_text_is_shown_as_text(bed: Bed) -> None:
    await bed.show(Source([Item(1, "[@click=app.quit]x[/]"), Item(2, "[/]\x1b]52;c;eA==\x07"), Item(3, "a\nb")]))
    await bed.pilot.click(RecordTable, offset=(15, 1))
    assert bed.app.is_running
    assert "[@click=app.quit]x[/]" in bed.lines()[1]
    assert all(line.isprintable() for line in bed.lines())
    assert "a b" in bed.lines()[3]


async def test_wide_and_combined_characters_keep_the_columns_straight(bed: Bed) -> None:
    names = ["plain", "日本語サーバー東京データセンターと長い名前です", "e\u0301te\u0301" * 20, "Серверы " * 9, ""]
    await bed.show(Source([Item(number, name) for number, name in enumerate(names)]))
    for y in range(1, 6):
        strip = bed.table.render_line(y)
        assert strip.cell_length == bed.table.size.width
        assert strip.crop(strip.cell_length - 7, strip.cell_length).text.split() == ["VPS", "M"]
    assert [("…" in line) for line in bed.lines()[1:6]] == [False, True, True, True, False]


async def test_focus_shows_without_colour(bed: Bed) -> None:
    await bed.show(Source(numbered(3)))

    def mark_is_bold() -> bool:
        style = next(iter(bed.table.render_line(1))).style
        return style is not None and bool(style.bold)

    assert mark_is_bold()
    bed.app.set_focus(None)
    await bed.pilot.pause()
    assert not mark_is_bold()
    assert bed.cursor_line()


async def test_the_cursor_stays_in_view_when_the_terminal_shrinks(bed: Bed) -> None:
    await bed.show(Source(numbered(500)))
    await bed.press(*["down"] * 9)
    await bed.pilot.resize_terminal(40, 6)
    await bed.settle()
    assert bed.cursor_line().split()[1] == "10"
    assert {bed.table.render_line(y).cell_length for y in range(6)} == {bed.table.size.width}


async def test_no_read_fails_silently(bed: Bed) -> None:
    await bed.show(Source(numbered(500)))
    await bed.press("end", "home")
    assert not any(worker.state is WorkerState.ERROR for worker in bed.app.workers)
