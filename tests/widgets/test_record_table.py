"""The table of records: what a user sees and does."""

from __future__ import annotations

import pytest
from textual import events

from introtui.widgets.record_messages import SelectionChanged, SortChanged
from introtui.widgets.record_table import RecordTable
from tests.widgets.record_bed import Bed
from tests.widgets.record_source import Item, Source, numbered


async def test_everything_may_be_called_before_there_are_rows(bed: Bed) -> None:
    await bed.press("down", "end", "pageup", "home", "space", "enter", "ctrl+r")
    bed.table.sort_by("id")
    bed.table.reload()
    assert bed.table.current is None
    assert bed.table.row_at(7) is None
    assert bed.table.selected == frozenset()
    assert bed.app.chosen() == []


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
