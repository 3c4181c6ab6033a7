"""The orders section: active orders and history, found, filtered, sorted; the detail beside the list when wide."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input

from introtui.commands import Scope, bindings, changing
from introtui.domain.errors import ActionRefused
from introtui.domain.new_orders import NewOrderDraft
from introtui.domain.order_views import (
    OrderFilter,
    OrderList,
    OrderRow,
    OrdersSummary,
    OrderView,
)
from introtui.domain.topics import Topic
from introtui.screens.base import Section
from introtui.screens.order_bar import OrderBar
from introtui.screens.order_commands import NO_ORDER, RENEW, OrderCommands, OrderKeys, command_of
from introtui.screens.order_export import count_words, save_orders
from introtui.screens.order_rows import note_of
from introtui.screens.order_table import OrderTable
from introtui.screens.saving import folder_of
from introtui.state import AccountState
from introtui.widgets.detail import ListAndDetail
from introtui.widgets.find_input import FindInput
from introtui.widgets.order_detail import NONE_CHOSEN, order_drawn
from introtui.widgets.plain import Draw, Plain
from introtui.widgets.record_table import RecordTable

if TYPE_CHECKING:
    from introtui.place import Place

OTHER = {OrderList.ACTIVE: OrderList.HISTORY, OrderList.HISTORY: OrderList.ACTIVE}
ON_A_ROW = frozenset({"choose", "mark", "detail", "actions"})
"""The actions that need an order at the cursor, beside those on the order itself."""


class OrdersScreen(OrderKeys, Section):
    """Both order lists and what can be done to an order."""

    SCOPE = Scope.ORDERS
    TOPICS = (Topic.ORDERS,)
    BINDINGS = bindings(Scope.ORDERS)
    CHANGES = changing(Scope.ORDERS)

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self._wanted = OrderFilter()
        self._revision: int | None = None
        self._draft = NewOrderDraft()
        """What was typed into the order form when it was left last."""

    def compose_body(self) -> ComposeResult:
        """Lay out counts, find field, list and detail."""
        yield OrderBar()
        yield ListAndDetail(OrderTable(self.session), self._read_order, nothing=NONE_CHOSEN)
        yield Plain("", id="row-note", classes="dim")

    def on_mount(self) -> None:
        """Follow the orders, and the balance for its currency."""
        self.table.focus()
        self.follow(AccountState.billing, lambda _billing: self.table.show_columns(self._wanted.which))
        self.follow(AccountState.orders, self._show_summary)

    @property
    def table(self) -> OrderTable:
        """The list."""
        return self.query_one(OrderTable)

    @property
    def order_row(self) -> OrderRow | None:
        """The order at the cursor."""
        return self.table.current

    @property
    def selected_ids(self) -> tuple[int, ...]:
        """The selected orders, in the order of their numbers."""
        return tuple(sorted(self.table.selected))

    # What is shown

    def _show_summary(self, summary: OrdersSummary) -> None:
        self._show_bar()
        if self._revision is None:
            self._show_list()
        else:
            self.table.show_empty(self._wanted)
            self.table.reload()
        self._revision = summary.revision
        self.query_one(ListAndDetail).update_detail()

    def _show_bar(self) -> None:
        summary = self.session.state.orders
        if summary is not None:
            self.query_one(OrderBar).show(
                summary, self._wanted, self.table.sort, selected=len(self.table.selected)
            )

    def _show_list(self) -> None:
        # Before the summary is there nothing can be read yet; it shows the list when it comes.
        if self.session.state.orders is not None:
            self.table.show_orders(self._wanted)
            self._show_bar()

    @on(RecordTable.RowHighlighted)
    def _row_highlighted(self) -> None:
        row = self.table.current
        self.query_one("#row-note", Plain).show("" if row is None else note_of(row, self.session.can))
        self.refresh_bindings()

    @on(RecordTable.SelectionChanged)
    def _selection_changed(self) -> None:
        self._show_bar()
        self.refresh_bindings()

    @on(RecordTable.SortChanged)
    def _sort_changed(self) -> None:
        self._show_bar()

    async def _read_order(self, row: OrderRow) -> Draw:
        order_id = row.order_id
        order = await self.session.read(lambda services, actor: services.orders.load(actor, order_id))
        return order_drawn(order, can=self.session.can)

    def shows_hint(self, action: str) -> bool:
        """Show the key of an order command only when it would work on the row at the cursor."""
        command = command_of(action)
        if command is not None:
            return self.shows_order_hint(command)
        if action == "clear_find":
            return bool(self.query_one(FindInput).value)
        return action not in ON_A_ROW or self.table.current is not None

    def hint_words(self, action: str) -> str | None:
        """Name the list that the key would show, and how many orders would be renewed."""
        if command_of(action) == RENEW and self.table.selected:
            return f"Renew {len(self.table.selected)}"
        return OTHER[self._wanted.which].capitalize() if action == "which" else None

    # Commands

    def action_which(self) -> None:
        """Switch between active orders and history."""
        self._wanted = OrderFilter(which=OTHER[self._wanted.which], text=self._wanted.text)
        self._show_list()
        self.refresh_bindings()

    def action_find(self) -> None:
        """Put the focus into the find field."""
        self.query_one(FindInput).focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Find as you type."""
        self._wanted = replace(self._wanted, text=event.value.strip())
        self._show_list()

    def action_clear_find(self) -> None:
        """Clear the find field."""
        self.query_one(FindInput).clear()

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
            self._show_list()

    def action_sort(self) -> None:
        """Sort by the next column."""
        self.table.sort_by_next()

    def action_turn(self) -> None:
        """Turn the sort order around."""
        self.table.turn_around()

    @on(RecordTable.RowChosen)
    def action_detail(self) -> None:
        """Show everything about the order at the cursor."""
        row = self.table.current
        if row is None:
            self.tell(NO_ORDER, severity="error")
            return
        from introtui.screens.order_detail import OrderDetailScreen

        self.app.push_screen(OrderDetailScreen(self.session, row))

    def action_new_order(self) -> None:
        """Place an order."""
        self.start(self._new_order())

    async def _new_order(self) -> None:
        from introtui.screens.dialogs.new_order import NewOrderDialog

        offers = await self.session.read(lambda services, actor: services.new_orders.offers(actor))
        if not offers:
            raise ActionRefused("Nothing can be ordered in your currency yet; ask support.")
        answer = await self.app.push_screen_wait(NewOrderDialog(self.session, offers, self._draft))
        if isinstance(answer, OrderView):
            self._draft = NewOrderDraft()
            self._show_newest()
            self.tell(f"Order {answer.row.order_id}: {answer.timeline[0].sentence}")
        elif answer is not None:
            self._draft = answer

    def _show_newest(self) -> None:
        """Put the cursor on the order with the highest number, whatever was found or filtered before."""
        find = self.query_one(FindInput)
        with find.prevent(Input.Changed):
            find.clear()
        self._wanted = OrderFilter()
        self.table.show_orders(self._wanted, newest_first=True)
        self._show_bar()
        self.table.focus()

    def action_actions(self) -> None:
        """List what can be done to the order at the cursor."""
        row = self.table.current
        if row is None:
            self.tell(NO_ORDER, severity="error")
        else:
            self.start(self._menu(row))

    async def _menu(self, row: OrderRow) -> None:
        from introtui.screens.dialogs.order_menu import OrderMenu

        chosen = await self.app.push_screen_wait(OrderMenu(self.session, row))
        if chosen is not None:
            await OrderCommands(self.session, self.app).run(chosen, row)

    def action_export(self) -> None:
        """Save the selected orders, or all that are found."""
        self.start(self._export())

    async def _export(self) -> None:
        from introtui.screens.dialogs.export import ExportDialog

        folder = folder_of(self.session, "orders list --csv")
        selected, wanted = self.table.selected, self._wanted
        sort, descending = self.table.sort
        # The list may still be on its way, or longer than what was read of it.
        found = await self.session.read(lambda services, actor: services.orders.count(actor, wanted))
        number = len(selected) or found
        everything = OrderFilter(which=wanted.which)
        if not selected:
            which = "all of this list" if wanted == everything else "all that is found and filtered here"
        else:
            which = "those selected" if wanted == everything else "those selected, shown here or not"
            wanted = everything
        what = f"{count_words(number)}, {which}"
        dialog = ExportDialog(what, folder, f"orders-{wanted.which}")
        path = await self.app.push_screen_wait(dialog)
        if path is None:
            return
        # All of it in the thread: a hundred thousand rows would hold up the screen.
        saved = await self.session.read(
            lambda services, actor: save_orders(
                path, services.orders.every(actor, wanted, sort, descending), selected
            )
        )
        self.tell(f"{count_words(saved)} saved as {path}.")


SECTION = OrdersScreen
