"""The orders section: active orders and history, found, filtered, sorted; the detail beside the list when wide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.events import Resize
from textual.widgets import Input

from introtui.commands import Scope, bindings
from introtui.domain.errors import NotFound
from introtui.domain.exporting import ExportFormat, export_orders
from introtui.domain.order_views import ExpiryFilter, OrderFilter, OrderList, OrderRow, OrdersSummary
from introtui.domain.paging import Page, PageRequest
from introtui.domain.topics import Topic
from introtui.screens.base import Section
from introtui.screens.order_commands import ACTIONS, OrderCommands, reason_against
from introtui.screens.order_rows import SORT_WORDS, cells, list_columns, note_of
from introtui.state import AccountState
from introtui.widgets.order_detail import OrderDetail
from introtui.widgets.plain import Plain
from introtui.widgets.record_table import RecordTable

if TYPE_CHECKING:
    from introtui.session import Session

WIDE = 110
EMPTY = {
    OrderList.ACTIVE: "No active orders. Press h for the orders that ended.",
    OrderList.HISTORY: "No order has ended yet. Press h for the active ones.",
}
NOTHING_FOUND = "No order is like that. Clear the find field with esc, or press f to show all."


class OrdersScreen(Section):
    """Both order lists and what can be done to an order."""

    SCOPE = Scope.ORDERS
    TOPICS = (Topic.ORDERS,)
    BINDINGS = bindings(Scope.ORDERS)

    def __init__(self, session: Session, brand: str) -> None:
        super().__init__(session, brand)
        self._wanted = OrderFilter()
        self._revision: int | None = None

    def compose_body(self) -> ComposeResult:
        """Lay out counts, find field, list and detail."""
        with Horizontal(classes="list-bar"):
            yield Plain("Loading…", id="lists")
            yield Input(placeholder="/ find", compact=True, classes="find", id="find")
            yield Plain("", id="filter", classes="dim")
            yield Plain("", id="sort", classes="dim")
        with Horizontal(id="orders-body"):
            yield RecordTable[OrderRow](
                list_columns("", history=False),
                key=lambda row: row.order_id,
                cells=cells,
                empty=EMPTY[OrderList.ACTIVE],
            )
            yield OrderDetail(can_focus=False)
        yield Plain("", id="row-note", classes="dim")

    def on_mount(self) -> None:
        """Follow the orders."""
        super().on_mount()
        self.table.focus()
        self.follow(AccountState.orders, self._show_summary)

    @property
    def table(self) -> RecordTable[OrderRow]:
        """The list."""
        table: RecordTable[OrderRow] = self.query_one(RecordTable)
        return table

    @property
    def commands(self) -> OrderCommands:
        """What can be done to an order."""
        return OrderCommands(self.session, self.app)

    # What is shown

    def _show_summary(self, summary: OrdersSummary) -> None:
        self._show_bar(summary)
        if self._revision is None:
            self._show_list(keep_cursor=False)
        else:
            self.table.reload()
        self._revision = summary.revision
        self._show_detail()

    def _show_bar(self, summary: OrdersSummary | None) -> None:
        if summary is None:
            return
        history = self._wanted.which is OrderList.HISTORY
        active, ended = f"Active {summary.active}", f"History {summary.history}"
        words = f"{active}   [{ended}]" if history else f"[{active}]   {ended}"
        self.query_one("#lists", Plain).show(words)
        self.query_one("#filter", Plain).show(f"filter: {filter_words(self._wanted)}")
        column, descending = self.table.sort
        self.query_one("#sort", Plain).show(f"sort: {SORT_WORDS[column or 'days']}{' down' if descending else ''}")

    def _show_list(self, *, keep_cursor: bool) -> None:
        wanted, table = self._wanted, self.table
        history = wanted.which is OrderList.HISTORY
        billing = self.session.state.billing
        table.columns = list_columns("" if billing is None else billing.balance.currency, history=history)
        filtered = wanted != OrderFilter(which=wanted.which)
        table.empty = NOTHING_FOUND if filtered else EMPTY[wanted.which]

        async def load(request: PageRequest) -> Page[OrderRow]:
            return await self.session.read(lambda services, actor: services.orders.page(actor, wanted, request))

        async def count() -> int:
            return await self.session.read(lambda services, actor: services.orders.count(actor, wanted))

        sort, descending = table.sort
        columns = {column.key for column in table.columns}
        if sort not in columns:
            sort, descending = ("ended", True) if history else ("days", False)
        table.show(load, count, sort=sort, descending=descending, keep_cursor=keep_cursor)
        self._show_bar(self.session.state.orders)

    @on(RecordTable.RowHighlighted)
    def _row_highlighted(self) -> None:
        row = self.table.current
        chosen = len(self.table.selected)
        marks = f"{chosen} selected   " if chosen else ""
        self.query_one("#row-note", Plain).show(marks + ("" if row is None else note_of(row)))
        self.refresh_bindings()
        self._show_detail()

    @on(RecordTable.SelectionChanged)
    def _selection_changed(self) -> None:
        self._row_highlighted()

    @on(RecordTable.SortChanged)
    def _sort_changed(self) -> None:
        self._show_bar(self.session.state.orders)

    def on_resize(self, _event: Resize) -> None:
        """Fill the detail beside the list when there is room for it."""
        self._show_detail()

    def _show_detail(self) -> None:
        if self.app.size.width < WIDE:
            return
        row = self.table.current
        if row is None:
            self.query_one(OrderDetail).show(None)
        else:
            self.run_worker(self._load_detail(row.order_id), group="detail", exclusive=True)

    async def _load_detail(self, order_id: int) -> None:
        try:
            order = await self.session.read(lambda services, actor: services.orders.load(actor, order_id))
        except NotFound:
            order = None
        self.query_one(OrderDetail).show(order)

    def shows_hint(self, action: str) -> bool:
        """Show the key of an order command only when it would work on the row at the cursor."""
        if action in ACTIONS:
            row = self.table.current
            return row is not None and reason_against(action, row) is None
        return action not in {"detail", "actions"} or self.table.current is not None

    # Commands

    def action_which(self) -> None:
        """Switch between active orders and history."""
        other = {OrderList.ACTIVE: OrderList.HISTORY, OrderList.HISTORY: OrderList.ACTIVE}
        self._wanted = OrderFilter(which=other[self._wanted.which], text=self._wanted.text)
        self._show_list(keep_cursor=False)

    def action_find(self) -> None:
        """Put the focus into the find field."""
        self.query_one("#find", Input).focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Find as you type."""
        self._wanted = replace(self._wanted, text=event.value.strip())
        self._show_list(keep_cursor=False)

    def on_input_submitted(self, _event: Input.Submitted) -> None:
        """Go from the find field to the list."""
        self.table.focus()

    def key_escape(self) -> None:
        """Clear the find field, or leave it."""
        find = self.query_one("#find", Input)
        find.value = ""
        self.table.focus()

    def action_filter(self) -> None:
        """Choose what the list shows."""
        self.start(self._filter())

    async def _filter(self) -> None:
        from introtui.screens.dialogs.order_filter import OrderFilterDialog

        summary = self.session.state.orders
        dialog = OrderFilterDialog(self._wanted, () if summary is None else summary.products)
        chosen = await self.app.push_screen_wait(dialog)
        if chosen is not None:
            self._wanted = chosen
            self._show_list(keep_cursor=False)

    def action_sort(self) -> None:
        """Sort by the next column."""
        keys = [column.key for column in self.table.columns if column.sortable]
        current = self.table.sort[0]
        self.table.sort_by(keys[(keys.index(current) + 1) % len(keys)] if current in keys else keys[0])

    def action_turn(self) -> None:
        """Turn the sort order around."""
        self.table.sort_by(self.table.sort[0])

    @on(RecordTable.RowChosen)
    def action_detail(self) -> None:
        """Show everything about the order at the cursor."""
        row = self.table.current
        if row is not None:
            from introtui.screens.order_detail import OrderDetailScreen

            self.app.push_screen(OrderDetailScreen(self.session, row))

    def action_actions(self) -> None:
        """List what can be done to the order at the cursor."""
        row = self.table.current
        if row is not None:
            self.start(self._menu(row))

    async def _menu(self, row: OrderRow) -> None:
        from introtui.screens.dialogs.order_menu import OrderMenu

        chosen = await self.app.push_screen_wait(OrderMenu(row))
        if chosen is not None:
            await self.commands.run(chosen, row)

    def _run(self, command: str) -> None:
        row = self.table.current
        if row is not None:
            self.start(self.commands.run(command, row))

    def action_change_plan(self) -> None:
        """Change the plan of the order at the cursor."""
        self._run("change_plan")

    def action_cancel_order(self) -> None:
        """Cancel the order at the cursor."""
        self._run("cancel_order")

    def action_undo(self) -> None:
        """Take back what is scheduled for the order at the cursor."""
        self._run("undo")

    def action_auto_renew(self) -> None:
        """Switch automatic renewal of the order at the cursor."""
        self._run("auto_renew")

    def action_comment(self) -> None:
        """Comment on the order at the cursor."""
        self._run("comment")

    def action_export(self) -> None:
        """Save the selected orders, or all that are found."""
        self.start(self._export())

    async def _export(self) -> None:
        from introtui.screens.dialogs.export import ExportDialog

        selected, wanted = self.table.selected, self._wanted
        sort, descending = self.table.sort
        what = f"{len(selected)} selected orders" if selected else f"All {self.table.length} orders of this list"
        folder: Path = self.session.export_folder
        path = await self.app.push_screen_wait(ExportDialog(what, folder, f"orders-{wanted.which}"))
        if path is None:
            return
        rows = await self.session.read(
            lambda services, actor: services.orders.every(actor, wanted, sort, descending)
        )
        kept = [row for row in rows if not selected or row.order_id in selected]
        self._write_file(path, kept)

    def _write_file(self, path: Path, rows: Sequence[OrderRow]) -> None:
        try:
            path.write_text(export_orders(rows, ExportFormat(path.suffix[1:])), encoding="utf-8", newline="")
        except OSError as error:
            self.tell(f"{path} cannot be written: {error.strerror}.", severity="error")
        else:
            self.tell(f"{len(rows)} orders saved as {path}.")


def filter_words(wanted: OrderFilter) -> str:
    """Return the filter in words."""
    chosen = (wanted.status, wanted.product, None if wanted.expiry is ExpiryFilter.ANY else wanted.expiry)
    return ", ".join(word.replace("_", " ") for word in chosen if word) or "all"


SECTION = OrdersScreen
