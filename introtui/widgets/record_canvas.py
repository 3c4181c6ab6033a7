"""How a table of records looks: its styles and its lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final, Generic, TypeVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from introtui.domain.errors import IntrotuiError
from introtui.widgets.record_cells import ELLIPSIS, Cell, Column, fit, lay_out, needed
from introtui.widgets.record_lines import CURSOR, MARK, empty_line, gutter_width, header_line, row_line
from introtui.widgets.record_pages import RecordPages

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Self

    from textual.geometry import Region


T = TypeVar("T")

HEADER: Final = 1
"""Lines above the rows."""

LINES_KEPT: Final = 300
"""Drawn lines kept for the next time; more than a tall terminal shows."""

TRY_AGAIN: Final = " Press ctrl+r to try again."

NOT_READ: Final = "The list could not be read."
"""What a failure says that has no sentence of its own for the user."""


class RecordCanvas(ScrollView, Generic[T], can_focus=True, inherit_bindings=False):
    """A view of pages of rows, drawn line by line: nothing but the lines in view is ever built."""

    DEFAULT_CSS = """
    RecordCanvas {
        overflow: auto auto;
        scrollbar-gutter: stable;
        scrollbar-size-vertical: 1;

        & > .record-table--header { color: $text-muted; }
        & > .record-table--sorted { color: $text; text-style: bold; }
        & > .record-table--cursor { background: $block-cursor-blurred-background; }
        & > .record-table--mark { color: $text-muted; }
        & > .record-table--bright { text-style: bold; }
        & > .record-table--dim, & > .record-table--waiting, & > .record-table--empty { color: $text-muted; }
        & > .record-table--accent { color: $text-accent; }
        & > .record-table--success { color: $text-success; }
        & > .record-table--warning { color: $text-warning; }
        & > .record-table--danger, & > .record-table--failed { color: $text-error; }
        & > .record-table--failed { text-style: bold; }
        &:focus > .record-table--mark { color: $text-accent; text-style: bold; }
    }
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "record-table--header",
        "record-table--sorted",
        "record-table--row",
        "record-table--cursor",
        "record-table--mark",
        "record-table--waiting",
        "record-table--empty",
        "record-table--failed",
        "record-table--bright",
        "record-table--dim",
        "record-table--accent",
        "record-table--success",
        "record-table--warning",
        "record-table--danger",
    }

    cursor_row: reactive[int] = reactive(0, repaint=False, init=False)
    """Where the cursor stands, counted from 0; kept inside the list."""

    selected: reactive[frozenset[int]] = reactive(frozenset[int](), init=False)
    """The keys of the marked rows, in view or not."""

    empty: reactive[str] = reactive("")
    """What an empty list says; may have several lines."""

    columns: reactive[tuple[Column, ...]] = reactive(tuple[Column, ...]())
    """The columns, left to right."""

    def __init__(
        self,
        columns: Sequence[Column],
        *,
        key: Callable[[T], int],
        cells: Callable[[T], Sequence[Cell]],
        empty: str = "",
        selectable: bool = True,
        choosable: bool = True,
        name: str | None = None,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
        disabled: bool = False,
    ) -> None:
        """Make a table without rows.

        `key` gives a row's id, `cells` its texts, one a column; `selectable` says whether rows can be marked,
        `choosable` whether enter opens them.
        """
        super().__init__(name=name, id=id, classes=classes, disabled=disabled)
        self._key = key
        self._cells = cells
        self._selectable = selectable
        self._choosable = choosable
        self._gutter = gutter_width(selectable=selectable)
        self._pages: RecordPages[T] = RecordPages()
        self._styles_made: dict[tuple[str, ...], Style] = {}
        self._layouts: dict[int, tuple[int, ...]] = {}
        self._lines_drawn: dict[tuple[int, bool, bool, int, int], Strip] = {}
        self.set_reactive(RecordCanvas.empty, empty)
        self.set_reactive(RecordCanvas.columns, tuple(columns))

    @property
    def length(self) -> int:
        """How many rows the list has, as far as is known."""
        return self._pages.length

    @property
    def sort(self) -> tuple[str, bool]:
        """The key of the column that sorts the list, and whether it descends."""
        return self._pages.sort, self._pages.descending

    @property
    def current(self) -> T | None:
        """The row at the cursor, or None while there is none."""
        return self.row_at(self.cursor_row)

    @property
    def current_key(self) -> int | None:
        """The key of the row at the cursor, or None while there is none."""
        row = self.current
        return None if row is None else self._key(row)

    def row_at(self, index: int) -> T | None:
        """Return the row at `index`, or None when it is not in memory."""
        return self._pages.row(index)

    @property
    def _error(self) -> BaseException | None:
        """What the bottom line has to report, if anything."""
        return None

    @property
    def _expecting(self) -> bool:
        """Whether rows are to come."""
        return False

    @property
    def _height(self) -> int:
        """Lines there are for rows."""
        return max(self.size.height - HEADER - (1 if self._error is not None else 0), 0)

    def _measure(self) -> None:
        """Take as many lines as there is to show, and keep the view inside them."""
        lines = HEADER + self.length + (1 if self._error is not None else 0)
        self.virtual_size = Size(needed(self.columns, self._gutter), lines)
        if self.scroll_offset.y > self.max_scroll_y:
            self._scroll(self.max_scroll_y)

    def _scroll(self, row: int) -> None:
        """Make `row` the first in view, at once."""
        self.scroll_to(y=row, animate=False, force=True)

    def _reveal(self) -> None:
        """Bring the cursor into view."""
        top, height = self.scroll_offset.y, max(self._height, 1)
        wanted = min(max(top, self.cursor_row - height + 1), self.cursor_row)
        if wanted != top:
            self._scroll(wanted)

    def validate_cursor_row(self, row: int) -> int:
        """Keep the cursor inside the list."""
        return max(min(row, self.length - 1), 0)

    def watch_columns(self) -> None:
        """Make room for the columns."""
        self._measure()

    @property
    def _widths(self) -> tuple[int, ...]:
        room = self.size.width
        if room not in self._layouts:
            self._layouts[room] = lay_out(self.columns, room, self._gutter)
        return self._layouts[room]

    def _style(self, *names: str) -> Style:
        """Lay component styles over one another; what a later one does not set shines through."""
        if names not in self._styles_made:
            self._styles_made[names] = self._make_style(names)
        return self._styles_made[names]

    def _make_style(self, names: tuple[str, ...]) -> Style:
        style = self.rich_style
        for name in names:
            full = self.get_component_rich_style(f"record-table--{name}")
            own = self.get_component_rich_style(f"record-table--{name}", partial=True)
            # Only the full style resolves colours such as $text-muted; only the partial one says which are set.
            style += own + Style(
                color=full.color if own.color else None, bgcolor=full.bgcolor if own.bgcolor else None
            )
        return style

    def notify_style_update(self) -> None:
        """Forget what was drawn: a theme, the focus or a style sheet changed."""
        self._forget()
        super().notify_style_update()

    def _forget(self) -> None:
        self._styles_made.clear()
        self._lines_drawn.clear()
        self._layouts.clear()

    def refresh(
        self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> Self:
        """Draw again; when that is everything, the rows or the background behind may have changed."""
        if not regions:
            self._forget()
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def render_line(self, y: int) -> Strip:
        """Draw line `y` of the view: the header, then rows."""
        left, top = self.scroll_offset
        width = self.size.width
        if y < HEADER:
            strip = header_line(self.columns, self._widths, self._gutter, self.sort, self._style)
            return strip.crop_extend(left, left + width, self._style("header"))
        if self._error is not None and y == self.size.height - 1:
            return self._failed_line(width)
        if self.length == 0 and self._pages.exact:
            line = empty_line(self.empty, y - HEADER, width, self._style("empty"))
            return line.crop_extend(0, width, self.rich_style)
        index = top + y - HEADER
        if index < max(self.length, 1 if self._expecting else 0):
            return self._row_line(index, left, width)
        return Strip.blank(width, self.rich_style)

    def forget_lines(self) -> None:
        """Drop the lines kept for the next time."""
        self._lines_drawn.clear()

    def _row_line(self, index: int, left: int, width: int) -> Strip:
        """Draw a row once and keep the line: scrolling by a few rows shows most of them again."""
        row = self.row_at(index)
        cursor = index == self.cursor_row and self.length > 0
        marked = row is not None and self._key(row) in self.selected
        look = (index, cursor, marked, left, width)
        if look not in self._lines_drawn:
            if len(self._lines_drawn) >= LINES_KEPT:
                self._lines_drawn.clear()
            names = ("row", "cursor") if cursor else ("row",)
            line = Strip(self._row_segments(row, names, MARK if marked else " "))
            self._lines_drawn[look] = line.crop_extend(left, left + width, self._style(*names))
        return self._lines_drawn[look]

    def _row_segments(self, row: T | None, names: tuple[str, ...], mark: str) -> list[Segment]:
        marks = ((CURSOR if "cursor" in names else " ") + mark)[: self._gutter - 1] + " "
        gutter = Segment(marks, self._style(*names, "mark"))
        if row is None:
            return [gutter, Segment(ELLIPSIS, self._style(*names, "waiting"))]
        return [gutter, *row_line(self._cells(row), self.columns, self._widths, names, self._style)]

    def _failed_line(self, width: int) -> Strip:
        reason = str(self._error) if isinstance(self._error, IntrotuiError) else NOT_READ
        # What can be done about it must be seen; a reason that does not fit is for the screen to tell.
        fits = cell_len(f"! {reason}{TRY_AGAIN}") <= width
        text = fit(f"! {reason if fits else NOT_READ}{TRY_AGAIN}", width)
        return Strip([Segment(text, self._style("failed"))])
