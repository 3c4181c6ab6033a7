"""The one table widget: a long list, read page by page and drawn line by line."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final, TypeVar

from textual.binding import Binding, BindingType
from textual.worker import Worker, WorkerState

from introtui.widgets import record_messages
from introtui.widgets.record_canvas import HEADER, RecordCanvas
from introtui.widgets.record_cells import column_at
from introtui.widgets.record_pages import RecordPages
from introtui.widgets.record_reader import Count, Load, RecordReader

if TYPE_CHECKING:
    from textual import events

T = TypeVar("T")

MARGIN: Final = 50
"""Rows read ahead of the view, and how far from its old place a moved row is looked for on a reload."""


def _quiet(key: str, action: str, description: str, tooltip: str) -> Binding:
    """Bind `key`, with the id `table.<key>`, without a place in the footer."""
    return Binding(key, action, description, show=False, id=f"table.{key}", tooltip=tooltip)


class RecordTable(RecordCanvas[T], inherit_bindings=False):
    """A list of rows of type `T` with a cursor, marks and an order; `show` says what to read.

    Every method may be called at any time; those about rows do nothing while there are none.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "Details", id="table.choose", tooltip="Open the row at the cursor."),
        Binding("space", "mark", "Select", id="table.mark", tooltip="Mark the row, or take its mark away."),
        _quiet("up", "move(-1)", "Up", "Go to the row above."),
        _quiet("down", "move(1)", "Down", "Go to the row below."),
        _quiet("pageup", "turn(-1)", "Page up", "Go one page up."),
        _quiet("pagedown", "turn(1)", "Page down", "Go one page down."),
        _quiet("home", "first", "First", "Go to the first row."),
        _quiet("end", "last", "Last", "Go to the last row."),
        _quiet("left", "scroll_left", "Left", "Show what is cut off on the left."),
        _quiet("right", "scroll_right", "Right", "Show what is cut off on the right."),
        _quiet("ctrl+r", "retry", "Read again", "Read the list again."),
    ]

    RowHighlighted = record_messages.RowHighlighted
    RowChosen = record_messages.RowChosen
    SelectionChanged = record_messages.SelectionChanged
    SortChanged = record_messages.SortChanged
    LoadFailed = record_messages.LoadFailed

    _reader: RecordReader[T] | None = None
    _staged: RecordReader[T] | None = None
    _staged_from_top = False
    _partial = False
    _row_worker: Worker[None] | None = None
    _count_worker: Worker[None] | None = None
    _ready = False
    _to_last = False
    _chosen_by_click = False
    _state: tuple[int, bool, BaseException | None] = (0, False, None)
    _highlighted: tuple[int | None, T | None] = (None, None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to open and to mark rows only where that leads somewhere."""
        allowed = {"choose": self._choosable, "mark": self._selectable}
        return allowed.get(action, True)

    # What is shown

    @property
    def sort(self) -> tuple[str, bool]:
        """The key of the column that sorts the list, or is about to, and whether it descends."""
        pages = self._staged.pages if self._staged is not None else self._pages
        return pages.sort, pages.descending

    def show(
        self,
        load: Load[T],
        count: Count,
        *,
        sort: str = "",
        descending: bool = False,
        keep_cursor: bool = False,
        keep_marks: bool = False,
        partial: bool = False,
    ) -> None:
        """Show the list that `load` and `count` read.

        A new list starts at its top without marks, or with `keep_marks` with those there are. With `keep_cursor`
        the list is the same one read again: the old rows stay until the new ones are here, and the cursor and the
        marks stay with their rows. A row that is not in the list loses its mark, unless the list is `partial`.
        """
        self._partial = partial
        if not (keep_cursor or keep_marks):
            self.selected = frozenset()
        self._open(load, count, sort=sort, descending=descending, staged=keep_cursor, top=False)

    def reload(self) -> None:
        """Read the same list again, keeping the cursor and the marks, once there is one."""
        if (reader := self._staged or self._reader) is not None:
            sort, descending = self.sort
            self.show(
                reader.load,
                reader.count,
                sort=sort,
                descending=descending,
                keep_cursor=True,
                partial=self._partial,
            )

    def go_to(self, key: int) -> None:
        """Move the cursor to the row with a key, as soon as that is read; where there is none, it stays."""
        if (reader := self._staged or self._reader) is not None:
            reader.seek(lambda row: self._key(row) == key)
            self._go_to_found(reader)
            self._pull()

    def _go_to_found(self, reader: RecordReader[T]) -> None:
        if reader is self._reader and (index := reader.found()) is not None:
            self.cursor_row = index

    def sort_by(self, key: str) -> None:
        """Sort by the column called `key`, or the other way round if it sorts already, from the top.

        Raises `ValueError` when no sortable column has that key.
        """
        if not any(column.key == key and column.sortable for column in self.columns):
            raise ValueError(f"The table cannot be sorted by {key!r}.")
        sort, descending = self.sort
        self._sort(key, descending=not descending if key == sort else False)

    def sort_by_next(self) -> None:
        """Sort by the next column that sorts."""
        keys = [column.key for column in self.columns if column.sortable]
        current = self.sort[0]
        self.sort_by(keys[(keys.index(current) + 1) % len(keys)] if current in keys else keys[0])

    def turn_around(self) -> None:
        """Turn the order around, also where it is the only one there is."""
        sort, descending = self.sort
        self._sort(sort, descending=not descending)

    def _sort(self, key: str, *, descending: bool) -> None:
        if (reader := self._staged or self._reader) is not None:
            self._open(reader.load, reader.count, sort=key, descending=descending, staged=True, top=True)
        self.refresh()
        self.post_message(self.SortChanged(self, key, descending))

    # Reading

    def _open(self, load: Load[T], count: Count, *, sort: str, descending: bool, staged: bool, top: bool) -> None:
        staged = staged and self.length > 0
        pages: RecordPages[T] = RecordPages(sort=sort, descending=descending, length=self.length if staged else 0)
        reader = RecordReader(load, count, pages)
        if staged:
            self._staged_from_top = top or (self._staged is not None and self._staged_from_top)
            self._staged = reader
        else:
            self._to_last = False
            self._put(reader, 0, 0)
        if self._ready:
            self._begin(reader)

    def on_mount(self) -> None:
        """Begin to read what was asked for before there was an app."""
        self._ready = True
        if (reader := self._staged or self._reader) is not None:
            self._begin(reader)

    def _begin(self, reader: RecordReader[T]) -> None:
        self._count_worker = self.run_worker(
            partial(self._count, reader), group="record-count", exclusive=True, exit_on_error=False
        )
        reader.reading = False
        self._pull()

    def _pull(self) -> None:
        """Start reading what is wanted and not here, unless that is under way or has failed."""
        reader = self._staged or self._reader
        if not self._ready or reader is None or reader.reading or reader.row_error is not None:
            return
        if reader is self._staged or reader.next_page(self._wanted(reader)) is not None:
            reader.reading = True
            self._row_worker = self.run_worker(
                partial(self._read, reader), group="record-rows", exclusive=True, exit_on_error=False
            )

    async def _read(self, reader: RecordReader[T]) -> None:
        await reader.read(partial(self._wanted, reader), partial(self._arrived, reader))
        if reader is self._staged:
            self._put(reader, *self._target(reader))
            self._pull()
        self._highlight()

    async def _count(self, reader: RecordReader[T]) -> None:
        await reader.tally()
        if reader is self._reader:
            self._settle()
        self._pull()

    def _arrived(self, reader: RecordReader[T], number: int) -> None:
        if reader is self._reader:
            top = self.scroll_offset.y
            self._settle(redraw=self._pages.overlaps(number, top, top + self._height))
            self._go_to_found(reader)

    def _wanted(self, reader: RecordReader[T]) -> list[tuple[int, int]]:
        """Return which rows to read, the most urgent first: the view, then the cursor's, then a margin."""
        row, scroll = self._target(reader)
        last = scroll + max(self._height, 1) - 1
        if reader is self._reader:
            return [(scroll, last), (row, row), (scroll - MARGIN, last + MARGIN)]
        key = self.current_key
        lost = key is not None and not self._staged_from_top and self._index_of(reader, key) is None
        return [(scroll, last), (row - MARGIN, row + MARGIN) if lost else (row, row)]

    def _target(self, reader: RecordReader[T]) -> tuple[int, int]:
        """Return where cursor and view belong in `reader`: with their row, else where they are."""
        scroll = self.scroll_offset.y
        if reader is self._reader:
            return self.cursor_row, scroll
        if self._staged_from_top:
            return 0, 0
        key = self.current_key
        found = None if key is None else self._index_of(reader, key)
        if found is None:
            return self.cursor_row, scroll
        return found, max(scroll + found - self.cursor_row, 0)

    def _index_of(self, reader: RecordReader[T], key: int) -> int | None:
        return reader.pages.index_where(lambda row: self._key(row) == key)

    def _put(self, reader: RecordReader[T], row: int, scroll: int) -> None:
        """Show what `reader` has, with the cursor on `row` and `scroll` as the first row in view."""
        self._reader, self._staged, self._staged_from_top = reader, None, False
        self._pages = reader.pages
        if self._pages.complete and not self._partial:
            rows = (self._pages.row(index) for index in range(self.length))
            self.selected &= {self._key(row) for row in rows if row is not None}
        self._measure()
        self._scroll(scroll)
        self.cursor_row = row
        self._settle(redraw=True)
        self._go_to_found(reader)

    def _settle(self, *, redraw: bool = False) -> None:
        """Take over what is known now; draw when asked to, or when more than rows changed."""
        self._measure()
        if self._to_last and self._pages.exact:
            self._to_last = False
            self.cursor_row = self.length - 1
        self.cursor_row = self.validate_cursor_row(self.cursor_row)
        self._highlight()
        self.forget_lines()
        state = (self.length, self._pages.exact, self._error)
        if redraw or state != self._state:
            self._state = state
            self.refresh()

    @property
    def _error(self) -> BaseException | None:
        reader = self._staged or self._reader
        return None if reader is None else reader.error

    @property
    def _expecting(self) -> bool:
        return self._reader is not None

    @property
    def is_opening(self) -> bool:
        """Whether the first rows of a list are being read, so that a key about a row would have none."""
        return self._reader is not None and self._reader.reading and self.current is None

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Say in the table, and to the screen, that reading or counting failed."""
        reader, worker = self._staged or self._reader, event.worker
        if event.state is not WorkerState.ERROR or reader is None or worker.error is None:
            return
        if worker in (self._row_worker, self._count_worker):
            reader.failed(worker.error, counting=worker is self._count_worker)
            self.post_message(self.LoadFailed(self, worker.error))
            self._settle()

    def action_retry(self) -> None:
        """Try again what failed; when nothing did, read the list again."""
        reader = self._staged or self._reader
        if reader is None or reader.error is None:
            self.reload()
            return
        reader.forgive()
        self._begin(reader)
        self._settle()

    # Moving

    def watch_cursor_row(self, old: int, new: int) -> None:
        """Draw the two rows, and bring the new one into view."""
        self.refresh_line(HEADER + old)
        self.refresh_line(HEADER + new)
        self._reveal()
        self._pull()
        self._highlight()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Read the rows that came into view."""
        super().watch_scroll_y(old_value, new_value)
        self._pull()

    def watch_selected(self, selected: frozenset[int]) -> None:
        """Tell the screen which rows are marked."""
        self.post_message(self.SelectionChanged(self, selected))

    def on_resize(self) -> None:
        """Keep the cursor in view, and read the rows that came into view."""
        self._reveal()
        self._pull()

    def _highlight(self) -> None:
        # That there is no row is told once it is known: what follows the cursor would only flicker.
        if self.is_opening:
            return
        row = self.current
        highlighted = (None if row is None else self._key(row), row)
        if highlighted != self._highlighted:
            self._highlighted = highlighted
            self.post_message(self.RowHighlighted(self, *highlighted))

    def action_move(self, rows: int) -> None:
        """Move the cursor by `rows`."""
        self._to_last = False
        self.cursor_row += rows

    def action_turn(self, pages: int) -> None:
        """Move cursor and view together by `pages` screenfuls."""
        self._to_last = False
        rows = pages * max(self._height, 1)
        self._scroll(self.scroll_offset.y + rows)
        self.cursor_row += rows
        self._reveal()

    def action_first(self) -> None:
        """Go to the first row."""
        self.action_move(-self.cursor_row)
        self._reveal()

    def action_last(self) -> None:
        """Go to the last row, as soon as it is known which that is."""
        self._to_last = not self._pages.exact
        self.cursor_row = self.length - 1
        self._reveal()

    def action_mark(self) -> None:
        """Mark the row at the cursor, or take its mark away."""
        if self._selectable and (key := self.current_key) is not None:
            self.selected ^= {key}

    def action_choose(self) -> None:
        """Open the row at the cursor."""
        if (row := self.current) is not None:
            self.post_message(self.RowChosen(self, self._key(row), row))

    def on_click(self, event: events.Click) -> None:
        """Sort by the header under the mouse, or move to the row, or choose it."""
        if (offset := event.get_content_offset(self)) is None:
            return
        event.stop()
        x, index = offset.x + self.scroll_offset.x, offset.y - HEADER + self.scroll_offset.y
        if offset.y < HEADER:
            column = column_at(self.columns, self._widths, self._gutter, x)
            if column is not None and column.sortable:
                self.sort_by(column.key)
        elif 0 <= offset.y - HEADER < self._height and index < self.length:
            self._click_row(index, event.chain, gutter=x < self._gutter)

    def _click_row(self, index: int, chain: int, *, gutter: bool) -> None:
        """Move to a row or mark it; choose the row that has the cursor, once in a chain of clicks."""
        self._to_last = False
        had_cursor, self.cursor_row = index == self.cursor_row, index
        if gutter and self._selectable:
            self.action_mark()
            self._chosen_by_click = True
        elif chain == 1:
            self._chosen_by_click = False
        if had_cursor and not self._chosen_by_click:
            self._chosen_by_click = True
            self.action_choose()
