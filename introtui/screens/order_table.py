"""The order list itself: which orders it reads, in which columns, and what it says when there are none."""

from __future__ import annotations

from introtui.domain.order_views import OrderFilter, OrderList, OrderRow
from introtui.domain.paging import Page, PageRequest
from introtui.screens.order_rows import cells, list_columns
from introtui.session import Session
from introtui.widgets.record_table import RecordTable

EMPTY = {
    OrderList.ACTIVE: "No active orders. Press o to order a server, h for the orders that ended.",
    OrderList.HISTORY: "No order has ended yet. Press h for the active ones.",
}
NO_ORDER_EVER = "You have no orders yet. Press o to place the first one."
NO_ACTIVE, NONE_EVER = "No active orders. Press h for the orders that ended.", "There are no orders yet."
"""What is said to who places none here: staff in the account without a reason, or without that permission."""
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
        self._which = OrderList.ACTIVE

    def show_columns(self, which: OrderList) -> None:
        """Show the columns of a list, with the account's currency once it is known."""
        billing = self._session.state.billing
        currency = "" if billing is None else billing.balance.currency
        self.columns = list_columns(currency, history=which is OrderList.HISTORY)

    def show_empty(self, wanted: OrderFilter) -> None:
        """Say, where a filter finds nothing, what to do; who never had an order is told how to place one."""
        summary = self._session.state.orders
        self.empty = EMPTY[wanted.which] if wanted == OrderFilter(which=wanted.which) else NOTHING_FOUND
        if wanted == OrderFilter():
            never = summary is not None and not summary.history
            places = self._session.can("order.place")
            active = EMPTY[OrderList.ACTIVE] if places else NO_ACTIVE
            self.empty = (NO_ORDER_EVER if places else NONE_EVER) if never else active

    def show_orders(self, wanted: OrderFilter, *, newest_first: bool = False) -> None:
        """Show what a filter finds, in the order shown before as far as the list has that column.

        What is marked stays so, in view or not, until the other list is shown.
        """
        session = self._session
        self.show_columns(wanted.which)
        self.show_empty(wanted)

        async def load(request: PageRequest) -> Page[OrderRow]:
            return await session.read(lambda services, actor: services.orders.page(actor, wanted, request))

        async def count() -> int:
            return await session.read(lambda services, actor: services.orders.count(actor, wanted))

        sort, descending = ("id", True) if newest_first else self.sort
        if sort not in {column.key for column in self.columns}:
            sort, descending = ("ended", True) if wanted.which is OrderList.HISTORY else ("days", False)
        self.show(
            load,
            count,
            sort=sort,
            descending=descending,
            keep_marks=wanted.which is self._which,
            partial=wanted != OrderFilter(which=wanted.which),
        )
        self._which = wanted.which
