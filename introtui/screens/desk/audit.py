"""The audit of all accounts: who did what, filtered, with the trail of what a line is about beside it."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal

from introtui.commands import Scope, bindings
from introtui.domain.audit import AuditFilter, AuditKind, AuditRow
from introtui.domain.exporting import ExportFormat, audit_pieces
from introtui.domain.overview import Goal
from introtui.domain.paging import Page, PageRequest
from introtui.screens.desk.audit_rows import COLUMNS, cells, note_of, row_and_trail, row_lines, trail_lines
from introtui.screens.desk.list_section import ListSection
from introtui.screens.desk.opening import open_account
from introtui.screens.saving import folder_of, save_pieces
from introtui.session import Session
from introtui.widgets.detail import ListAndDetail
from introtui.widgets.plain import Draw, Plain
from introtui.widgets.record_table import RecordTable

EMPTY = "Nothing was done yet."
NOTHING_FOUND = "Nothing is like that.\nPress f for another filter, or esc to show everything."


class Counter:
    """Counts what a filter finds; what came since is added to what was counted before."""

    def __init__(self, session: Session, which: AuditFilter) -> None:
        self._session = session
        self._which = which
        self._rows = 0
        self._newest = 0

    async def count(self) -> int:
        """Return how many rows there are by now."""
        which, after = self._which, self._newest
        found = await self._session.read(lambda services, actor: services.audit.count(actor, which, after))
        if after == self._newest:
            self._rows, self._newest = self._rows + found.rows, found.newest
        return self._rows


class AuditScreen(ListSection):
    """Every line of the audit, newest first; with what belongs to the one at the cursor where there is room."""

    SCOPE = Scope.AUDIT
    BINDINGS = bindings(Scope.AUDIT)

    which = AuditFilter()

    def compose_body(self) -> ComposeResult:
        """Lay out the filter in words, the list, and what its columns cut off."""
        with Horizontal(classes="list-bar"):
            yield Plain("", id="filter", classes="dim")
        table = RecordTable[AuditRow](
            COLUMNS, key=lambda row: row.audit_id, cells=cells, selectable=False, empty=EMPTY
        )
        yield ListAndDetail(table, self._read_row)
        yield Plain("", id="row-note", classes="dim")

    def show_only(self, which: AuditFilter) -> None:
        """Show what another filter finds, from its newest line on."""
        self.which, self._shown = which, True
        session, counter = self.session, Counter(self.session, which)

        async def load(request: PageRequest) -> Page[AuditRow]:
            return await session.read(lambda services, actor: services.audit.page(actor, which, request))

        self.query_one("#filter", Plain).show(f"showing: {which.words}")
        self.table.empty = EMPTY if which == AuditFilter() else NOTHING_FOUND
        self.table.show(load, counter.count, sort="at", descending=True)
        self.refresh_bindings()

    def show_goal(self, goal: Goal) -> None:
        """Show what somebody came for."""
        if isinstance(goal, AuditFilter):
            self.show_only(goal)

    def show_list(self) -> None:
        """Show what the filter finds."""
        self.show_only(self.which)

    async def _read_row(self, row: AuditRow) -> Draw:
        trail = await self.session.read(lambda services, actor: services.audit.trail(actor, row.audit_id))
        return row_and_trail(row, trail)

    @on(RecordTable.RowHighlighted)
    def _row_highlighted(self) -> None:
        row = self.table.current
        self.query_one("#row-note", Plain).show("" if row is None else note_of(row))
        self.refresh_bindings()

    @on(RecordTable.RowChosen)
    def _row_chosen(self) -> None:
        self.action_detail()

    def shows_hint(self, action: str) -> bool:
        """Offer what works on the line at the cursor, or on the filter, where there is one."""
        if action == "clear":
            return self.which != AuditFilter()
        row = self.table.current
        if action == "open":
            return row is not None and row.account_id is not None
        return row is not None or action not in ("choose", "detail", "trail", "export")

    def action_detail(self) -> None:
        """Show the line in full."""
        row = self.table.current
        if row is not None:
            self._explain("What was done", row_lines(row))

    def action_trail(self) -> None:
        """Show the trail of what the line is about."""
        row = self.table.current
        if row is not None:
            self.start(self._show_trail(row))

    async def _show_trail(self, row: AuditRow) -> None:
        trail = await self.session.read(lambda services, actor: services.audit.trail(actor, row.audit_id))
        self._explain(f"Trail: {trail.about.words}", trail_lines(trail, row))

    def _explain(self, title: str, draw: Draw) -> None:
        from introtui.screens.dialogs.explain import ExplainDialog

        self.app.push_screen(ExplainDialog(title, draw))

    def action_open(self) -> None:
        """Open the account that the line is about."""
        row = self.table.current
        if row is None:
            return
        if row.account_id is None:
            self.tell("This was done on no account.", severity="error")
        else:
            self.start(open_account(self, row.account_id))

    def action_filter(self) -> None:
        """Ask which lines to show."""
        self.start(self._filter())

    async def _filter(self) -> None:
        from introtui.screens.desk.audit_filter import AuditFilterDialog

        families = await self.session.read(lambda services, actor: services.audit.families(actor))
        dialog = AuditFilterDialog(self.session, self.which, families)
        if await self.app.push_screen_wait(dialog):
            self.show_only(dialog.which)

    def action_clear(self) -> None:
        """Show everything."""
        if self.which != AuditFilter():
            self.show_only(AuditFilter())

    def action_export(self) -> None:
        """Save what the filter finds."""
        self.start(self._export())

    async def _export(self) -> None:
        from introtui.screens.dialogs.export import ExportDialog

        which = self.which
        folder = folder_of(self.session, f"{word_of(which)} --csv")
        found = await self.session.read(lambda services, actor: services.audit.count(actor, which))
        lines = "1 line" if found.rows == 1 else f"{found.rows} lines"
        path = await self.app.push_screen_wait(
            ExportDialog(f"{lines} of the audit: {which.words}", folder, "audit")
        )
        if path is None:
            return
        form = ExportFormat(path.suffix[1:])
        # All of it in the thread, and a few lines at a time.
        await self.session.read(
            lambda services, actor: save_pieces(
                path, (piece.encode() for piece in audit_pieces(services.audit.every(actor, which), form))
            )
        )
        self.tell(f"{lines} saved as {path}.")


def word_of(which: AuditFilter) -> str:
    """Return the word of the command line that finds the same."""
    return " ".join(["audit", *_options(which)])


def _options(which: AuditFilter) -> Iterator[str]:
    named = {
        "by": which.by,
        "account": which.account,
        "action": which.action,
        "address": which.address,
        "from": which.first,
        "to": which.last,
    }
    for name, value in named.items():
        if value:
            yield f"--{name} {shlex.quote(str(value))}"
    kinds = {AuditKind.STAFF: "--staff", AuditKind.IN_PLACE: "--in-place", AuditKind.REFUSED: "--refused"}
    if which.kind in kinds:
        yield kinds[which.kind]


SECTION = AuditScreen
