"""All orders of all customers, for staff."""

from __future__ import annotations

from collections.abc import Sequence

from introtui.domain.access import Actor
from introtui.domain.all_orders import AllOrdersFilter, OrderChoices, OwnedOrderRow
from introtui.domain.bulk import MOST_TARGETS, too_many
from introtui.domain.errors import InvalidValue
from introtui.domain.order_views import OrderView
from introtui.domain.paging import Page, PageRequest
from introtui.domain.permissions import Permission
from introtui.services.context import Context
from introtui.services.order_reading import load_any, view_of
from introtui.services.staff import require
from introtui.store.all_order_queries import (
    count_all_orders,
    every_currency,
    matching_orders,
    owners_of_orders,
    page_of_all_orders,
    products,
)


class AllOrdersService:
    """Lists the orders of the company."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def page(self, actor: Actor, wanted: AllOrdersFilter, request: PageRequest) -> Page[OwnedOrderRow]:
        """Return one page of what a filter shows; raises `InvalidValue` unless sorted by one of its `sorts`."""
        require(actor, Permission.READ)
        if request.sort not in wanted.sorts:
            raise InvalidValue(f"This list is sorted by {' or '.join(wanted.sorts)}.")
        with self._context.database.read() as session:
            return page_of_all_orders(session, wanted, request, self._context.clock.today())

    def count(self, actor: Actor, wanted: AllOrdersFilter) -> int:
        """Return how many orders a filter shows."""
        require(actor, Permission.READ)
        with self._context.database.read() as session:
            return count_all_orders(session, wanted, self._context.clock.today())

    def matching(self, actor: Actor, wanted: AllOrdersFilter) -> tuple[int, ...]:
        """Return the numbers of the orders a filter shows at this moment; raises `ActionRefused` for too many."""
        require(actor, Permission.READ)
        with self._context.database.read() as session:
            found = matching_orders(session, wanted, self._context.clock.today(), MOST_TARGETS)
        if len(found) > MOST_TARGETS:
            raise too_many()
        return tuple(found)

    def load(self, actor: Actor, order_id: int) -> OrderView:
        """Return everything about anybody's order; raises `NotFound`."""
        today = self._context.clock.today()
        with self._context.database.read() as session:
            return view_of(session, load_any(session, actor, order_id, today), actor.role, today)

    def choices(self, actor: Actor) -> OrderChoices:
        """Return what there is to filter by."""
        require(actor, Permission.READ)
        with self._context.database.read() as session:
            return OrderChoices(products=tuple(products(session)), currencies=tuple(every_currency(session)))

    def owners(self, actor: Actor, order_ids: Sequence[int]) -> tuple[int, ...]:
        """Return whose some orders are, each account once; orders that are not there are left out."""
        require(actor, Permission.READ)
        with self._context.database.read() as session:
            return tuple(owners_of_orders(session, order_ids))
