"""What became of each order or account of a bulk job."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import Resize

from introtui.domain.bulk import ItemState, ItemView, JobView, Target
from introtui.domain.desk import DeskView
from introtui.domain.errors import IntrotuiError
from introtui.domain.paging import Page, PageRequest
from introtui.domain.text import safe
from introtui.screens.dialogs.base import FRAME, Dialog
from introtui.session import Session
from introtui.state import AccountState, follow
from introtui.widgets.plain import Plain
from introtui.widgets.push_button import PushButton
from introtui.widgets.record_cells import Cell, CellStyle, Column
from introtui.widgets.record_table import RecordTable

AROUND_LINES = 5
"""Lines over the list, and under it for the whole sentence at its cursor."""
SHOWN: tuple[ItemState | None, ...] = (None, ItemState.REFUSED, ItemState.WAITING, ItemState.DONE)
STYLES: dict[ItemState, CellStyle] = {ItemState.REFUSED: "danger", ItemState.WAITING: "dim"}


def cells(item: ItemView) -> Sequence[Cell]:
    """Return how a result is shown."""
    return (
        Cell(item.target, "bright"),
        Cell(item.state, STYLES.get(item.state, "")),
        Cell(item.sentence),
    )


def note_of(item: ItemView) -> str:
    """Return what the columns may have cut off, and what was booked."""
    booked = "" if item.booked is None else f" Booked {item.booked}, VAT included."
    return safe(f"{item.sentence}{booked}")


class ResultsDialog(Dialog[None]):
    """Lists the results in the order in which they come; it follows the job while it is open."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f", "filter", "Filter", id="results.filter", tooltip="Show all, or only what was refused."),
    ]

    def __init__(self, session: Session, job: JobView) -> None:
        super().__init__(f"Job {job.job_id} · {job.task.kind.label}")
        self._session = session
        self._job = job
        self._which: ItemState | None = None

    def compose_body(self) -> ComposeResult:
        """Lay out how far it is, the list, and the sentence at the cursor."""
        yield Plain("", id="job-line")
        target = "Order" if self._job.task.kind.target is Target.ORDERS else "Login"
        yield RecordTable[ItemView](
            (
                Column("target", target, 12, sortable=False),
                Column("state", "State", 8, sortable=False),
                Column("sentence", "What became of it", 30, sortable=False, grow=True),
            ),
            key=lambda item: item.position,
            cells=cells,
            selectable=False,
            choosable=False,
            empty="There is none. Press f to see the others.",
        )
        yield Plain("", id="item-note", classes="dim")

    def compose_buttons(self) -> ComposeResult:
        """Offer to close."""
        yield PushButton("Close", id="cancel")

    def on_mount(self) -> None:
        """Read, and read again whenever something changed."""
        self._show_list()
        self._table.focus()
        follow(self, self._session.state, AccountState.desk, self._desk_changed)

    @property
    def _table(self) -> RecordTable[ItemView]:
        table: RecordTable[ItemView] = self.query_one(RecordTable)
        return table

    def _desk_changed(self, _desk: DeskView) -> None:
        self._table.reload()
        self.run_worker(self._read_job(), exclusive=True)

    async def _read_job(self) -> None:
        number = self._job.job_id
        try:
            self._job = await self._session.read(lambda services, actor: services.bulk.load(actor, number))
        except IntrotuiError as error:
            self.say(str(error))
        self._show_line()

    def _show_line(self) -> None:
        job = self._job
        booked = f"; booked {', '.join(map(str, job.booked))}" if job.booked else ""
        trouble = f" x {job.trouble}" if job.trouble else ""
        line = f"{job.progress}: {job.done:,} done, {job.refused:,} refused of {job.size:,}{booked}.{trouble}"
        shown = "" if self._which is None else f" Shown: {self._which}."
        self.query_one("#job-line", Plain).show(safe(line + shown))

    def _show_list(self) -> None:
        session, number, which = self._session, self._job.job_id, self._which

        async def load(request: PageRequest) -> Page[ItemView]:
            return await session.read(lambda services, actor: services.bulk.results(actor, number, request, which))

        async def count() -> int:
            return await session.read(lambda services, actor: services.bulk.count_results(actor, number, which))

        self._show_line()
        self._table.show(load, count)

    def on_resize(self, event: Resize) -> None:
        """Give the list what the frame and the lines around it leave."""
        super().on_resize(event)
        self._table.styles.height = max(event.size.height - FRAME - AROUND_LINES, 2)

    @on(RecordTable.RowHighlighted)
    def _row_highlighted(self) -> None:
        item = self._table.current
        self.query_one("#item-note", Plain).show("" if item is None else note_of(item))

    def action_filter(self) -> None:
        """Show the results of the next state."""
        self._which = SHOWN[(SHOWN.index(self._which) + 1) % len(SHOWN)]
        self._show_list()
