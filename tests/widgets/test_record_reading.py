"""The table of records: what it reads, and what is seen while it reads or cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.worker import WorkerState

from introtui.domain.errors import IntrotuiError
from introtui.widgets.record_messages import LoadFailed, RowHighlighted
from introtui.widgets.record_pages import PAGE_SIZE, PAGES_KEPT
from introtui.widgets.record_table import RecordTable
from tests.steady_pilot import SteadyPilot
from tests.widgets.record_bed import COLUMNS, Bed, TableApp, cells
from tests.widgets.record_source import Source, numbered

if TYPE_CHECKING:
    from textual.app import ComposeResult


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
    async with app.run_test(size=(60, 12)):
        bed = Bed(SteadyPilot(app), app)
        await bed.settle()
        assert bed.key() == 1
        assert len(source.requests) == 1


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


async def test_a_descending_list_reads_on_and_back(bed: Bed) -> None:
    source = Source(numbered(950))
    bed.table.show(source.load, source.count, sort="id", descending=True)
    await bed.settle()
    await bed.press("end")
    assert bed.key() == 1
    await bed.press(*["pageup"] * 14)
    assert bed.key() == 155
    assert all(request.offset is None for request in source.requests)


async def test_no_read_fails_silently(bed: Bed) -> None:
    await bed.show(Source(numbered(500)))
    await bed.press("end", "home")
    assert not any(worker.state is WorkerState.ERROR for worker in bed.app.workers)
