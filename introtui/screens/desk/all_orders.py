"""All orders of all customers: listed, filtered, sorted, acted on at once; enter opens the account."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal

from introtui.commands import Scope, bindings
from introtui.domain.all_orders import AllOrdersFilter, OwnedOrderRow
from introtui.domain.bulk import Target
from introtui.domain.finding import Group, Sought
from introtui.domain.orders import ENDED
from introtui.domain.overview import Goal
from introtui.domain.paging import Page, PageRequest
from introtui.screens.desk.all_order_rows import cells, columns
from introtui.screens.desk.marking import MarkingSection
from introtui.screens.desk.opening import open_account
from introtui.widgets.detail import ListAndDetail
from introtui.widgets.order_detail import NONE_CHOSEN, has_no_key, order_drawn
from introtui.widgets.plain import Draw, Plain
from introtui.widgets.record_cells import needed
from introtui.widgets.record_table import RecordTable

EMPTY = "No order is like that. Press f for another filter."


class AllOrdersTable(RecordTable[OwnedOrderRow]):
    """The list; where it is wide it has the addresses too."""

    wanted = AllOrdersFilter()

    def __init__(self) -> None:
        super().__init__(
            columns(self.wanted, is_wide=False),
            key=lambda row: row.order.order_id,
            cells=lambda row: cells(row, is_wide=self.is_wide),
            empty=EMPTY,
        )
        self.is_wide = False

    def on_resize(self) -> None:
        """Show the columns there is room for."""
        super().on_resize()
        self.show_columns()

    def show_columns(self) -> None:
        """Show the columns there is room for, sortable as far as the filter is."""
        all_of_them = columns(self.wanted, is_wide=True)
        self.is_wide = needed(all_of_them, self._gutter) <= self.size.width
        self.columns = all_of_them if self.is_wide else columns(self.wanted, is_wide=False)


class AllOrdersScreen(MarkingSection):
    """Every order, the one at the cursor in full beside it where there is room."""

    SCOPE = Scope.ALL_ORDERS
    BINDINGS = bindings(Scope.ALL_ORDERS)
    TARGET: ClassVar[Target] = Target.ORDERS

    def compose_body(self) -> ComposeResult:
        """Lay out the filter, what is selected, and the list."""
        with Horizontal(classes="list-bar"):
            yield Plain("", id="filter", classes="dim")
            yield Plain("", id="marked")
        yield ListAndDetail(AllOrdersTable(), self._read_row, nothing=NONE_CHOSEN)

    @property
    def table(self) -> AllOrdersTable:
        """The list."""
        return self.query_one(AllOrdersTable)

    def show_list(self) -> None:
        """Show what the filter finds."""
        table, session = self.table, self.session
        wanted = table.wanted

        async def load(request: PageRequest) -> Page[OwnedOrderRow]:
            return await session.read(lambda services, actor: services.all_orders.page(actor, wanted, request))

        async def count() -> int:
            return await session.read(lambda services, actor: services.all_orders.count(actor, wanted))

        self.query_one("#filter", Plain).show(f"filter: {wanted.words}")
        table.show_columns()
        sort, descending = table.sort if table.sort[0] in wanted.sorts else ("paid_until", False)
        table.show(load, count, sort=sort, descending=descending)

    def show_goal(self, goal: Goal) -> None:
        """Show the orders somebody came for."""
        if isinstance(goal, AllOrdersFilter):
            self.table.wanted = goal
            self.begin()

    async def matching(self) -> Sequence[int]:
        """Return the numbers of the orders the filter shows."""
        wanted = self.table.wanted
        return await self.session.read(lambda services, actor: services.all_orders.matching(actor, wanted))

    async def _read_row(self, row: OwnedOrderRow) -> Draw:
        number = row.order.order_id
        order = await self.session.read(lambda services, actor: services.all_orders.load(actor, number))
        return order_drawn(order, can=has_no_key)

    @on(RecordTable.RowChosen)
    def _row_chosen(self) -> None:
        self.action_open()

    def action_open(self) -> None:
        """Open the account that has the order at the cursor."""
        row = self.table.current
        if row is not None:
            order = row.order
            sought = Sought(group=Group.ORDERS, number=order.order_id, is_ended=order.facts.status in ENDED)
            self.start(open_account(self, row.account_id, sought))

    def action_filter(self) -> None:
        """Choose which orders are shown."""
        self.start(self._filter())

    async def _filter(self) -> None:
        from introtui.screens.desk.all_order_filter import AllOrdersFilterDialog

        choices = await self.session.read(lambda services, actor: services.all_orders.choices(actor))
        wanted = await self.app.push_screen_wait(AllOrdersFilterDialog(self.table.wanted, choices))
        if wanted is not None:
            self.table.wanted = wanted
            self.show_list()

    def action_sort(self) -> None:
        """Sort by the next column the filter can be sorted by."""
        if len(self.table.wanted.sorts) == 1:
            self.tell("The orders of this filter stand in the order of their days.")
        else:
            self.table.sort_by_next()


SECTION = AllOrdersScreen
