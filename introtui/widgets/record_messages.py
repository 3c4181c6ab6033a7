"""What a table of records tells its screen; handlers are called `on_record_table_…`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from textual.message import Message

if TYPE_CHECKING:
    from introtui.widgets.record_table import RecordTable

T = TypeVar("T")


class RecordMessage(Message, Generic[T], namespace="record_table"):
    """Base of the messages, so that `@on(RowChosen, "#orders")` finds the table."""

    def __init__(self, table: RecordTable[T]) -> None:
        """Say that it comes from `table`."""
        super().__init__()
        self.table = table

    @property
    def control(self) -> RecordTable[T]:
        """The table that sent the message."""
        return self.table


class RowHighlighted(RecordMessage[T], namespace="record_table"):
    """The cursor stands on another row, or its row was read or changed; both are None when there is none."""

    def __init__(self, table: RecordTable[T], key: int | None, row: T | None) -> None:
        """Name the row."""
        super().__init__(table)
        self.key = key
        self.row = row


class RowChosen(RecordMessage[T], namespace="record_table"):
    """The user opened a row, with enter or the mouse."""

    def __init__(self, table: RecordTable[T], key: int, row: T) -> None:
        """Name the row."""
        super().__init__(table)
        self.key = key
        self.row = row


class SelectionChanged(RecordMessage[T], namespace="record_table"):
    """Other rows are marked than before; `keys` are all of them."""

    def __init__(self, table: RecordTable[T], keys: frozenset[int]) -> None:
        """Name the marked rows."""
        super().__init__(table)
        self.keys = keys


class SortChanged(RecordMessage[T], namespace="record_table"):
    """The user asked for another order; the table is already reading it."""

    def __init__(self, table: RecordTable[T], column: str, descending: bool) -> None:
        """Name the column by its key."""
        super().__init__(table)
        self.column = column
        self.descending = descending


class LoadFailed(RecordMessage[T], namespace="record_table"):
    """Rows or their count could not be read; the table says so itself and offers to try again."""

    def __init__(self, table: RecordTable[T], error: BaseException) -> None:
        """Name what the source raised."""
        super().__init__(table)
        self.error = error
