"""The section Money: what the bank brought that nobody could book unseen, what came in, and corrections."""

from __future__ import annotations

from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from introtui.commands import Scope, bindings
from introtui.domain.corrections import CorrectionRow, CorrectionState
from introtui.domain.incoming import PaymentRow
from introtui.domain.overview import Goal
from introtui.domain.paging import Page, PageRequest
from introtui.domain.statement_files import EntryRow
from introtui.domain.statements import EntryState
from introtui.place import Place
from introtui.screens.desk.base import DeskSection
from introtui.screens.desk.money_keys import Enter, is_ignored, may_approve, may_decline, on_enter, waits
from introtui.screens.desk.money_views import (
    CORRECTION_STATES,
    ENTRY_STATES,
    MoneyRow,
    MoneyView,
    drawn,
    note_about,
    table_of,
)
from introtui.screens.desk.opening import open_account
from introtui.screens.dialogs.form_dialog import FormDialog
from introtui.widgets.detail import ListAndDetail
from introtui.widgets.plain import Draw, Plain
from introtui.widgets.record_reader import Count, Load
from introtui.widgets.record_table import RecordTable

BY_WORD = "There is no file of yours on this machine. Say it as a word: ssh {login}@HOST payments import - < FILE"
OF_ENTRY = ("another", "ignore")
OF_CORRECTION = ("approve", "decline")


class MoneyScreen(DeskSection):
    """Three lists, one at a time."""

    SCOPE = Scope.MONEY
    BINDINGS = bindings(Scope.MONEY)

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self.view = MoneyView.REVIEW
        self._entries = EntryState.WAITING
        self._corrections = CorrectionState.WAITING

    def compose_body(self) -> ComposeResult:
        """Lay out the names of the views, the list, and a line about its row."""
        with Horizontal(classes="list-bar"):
            yield Plain("", id="views")
            yield Plain("", id="filter", classes="dim")
        yield Vertical(id="money-list")
        yield Plain("", id="row-note", classes="dim")

    def on_mount(self) -> None:
        """Show the first list."""
        self.call_after_refresh(self._show_view)

    def read_again(self) -> None:
        """Read the list again."""
        for table in self.query(RecordTable):
            table.reload()

    @property
    def row(self) -> MoneyRow | None:
        """The row at the cursor."""
        table: RecordTable[Any] | None = next(iter(self.query(RecordTable)), None)
        return None if table is None else table.current

    # What is shown

    async def _show_view(self) -> None:
        names = (f"[{each}]" if each is self.view else f" {each} " for each in MoneyView)
        self.query_one("#views", Plain).show(" ".join(names))
        self.query_one("#row-note", Plain).show("")
        table = table_of(self.view, self.session.may)
        holder = self.query_one("#money-list", Vertical)
        await holder.remove_children()
        await holder.mount(ListAndDetail(table, self._read_row))
        self._show_list(table)
        table.focus()

    def _show_list(self, table: RecordTable[Any]) -> None:
        words = {
            MoneyView.REVIEW: ENTRY_STATES[self._entries],
            MoneyView.RECENT: "the newest first",
            MoneyView.CORRECTIONS: CORRECTION_STATES[self._corrections],
        }
        self.query_one("#filter", Plain).show(f"filter: {words[self.view]}")
        # What waits is worked off as it came; what is done is looked for among the latest.
        oldest_first = {
            MoneyView.REVIEW: self._entries is EntryState.WAITING,
            MoneyView.RECENT: False,
            MoneyView.CORRECTIONS: self._corrections is CorrectionState.WAITING,
        }
        loads: dict[MoneyView, tuple[Load[Any], Count]] = {
            MoneyView.REVIEW: (self._load_entries, self._count_entries),
            MoneyView.RECENT: (self._load_payments, self._count_payments),
            MoneyView.CORRECTIONS: (self._load_corrections, self._count_corrections),
        }
        load, count = loads[self.view]
        table.show(load, count, sort="", descending=not oldest_first[self.view])
        self.refresh_bindings()

    async def _load_entries(self, request: PageRequest) -> Page[EntryRow]:
        state = self._entries
        return await self.session.read(lambda services, actor: services.statements.page(actor, state, request))

    async def _count_entries(self) -> int:
        state = self._entries
        return await self.session.read(lambda services, actor: services.statements.count(actor, state))

    async def _load_payments(self, request: PageRequest) -> Page[PaymentRow]:
        return await self.session.read(lambda services, actor: services.statements.payments(actor, request))

    async def _count_payments(self) -> int:
        return await self.session.read(lambda services, actor: services.statements.count_payments(actor))

    async def _load_corrections(self, request: PageRequest) -> Page[CorrectionRow]:
        state = self._corrections
        return await self.session.read(lambda services, actor: services.corrections.page(actor, state, request))

    async def _count_corrections(self) -> int:
        state = self._corrections
        return await self.session.read(lambda services, actor: services.corrections.count(actor, state))

    async def _read_row(self, row: MoneyRow) -> Draw:
        return drawn(row)

    @on(RecordTable.RowHighlighted)
    def _row_highlighted(self) -> None:
        row = self.row
        self.query_one("#row-note", Plain).show("" if row is None else note_about(row))
        self.refresh_bindings()

    @on(RecordTable.RowChosen)
    def _row_chosen(self) -> None:
        self.action_choose()

    # What keys do

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave out what the role does not hold, also where it depends on the row."""
        row = self.row
        if isinstance(row, CorrectionRow) and action in OF_CORRECTION:
            return (may_approve if action == "approve" else may_decline)(row, self.session)
        return super().check_action(action, parameters)

    def shows_hint(self, action: str) -> bool:
        """Show what can be done with the row at the cursor."""
        row = self.row
        if action in OF_ENTRY:
            return isinstance(row, EntryRow) and waits(row)
        if action == "review_again":
            return is_ignored(row)
        if action in OF_CORRECTION:
            return isinstance(row, CorrectionRow) and waits(row)
        if action == "filter":
            return self.view is not MoneyView.RECENT
        if action == "choose":
            return on_enter(row, self.session) is not Enter.NOTHING
        return action != "account" or (row is not None and row.account_id is not None)

    def hint_words(self, action: str) -> str | None:
        """Name what enter does."""
        return on_enter(self.row, self.session).words if action == "choose" else None

    def action_choose(self) -> None:
        """Book a waiting entry to the proposed account, or open what is at the cursor."""
        row, does = self.row, on_enter(self.row, self.session)
        if isinstance(row, EntryRow) and does is Enter.BOOK:
            self.start(self._book(row, row.login))
        elif does is Enter.APPROVE:
            self.action_approve()
        else:
            self.action_account()

    def action_another(self) -> None:
        """Book the entry to another account."""
        if isinstance(self.row, EntryRow) and waits(self.row):
            self.start(self._book(self.row, ""))

    async def _book(self, row: EntryRow, login: str) -> None:
        from introtui.screens.desk.money_payments import BookEntryDialog

        await self._ask(BookEntryDialog(self.session, row, login=login))

    def action_ignore(self) -> None:
        """Take the entry off the list."""
        if isinstance(self.row, EntryRow) and waits(self.row):
            self.start(self._ignore(self.row))

    async def _ignore(self, row: EntryRow) -> None:
        from introtui.screens.desk.money_corrections import IgnoreDialog

        what = f"{row.amount} of {row.booked_on} from {row.name or 'nobody named'} is not booked."
        await self._ask(IgnoreDialog(self.session, row.entry_id, what))

    def action_review_again(self) -> None:
        """Put the ignored entry back on the review list."""
        if isinstance(self.row, EntryRow) and is_ignored(self.row):
            self.start(self._review_again(self.row.entry_id))

    async def _review_again(self, entry_id: int) -> None:
        await self.session.perform(lambda services, actor: services.statements.review_again(actor, entry_id))
        self.tell("It is on the review list again.")
        self.read_again()

    def action_approve(self) -> None:
        """Book the correction that somebody else asked for."""
        if isinstance(self.row, CorrectionRow) and waits(self.row):
            self.start(self._approve(self.row))

    async def _approve(self, row: CorrectionRow) -> None:
        from introtui.screens.desk.money_corrections import ApproveDialog

        await self._ask(ApproveDialog(self.session, row))

    def action_decline(self) -> None:
        """Have the correction not booked."""
        if isinstance(self.row, CorrectionRow) and waits(self.row):
            self.start(self._decline(self.row))

    async def _decline(self, row: CorrectionRow) -> None:
        from introtui.screens.desk.money_corrections import DeclineDialog

        what = f"{row.amount} for {row.login}, asked for by {row.asked_by}: {row.why}"
        await self._ask(DeclineDialog(self.session, row.correction_id, what))

    def action_record(self) -> None:
        """Record a payment."""
        from introtui.screens.desk.money_payments import RecordPaymentDialog

        self.start(self._ask(RecordPaymentDialog(self.session)))

    def action_import(self) -> None:
        """Import a file of this machine, or say how it is done from another one."""
        from introtui.screens.desk.money_payments import ImportDialog

        if self.session.export_folder is None:
            actor = self.session.actor
            self.tell(BY_WORD.format(login="LOGIN" if actor is None else actor.login))
            return
        self.start(self._ask(ImportDialog(self.session)))

    def action_correct(self) -> None:
        """Correct a balance or give a refund."""
        from introtui.screens.desk.money_corrections import CorrectionDialog

        self.start(self._ask(CorrectionDialog(self.session)))

    async def _ask(self, dialog: FormDialog) -> None:
        if await self.app.push_screen_wait(dialog):
            self.tell(dialog.done)
            self.read_again()

    def show_goal(self, goal: Goal) -> None:
        """Show the list somebody came for."""
        if isinstance(goal, EntryState):
            self.view, self._entries = MoneyView.REVIEW, goal
        elif isinstance(goal, CorrectionState):
            self.view, self._corrections = MoneyView.CORRECTIONS, goal
        # Where it was never seen before, it shows this once it is laid out.
        if self.is_mounted:
            self.call_after_refresh(self._show_view)

    async def action_view(self) -> None:
        """Show the next list."""
        self.view = self.view.next
        await self._show_view()

    def action_filter(self) -> None:
        """Show the next kind."""
        if self.view is MoneyView.REVIEW:
            entries = list(ENTRY_STATES)
            self._entries = entries[(entries.index(self._entries) + 1) % len(entries)]
        elif self.view is MoneyView.CORRECTIONS:
            states = list(CORRECTION_STATES)
            self._corrections = states[(states.index(self._corrections) + 1) % len(states)]
        for table in self.query(RecordTable):
            self._show_list(table)

    def action_account(self) -> None:
        """Show everything of the account at the cursor."""
        row = self.row
        if row is not None and row.account_id is not None:
            self.start(open_account(self, row.account_id))


SECTION = MoneyScreen
