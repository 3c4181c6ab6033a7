"""The billing section: balance, documents, statement and action history, and how to pay (spec section 2)."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input

from introtui.commands import Scope, bindings, changing
from introtui.domain.billing import BillingView, DocumentFilter, DocumentRow, HistoryFilter, StatementRow
from introtui.domain.documents import Standing
from introtui.domain.errors import ActionRefused
from introtui.domain.exporting import ExportFormat, export_statement
from introtui.domain.topics import Topic
from introtui.screens.base import Section
from introtui.screens.billing_bar import BillingBar
from introtui.screens.billing_commands import BillingCommands
from introtui.screens.billing_rows import BillingRow, View, note_of
from introtui.screens.billing_table import BillingTable
from introtui.screens.saving import folder_of, save_file
from introtui.state import AccountState
from introtui.widgets.billing_head import BillingHead
from introtui.widgets.detail import ListAndDetail
from introtui.widgets.find_input import FindInput
from introtui.widgets.plain import Draw, Plain
from introtui.widgets.record_table import RecordTable

if TYPE_CHECKING:
    from introtui.place import Place

Choice = TypeVar("Choice", bound=StrEnum)
NO_INVOICE = "Put the cursor on an open invoice first; v shows the documents."
NO_DOCUMENT = "Put the cursor on a document first; v shows them."
NO_AMOUNT = "There is no amount at the cursor to explain."
BOOKED_ORDER = "The statement stays in the order it was booked in; shift and s turns it around."
ON_OPEN = frozenset({"pay", "transfer"})


class BillingScreen(Section):
    """One list with three views, and what can be done about money."""

    SCOPE = Scope.BILLING
    TOPICS = (Topic.BILLING,)
    BINDINGS = bindings(Scope.BILLING)
    CHANGES = changing(Scope.BILLING)

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self._view = View.DOCUMENTS
        self._documents = DocumentFilter.ALL
        self._history = HistoryFilter.ALL
        self._shown = False

    def compose_body(self) -> ComposeResult:
        """Lay out head, bar and list."""
        yield BillingHead()
        yield BillingBar()
        yield ListAndDetail(BillingTable(self.session), self._read_row)
        yield Plain("", id="row-note", classes="dim")

    def on_mount(self) -> None:
        """Follow what is booked; what else is done on the account is in the history."""
        self.table.focus()
        self.follow(AccountState.billing, self._show_billing)
        self.follow(AccountState.orders, lambda _orders: self._show_more_history())
        self.follow(AccountState.profile, lambda _profile: self._show_more_history())

    @property
    def table(self) -> BillingTable:
        """The list."""
        return self.query_one(BillingTable)

    @property
    def row(self) -> BillingRow | None:
        """The row at the cursor."""
        return self.table.current

    @property
    def _commands(self) -> BillingCommands:
        return BillingCommands(self.session, self.app)

    # What is shown

    def _show_billing(self, billing: BillingView) -> None:
        self.query_one(BillingHead).show(billing)
        if self._shown:
            self.table.reload()
            self.query_one(ListAndDetail).update_detail()
        else:
            self._shown = True
            self._show_list()

    def _show_more_history(self) -> None:
        if self._shown and self._view is View.HISTORY:
            self.table.reload()

    def _show_list(self) -> None:
        # Before the billing slice is there nothing can be read yet; it shows the list when it comes.
        if not self._shown:
            return
        text = self.query_one(FindInput).wanted
        if self._view is View.DOCUMENTS:
            self.table.show_documents(self._documents, text)
        elif self._view is View.STATEMENT:
            self.table.show_statement(text)
        else:
            self.table.show_history(self._history, text)
        self._show_bar()
        self.refresh_bindings()

    @on(RecordTable.SortChanged)
    def _show_bar(self) -> None:
        filters = {View.DOCUMENTS: self._documents, View.STATEMENT: "", View.HISTORY: self._history}
        self.query_one(BillingBar).show(self._view, filters[self._view], self.table.sort)

    @on(RecordTable.RowHighlighted)
    def _row_highlighted(self) -> None:
        self.query_one("#row-note", Plain).show(
            "" if self.row is None else note_of(self.row, pays=self.session.can("invoice.pay"))
        )
        self.refresh_bindings()

    async def _read_row(self, row: BillingRow) -> Draw:
        return await self._commands.beside(row)

    def shows_hint(self, action: str) -> bool:
        """Show a key only when it would work on the row at the cursor."""
        row = self.row
        if action in ON_OPEN:
            return isinstance(row, DocumentRow) and row.standing is Standing.OPEN
        shown = {
            "choose": False,
            "detail": row is not None,
            "explain": isinstance(row, DocumentRow | StatementRow),
            "save": isinstance(row, DocumentRow),
            "filter": self._view is not View.STATEMENT,
            "sort": self._view is not View.STATEMENT,
            "export": self._view is View.STATEMENT,
            "clear_find": bool(self.query_one(FindInput).value),
        }
        return shown.get(action, True)

    def hint_words(self, action: str) -> str | None:
        """Name the view that the key would show."""
        return self._view.next if action == "view" else None

    # Commands on the list

    def action_view(self) -> None:
        """Switch to the next view."""
        self._view = self._view.next
        self.query_one("#row-note", Plain).show("")
        self._show_list()

    def action_filter(self) -> None:
        """Show the next kind of document or action."""
        if self._view is View.DOCUMENTS:
            self._documents = _after(self._documents)
        elif self._view is View.HISTORY:
            self._history = _after(self._history)
        self._show_list()

    def action_sort(self) -> None:
        """Sort by the next column."""
        if self._view is View.STATEMENT:
            self.tell(BOOKED_ORDER, severity="error")
        else:
            self.table.sort_by_next()

    def action_turn(self) -> None:
        """Turn the sort order around."""
        self.table.turn_around()

    def action_find(self) -> None:
        """Put the focus into the find field."""
        self.query_one(FindInput).focus()

    def on_input_changed(self, _event: Input.Changed) -> None:
        """Find as you type."""
        self._show_list()

    def action_clear_find(self) -> None:
        """Clear the find field."""
        self.query_one(FindInput).clear()

    # Commands on a row

    @on(RecordTable.RowChosen)
    def action_detail(self) -> None:
        """Show the document at the cursor, how the movement came about, or the action in full."""
        row = self.row
        if isinstance(row, DocumentRow):
            self.start(self._commands.open(row.document_id))
        elif isinstance(row, StatementRow):
            self.start(self._commands.explain_movement(row.transaction_id))
        elif row is not None:
            self._commands.show_action(row)

    def action_explain(self) -> None:
        """Show how the amount at the cursor came about."""
        row = self.row
        if isinstance(row, DocumentRow):
            self.start(self._commands.explain_document(row.document_id))
        elif isinstance(row, StatementRow):
            self.start(self._commands.explain_movement(row.transaction_id))
        else:
            self.tell(NO_AMOUNT, severity="error")

    def action_pay(self) -> None:
        """Pay the invoice at the cursor from the balance."""
        self.start(self._pay())

    async def _pay(self) -> None:
        block = await self._commands.pay(self._document(NO_INVOICE).document_id)
        if block is not None:
            await self._commands.mend(block)

    def action_transfer(self) -> None:
        """Show how to pay the invoice at the cursor by bank transfer."""
        self.start(self._transfer())

    async def _transfer(self) -> None:
        row = self._document(NO_INVOICE)
        await self._commands.transfer(row.document_id, row.number)

    def action_save(self) -> None:
        """Save the document at the cursor as PDF."""
        self.start(self._save())

    async def _save(self) -> None:
        row = self._document(NO_DOCUMENT)
        await self._commands.save_pdf(row.document_id, row.number)

    def _document(self, otherwise: str) -> DocumentRow:
        if not isinstance(self.row, DocumentRow):
            raise ActionRefused(otherwise)
        return self.row

    # Commands on the balance

    def action_top_up(self) -> None:
        """Show how to top up the balance."""
        self.start(self._commands.top_up())

    def action_balance(self) -> None:
        """Show how the balance came about."""
        self.start(self._commands.explain_balance())

    def action_export(self) -> None:
        """Save the whole statement."""
        self.start(self._export())

    async def _export(self) -> None:
        from introtui.screens.dialogs.export import ExportDialog

        folder = folder_of(self.session, "statement --csv")
        found = await self.session.read(lambda services, actor: services.billing.count_statement(actor, ""))
        what = f"{movement_words(found)}, the whole statement"
        path = await self.app.push_screen_wait(ExportDialog(what, folder, "statement"))
        if path is None:
            return
        form = ExportFormat(path.suffix[1:])
        # All of it in the thread: a hundred thousand rows would hold up the screen.
        await self.session.read(
            lambda services, actor: save_file(
                path, export_statement(services.billing.every_movement(actor), form).encode()
            )
        )
        self.tell(f"The statement is saved as {path}.")


def movement_words(number: int) -> str:
    """Return how many movements there are."""
    return "1 movement" if number == 1 else f"{number} movements"


def _after(choice: Choice) -> Choice:
    """Return the choice after this one, and after the last the first."""
    every = list(type(choice))
    return every[(every.index(choice) + 1) % len(every)]


SECTION = BillingScreen
