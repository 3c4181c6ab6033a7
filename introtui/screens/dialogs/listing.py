"""A dialog around a short list: read in one go, sorted by any column, filled again when something was done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Generic, TypeVar

from textual.app import ComposeResult
from textual.events import Resize

from introtui.domain.errors import IntrotuiError
from introtui.domain.security import SecurityView
from introtui.screens.dialogs.base import Dialog
from introtui.session import Call, Session
from introtui.state import AccountState, follow
from introtui.widgets.memory_rows import MemoryRows, SortKey
from introtui.widgets.plain import Plain
from introtui.widgets.record_cells import Cell, Column
from introtui.widgets.record_table import RecordTable

T = TypeVar("T")
NOTE = 2
"""Lines that may be needed under the list, for what its cursor stands on."""


class ShortTable(RecordTable[T]):
    """A table of a dialog: its rows have no details and cannot be selected."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave out what does nothing here, from the footer too."""
        return action not in {"choose", "mark"} and super().check_action(action, parameters)


class ListDialog(Dialog[None], Generic[T]):
    """Shows rows, each told apart by `key_of`; the first column is a time, and it opens with the latest."""

    COLUMNS: ClassVar[tuple[Column, ...]]
    EMPTY: ClassVar[str]

    def __init__(self, title: str, rows: Sequence[T]) -> None:
        super().__init__(title)
        self._rows = rows

    @property
    def empty(self) -> str:
        """What is said where there is nothing."""
        return self.EMPTY

    def key_of(self, row: T) -> int:
        """Return a row's number."""
        raise RuntimeError("a list tells its rows apart")

    def cells_of(self, row: T) -> Sequence[Cell]:
        """Return how a row is shown."""
        raise RuntimeError("a list shows its rows")

    def sort_keys(self) -> dict[str, SortKey[T]]:
        """Return how each column sorts."""
        raise RuntimeError("a list sorts by its columns")

    def compose_body(self) -> ComposeResult:
        """Lay out the table."""
        yield ShortTable[T](
            self.COLUMNS, key=self.key_of, cells=self.cells_of, selectable=False, empty=self.empty, id="list"
        )
        note = Plain("", id="list-note", classes="dim")
        note.display = False
        yield note

    @property
    def table(self) -> RecordTable[T]:
        """The table."""
        return self.query_one("#list", RecordTable)

    def on_mount(self) -> None:
        """Fill the table."""
        self.fill(self._rows)
        self.table.focus()

    def fill(self, rows: Sequence[T]) -> None:
        """Show other rows."""
        self._rows = rows
        source = MemoryRows(rows, self.sort_keys())
        self.table.show(source.load, source.count, sort=self.COLUMNS[0].key, descending=True)
        self._fit(self.app.size.height)
        self.refresh_bindings()

    def on_resize(self, event: Resize) -> None:
        """Make the table as tall as its rows or as the screen: it scrolls by itself."""
        self._fit(event.size.height)

    def show_note(self, words: str) -> None:
        """Say under the list what its cursor stands on."""
        note = self.query_one("#list-note", Plain)
        note.show(words)
        note.display = bool(words)

    def _fit(self, height: int) -> None:
        # What an empty list says stands a line under its header.
        rows = (len(self._rows) or 2) + 1
        self.table.styles.height = max(min(rows, self.room(height) - NOTE), 2)


class LiveList(ListDialog[T]):
    """A list out of the security slice, which shows what is committed, here or elsewhere."""

    def __init__(self, title: str, session: Session) -> None:
        super().__init__(title, ())
        self.session = session

    def rows_of(self, view: SecurityView) -> Sequence[T]:
        """Return the rows that stand in a slice."""
        raise RuntimeError("a live list knows its rows")

    def on_mount(self) -> None:
        """Show the rows now and at each change."""
        super().on_mount()
        follow(self, self.session.state, AccountState.security, lambda view: self.fill(self.rows_of(view)))

    async def attempt(self, call: Call[object]) -> None:
        """Run a service call; what is refused is said in the dialog, and what is done the state shows."""
        try:
            await self.session.perform(call)
        except IntrotuiError as error:
            self.say(str(error))
        else:
            self.show_error("")
