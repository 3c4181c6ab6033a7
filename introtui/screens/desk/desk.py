"""The first section of the desk: what waits for somebody, queue by queue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.app import ComposeResult

from introtui.commands import Scope, bindings
from introtui.domain.desk import DeskView, Queue
from introtui.screens.desk.base import DeskSection
from introtui.state import AccountState
from introtui.widgets.memory_rows import MemoryRows
from introtui.widgets.record_cells import Cell, Column
from introtui.widgets.record_table import RecordTable

WORDS = {
    Queue.COMPANIES: "Companies to verify",
    Queue.COUNTRIES: "Country changes to decide",
    Queue.DELIVERIES: "Orders to set up",
    Queue.UNPAID: "Orders overdue",
    Queue.MAIL: "Messages that did not arrive",
    Queue.TICKETS: "Tickets and tasks to answer",
}
COLUMNS = (
    Column("what", "What waits", 40, grow=True, sortable=False),
    Column("waiting", "How many", 10, align="right", sortable=False),
)


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A queue and how much stands in it."""

    place: int
    queue: Queue
    waiting: int


def cells(row: QueueRow) -> Sequence[Cell]:
    """Return how a queue is shown."""
    count = str(row.waiting) if row.waiting else "nothing"
    return (Cell(WORDS[row.queue], "bright" if row.waiting else "dim"), Cell(count, "" if row.waiting else "dim"))


class DeskScreen(DeskSection):
    """What waits, and how much of it."""

    SCOPE = Scope.DESK
    BINDINGS = bindings(Scope.DESK)

    def compose_body(self) -> ComposeResult:
        """Lay out the queues."""
        yield RecordTable[QueueRow](COLUMNS, key=lambda row: row.place, cells=cells, selectable=False, empty="")

    def on_mount(self) -> None:
        """Follow what waits."""
        self.follow(AccountState.desk, self._show_queues)
        self.table.focus()

    @property
    def table(self) -> RecordTable[QueueRow]:
        """The list."""
        table: RecordTable[QueueRow] = self.query_one(RecordTable)
        return table

    def _show_queues(self, desk: DeskView) -> None:
        rows = [QueueRow(place, queue, desk.waiting[queue]) for place, queue in enumerate(Queue)]
        source = MemoryRows(rows, {"place": lambda row: row.place})
        self.table.show(source.load, source.count, sort="place", descending=False, keep_cursor=True)


SECTION = DeskScreen
