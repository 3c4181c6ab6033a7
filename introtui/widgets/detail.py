"""What is known of one thing, as lines of text: in a dialog, or beside the list that has it at its cursor."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from typing import Generic, TypeVar

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content

from introtui.domain.errors import IntrotuiError
from introtui.widgets.plain import Block, Draw, plain
from introtui.widgets.record_table import RecordTable

T = TypeVar("T")

LEAST_WIDTH = 24


class Detail(VerticalScroll):
    """Shows what is drawn for it at its width.

    It takes no focus: in a dialog the dialog's body scrolls, and beside a list enter opens the dialog.
    """

    def __init__(self) -> None:
        super().__init__(can_focus=False)
        self._lines: Draw = said("")

    def compose(self) -> ComposeResult:
        """Lay out one block of text."""
        yield Block("", markup=False)

    def show(self, draw: Draw) -> None:
        """Show something else; what was shown stays until now."""
        self._lines = draw
        self._show()

    def on_resize(self) -> None:
        """Draw again at the new width."""
        self._show()

    def _show(self) -> None:
        width = max(self.size.width - 1, LEAST_WIDTH)
        self.query_one(Block).update(Content("\n").join(self._lines(width)))


class ListAndDetail(Horizontal, Generic[T]):
    """A list and, on a wide screen, what is known of the row at its cursor.

    One row is read at a time, and the newest one next: so the cursor never waits, and the list's own rows wait for
    one read at most. What is shown stays until the next is there.
    """

    def __init__(self, table: RecordTable[T], read: Callable[[T], Awaitable[Draw]], *, nothing: str = "") -> None:
        """Put a detail beside `table`; `read` makes it, and may raise an `IntrotuiError`."""
        super().__init__(classes="list-and-detail")
        self._table = table
        self._read = read
        self._nothing = nothing
        self._outdated = False
        self._following = False

    def compose(self) -> ComposeResult:
        """Lay out the list and the detail."""
        yield self._table
        yield Detail()

    def on_resize(self) -> None:
        """Fill the detail when there is room for it."""
        self.update_detail()

    @on(RecordTable.RowHighlighted)
    def update_detail(self) -> None:
        """Read what the detail shows again: for another row, or after a commit."""
        if not self.screen.has_class("-wide"):
            return
        self._outdated = True
        if not self._following:
            self._following = True
            self._follow()

    @work(group="detail")
    async def _follow(self) -> None:
        while self._outdated:
            self._outdated = False
            row = self._table.current
            draw = said(self._nothing) if row is None else await self._drawn(row)
            if not self._outdated:
                self.query_one(Detail).show(draw)
        self._following = False

    async def _drawn(self, row: T) -> Draw:
        try:
            return await self._read(row)
        except IntrotuiError as error:
            return said(str(error))


def said(sentence: str) -> Draw:
    """Return what shows a sentence."""

    def draw(width: int) -> Iterator[Content]:
        yield from plain(sentence).wrap(width)

    return draw
