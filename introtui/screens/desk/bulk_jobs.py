"""What was started for many at once: how far each job is, live; stopping, resuming, and its results."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import Resize

from introtui.domain.bulk import JobState, JobView
from introtui.domain.errors import IntrotuiError
from introtui.domain.paging import Page, PageRequest
from introtui.domain.text import safe
from introtui.screens.dialogs.base import FRAME, Dialog
from introtui.session import Call, Session
from introtui.state import AccountState, follow
from introtui.widgets.plain import Plain
from introtui.widgets.push_button import PushButton
from introtui.widgets.record_cells import Cell, CellStyle, Column
from introtui.widgets.record_table import RecordTable

NOTE_LINES = 3
COLUMNS = (
    Column("job", "Job", 5, align="right", sortable=False),
    Column("by", "By", 9, sortable=False),
    Column("what", "What", 18, sortable=False, grow=True),
    Column("state", "State", 12, sortable=False),
    Column("done", "Done", 7, align="right", sortable=False),
    Column("refused", "Refused", 7, align="right", sortable=False),
)
STYLES: dict[JobState, CellStyle] = {
    JobState.STOPPED: "warning",
    JobState.RUNNING: "accent",
    JobState.WAITING: "accent",
}
RESUMABLE, STOPPABLE = frozenset({JobState.STOPPED}), frozenset({JobState.WAITING, JobState.RUNNING})


def cells(job: JobView) -> Sequence[Cell]:
    """Return how a job is shown."""
    return (
        Cell(str(job.job_id), "dim"),
        Cell(job.login),
        Cell(job.task.words, "bright"),
        Cell(job.progress, STYLES.get(job.state, "dim")),
        Cell(f"{job.done:,}"),
        Cell(f"{job.refused:,}", "danger" if job.refused else "dim"),
    )


def note_of(job: JobView) -> str:
    """Return what the columns may have cut off, and why it stopped by itself."""
    when = f"started {job.made_at:%Y-%m-%d %H:%M} UTC"
    ended = "" if job.ended_at is None else f", done {job.ended_at:%Y-%m-%d %H:%M}"
    trouble = f" x {job.trouble}" if job.trouble else ""
    return safe(f"{job.size:,} in all, {when}{ended}.{trouble} {job.task.words}")


class JobsDialog(Dialog[None]):
    """Lists the jobs, the newest first; it follows how far they are while it is open."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "results", "Results", id="jobs.results", tooltip="Show what became of each."),
        Binding("x", "stop", "Stop", id="jobs.stop", tooltip="Stop the job after what is being done."),
        Binding("r", "resume", "Resume", id="jobs.resume", tooltip="Let a stopped job go on, in your name."),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__("Bulk jobs, newest first")
        self._session = session
        self._asking = False

    def compose_body(self) -> ComposeResult:
        """Lay out the list and a note about the job at the cursor."""
        yield RecordTable[JobView](
            COLUMNS,
            key=lambda job: job.job_id,
            cells=cells,
            selectable=False,
            empty="Nothing was started yet. Select orders or accounts, then press b.",
        )
        yield Plain("", id="job-note", classes="dim")

    def compose_buttons(self) -> ComposeResult:
        """Offer to close, to stop or resume, and to see the results."""
        yield PushButton("Close", id="cancel")
        yield PushButton("Stop", id="stop")
        yield PushButton("Resume", id="resume")
        yield PushButton("Results", id="results", primary=True)

    def on_mount(self) -> None:
        """Read, and read again whenever something changed."""
        self._offer()
        session = self._session

        async def load(request: PageRequest) -> Page[JobView]:
            return await session.read(lambda services, actor: services.bulk.page(actor, request))

        async def count() -> int:
            return await session.read(lambda services, actor: services.bulk.count(actor))

        self._table.show(load, count, descending=True)
        self._table.focus()
        follow(self, session.state, AccountState.desk, lambda _desk: self._table.reload())

    @property
    def _table(self) -> RecordTable[JobView]:
        table: RecordTable[JobView] = self.query_one(RecordTable)
        return table

    @property
    def _job(self) -> JobView | None:
        return self._table.current

    def on_resize(self, event: Resize) -> None:
        """Give the list what the frame and the note leave."""
        super().on_resize(event)
        self._table.styles.height = max(event.size.height - FRAME - NOTE_LINES, 2)

    @on(RecordTable.RowHighlighted)
    def _row_highlighted(self) -> None:
        job = self._job
        self.query_one("#job-note", Plain).show("" if job is None else note_of(job))
        self._offer()

    def _offer(self) -> None:
        for action, is_possible in self._possible().items():
            self.query_one(f"#{action}").display = is_possible
        self.refresh_bindings()

    def _possible(self) -> dict[str, bool]:
        """Return which actions there are, and whether the job at the cursor can take them."""
        return {"stop": self._is(STOPPABLE), "resume": self._is(RESUMABLE), "results": self._job is not None}

    def _is(self, states: frozenset[JobState]) -> bool:
        return self._job is not None and self._job.state in states

    @on(RecordTable.RowChosen)
    def _row_chosen(self) -> None:
        self.action_results()

    def shows_hint(self, action: str) -> bool:
        """Offer what can be done to the job at the cursor."""
        return self._possible().get(action, True) and super().shows_hint(action)

    def hint_words(self, action: str) -> str | None:
        """Name what enter does on a row."""
        return "Results" if action == "choose" else None

    def action_results(self) -> None:
        """Show what became of each."""
        from introtui.screens.desk.bulk_results import ResultsDialog

        if self._job is not None:
            self.app.push_screen(ResultsDialog(self._session, self._job))

    def action_stop(self) -> None:
        """Stop the job at the cursor."""
        job = self._job
        if job is not None and self._is(STOPPABLE):
            self._ask(lambda services, actor: services.bulk.stop(actor, job.job_id))

    def action_resume(self) -> None:
        """Let the job at the cursor go on."""
        job = self._job
        if job is not None and self._is(RESUMABLE):
            self._ask(lambda services, actor: services.bulk.resume(actor, job.job_id))

    def _ask(self, call: Call[JobView]) -> None:
        if not self._asking:
            self._asking = True
            # A worker of the app: leaving the dialog must not cancel a write.
            self.app.run_worker(self._perform(call))

    async def _perform(self, call: Call[JobView]) -> None:
        self.show_error("")
        try:
            await self._session.perform(call)
        except IntrotuiError as error:
            self.say(str(error))
        finally:
            self._asking = False
