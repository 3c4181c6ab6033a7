"""What the sections of the desk share that are one list: read again where it stands, sorted by a key."""

from __future__ import annotations

from typing import Any

from introtui.screens.desk.base import DeskSection
from introtui.widgets.detail import ListAndDetail
from introtui.widgets.record_table import RecordTable


class ListSection(DeskSection):
    """A section around one list, with what is at the cursor beside it where there is room."""

    _shown = False

    def on_mount(self) -> None:
        """Go to the list."""
        self.table.focus()

    @property
    def table(self) -> RecordTable[Any]:
        """The list."""
        return self.query_one(RecordTable)

    def show_list(self) -> None:
        """Show what the filter finds, from its first row on."""
        raise RuntimeError("a list knows what it shows")

    def read_again(self) -> None:
        """Read the list again where it stands; the first time, begin."""
        if self._shown:
            self.table.reload()
            self.query_one(ListAndDetail).update_detail()
        else:
            self.begin()

    def begin(self) -> None:
        """Show the list from its first row on; what changes later is read where it stands."""
        self._shown = True
        self.show_list()

    def action_sort(self) -> None:
        """Sort by the next column."""
        self.table.sort_by_next()

    def action_turn(self) -> None:
        """Turn the sort order around."""
        self.table.turn_around()
