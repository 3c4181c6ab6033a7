"""A table of records alone in a running program, and what its user sees of it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from textual.app import App

from introtui.widgets.record_cells import Cell, Column
from introtui.widgets.record_messages import (
    LoadFailed,
    RecordMessage,
    RowChosen,
    RowHighlighted,
    SelectionChanged,
    SortChanged,
)
from introtui.widgets.record_table import RecordTable
from tests.widgets.record_source import Item, Source

if TYPE_CHECKING:
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
