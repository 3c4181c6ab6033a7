"""The table of records: what stays when its list is read anew, and what changed under it."""

from __future__ import annotations

from introtui.widgets.record_messages import RowHighlighted
from tests.widgets.record_bed import Bed
from tests.widgets.record_source import Item, Source, numbered


async def test_another_list_starts_at_the_top_without_marks(bed: Bed) -> None:
    await bed.show(Source(numbered(500)))
    await bed.press("end", "space")
    await bed.show(Source(numbered(500)))
    assert bed.table.selected == frozenset()
    assert bed.key() == 1
    assert bed.lines()[1].split()[1] == "1"


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
