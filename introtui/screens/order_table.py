"""The order list itself: which orders it reads, in which columns, and what it says when there are none."""

from __future__ import annotations

from introtui.domain.order_views import OrderFilter, OrderList, OrderRow
from introtui.domain.paging import Page, PageRequest
from introtui.screens.order_rows import cells, list_columns
from introtui.session import Session
from introtui.widgets.record_table import RecordTable

EMPTY = {
    OrderList.ACTIVE: "No active orders. Press h for the orders that ended.",
    OrderList.HISTORY: "No order has ended yet. Press h for the active ones.",
}
NOTHING_FOUND = "No order is like that.\nPress esc to clear the find field, or f for another filter."


class OrderTable(RecordTable[OrderRow]):
    """Reads the orders that a filter finds."""

    def __init__(self, session: Session) -> None:
        super().__init__(
            list_columns("", history=False),
            key=lambda row: row.order_id,
            cells=cells,
            empty=EMPTY[OrderList.ACTIVE],
        )
        self._session = session

    def show_columns(self, which: OrderList) -> None:
        """Show the columns of a list, with the account's currency once it is known."""
        billing = self._session.state.billing
        currency = "" if billing is None else billing.balance.currency
        self.columns = list_columns(currency, history=which is OrderList.HISTORY)

    def show_orders(self, wanted: OrderFilter) -> None:
        """Show what a filter finds, in the order shown before as far as the list has that column."""
        session = self._session
        self.show_columns(wanted.which)
        self.empty = EMPTY[wanted.which] if wanted == OrderFilter(which=wanted.which) else NOTHING_FOUND

        async def load(request: PageRequest) -> Page[OrderRow]:
            return await session.read(lambda services, actor: services.orders.page(actor, wanted, request))

        async def count() -> int:
            return await session.read(lambda services, actor: services.orders.count(actor, wanted))

        sort, descending = self.sort
        if sort not in {column.key for column in self.columns}:
            sort, descending = ("ended", True) if wanted.which is OrderList.HISTORY else ("days", False)
        self.show(load, count, sort=sort, descending=descending)
