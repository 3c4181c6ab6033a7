"""Order use cases: lists, detail, and the edits that move no money."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from introtui.domain.access import Actor
from introtui.domain.errors import StaleVersion
from introtui.domain.order_views import (
    ExpiryFilter,
    OrderFilter,
    OrderList,
    OrderRow,
    OrdersSummary,
    OrderView,
)
from introtui.domain.orders import OrderAction, OrderStatus
from introtui.domain.paging import Page, PageRequest
from introtui.domain.plans import Plan
from introtui.domain.text import clean_text
from introtui.domain.topics import Topic
from introtui.services.context import Context, own_account
from introtui.services.fulfilment import withdraw_invoice
from introtui.services.order_reading import (
    agreed_plan,
    allowed_or_refused,
    load_own,
    plans_of_product,
    view_of,
)
from introtui.services.timeline import note_order
from introtui.store import tables
from introtui.store.numbers import can_be
from introtui.store.order_queries import (
    ROWS,
    count_orders,
    order_row,
    page_of_orders,
    with_addresses,
)
from introtui.store.tables import Change, Order, Product

EXPORT_PAGE = 500
LONGEST_COMMENT = 500
CHANGED_COMMENT = "Somebody else changed this comment while you were writing; save again to replace it."


class OrderService:
    """What the orders section does beside money."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def summary(self, actor: Actor) -> OrdersSummary:
        """Return the counts above the lists and the products to filter by."""
        today = self._context.clock.today()
        with self._context.database.read() as session:
            own_account(session, actor)

            def counted(wanted: OrderFilter) -> int:
                return count_orders(session, actor.account_id, wanted, today)

            products = session.scalars(
                select(Product.name)
                .where(
                    select(Order.id)
                    .join(tables.Plan, tables.Plan.id == Order.plan_id)
                    .where(tables.Plan.product_id == Product.id, Order.account_id == actor.account_id)
                    .exists()
                )
                .order_by(Product.name)
            )
            return OrdersSummary(
                active=counted(OrderFilter()),
                history=counted(OrderFilter(which=OrderList.HISTORY)),
                overdue=counted(OrderFilter(expiry=ExpiryFilter.OVERDUE)),
                suspended=counted(OrderFilter(status=OrderStatus.SUSPENDED)),
                unpaid=counted(OrderFilter(status=OrderStatus.AWAITING_PAYMENT)),
                products=tuple(products),
                revision=session.scalar(select(func.max(Change.id))) or 0,
            )

    def page(self, actor: Actor, wanted: OrderFilter, request: PageRequest) -> Page[OrderRow]:
        """Return one page of a list of the actor's orders."""
        with self._context.database.read() as session:
            own_account(session, actor)
            return page_of_orders(session, actor.account_id, wanted, request, self._context.clock.today())

    def count(self, actor: Actor, wanted: OrderFilter) -> int:
        """Return how many of the actor's orders a filter finds."""
        with self._context.database.read() as session:
            own_account(session, actor)
            return count_orders(session, actor.account_id, wanted, self._context.clock.today())

    def every(self, actor: Actor, wanted: OrderFilter, sort: str, descending: bool) -> tuple[OrderRow, ...]:
        """Return all rows a filter finds, as of one moment and with all their addresses, for an export."""
        rows: list[OrderRow] = []
        request = PageRequest(sort=sort, descending=descending, limit=EXPORT_PAGE)
        today = self._context.clock.today()
        with self._context.database.read() as session:
            own_account(session, actor)
            while True:
                page = page_of_orders(session, actor.account_id, wanted, request, today)
                rows.extend(with_addresses(session, page.items))
                if len(page.items) < EXPORT_PAGE:
                    return tuple(rows)
                request = replace(request, after=page.cursors[-1])

    def rows(self, actor: Actor, order_ids: Sequence[int]) -> tuple[OrderRow, ...]:
        """Return the rows of some of the actor's orders, by number; those that are not there are left out."""
        today = self._context.clock.today()
        with self._context.database.read() as session:
            own_account(session, actor)
            known = [number for number in order_ids if can_be(number)]
            own = ROWS.where(Order.account_id == actor.account_id, Order.id.in_(known))
            return tuple(order_row(row, today) for row in session.execute(own.order_by(Order.id)))

    def load(self, actor: Actor, order_id: int) -> OrderView:
        """Return everything about one of the actor's orders."""
        today = self._context.clock.today()
        with self._context.database.read() as session:
            return view_of(session, load_own(session, actor, order_id, today), actor.role, today)

    def plan_offers(self, actor: Actor, order_id: int) -> tuple[Plan, ...]:
        """Return the plans of the order's product that are sold in its currency, cheapest first, and its own."""
        today = self._context.clock.today()
        with self._context.database.read() as session:
            order = load_own(session, actor, order_id, today).order
            plan = agreed_plan(session, order)
            sold = plans_of_product(session, plan.product, order.currency, today)
            own = () if any(each.plan_id == plan.plan_id for each in sold) else (plan,)
            return (*sold, *own)

    def set_auto_renew(self, actor: Actor, order_id: int, on: bool) -> OrderView:
        """Switch automatic renewal."""

        def edit(order: Order) -> str:
            order.auto_renew = on
            return f"Auto-renew switched {'on' if on else 'off'}."

        return self._edit(actor, order_id, OrderAction.AUTO_RENEW, edit)

    def set_comment(self, actor: Actor, order_id: int, text: str, expected: str) -> OrderView:
        """Store the customer's own comment on an order; raises `InvalidValue`.

        `expected` is the comment the writing began from: with another one stored by now it raises `StaleVersion`,
        unless that one says the same as `text`.
        """
        comment = clean_text(text, max_length=LONGEST_COMMENT)

        def edit(order: Order) -> str:
            if order.comment not in {expected, comment}:
                raise StaleVersion(CHANGED_COMMENT)
            order.comment = comment
            return "Comment changed." if comment else "Comment removed."

        return self._edit(actor, order_id, OrderAction.COMMENT, edit)

    def undo_cancel(self, actor: Actor, order_id: int) -> OrderView:
        """Take back a cancel scheduled for the end of the period."""

        def edit(order: Order) -> str:
            order.cancel_at = None
            return "Scheduled cancel undone."

        return self._edit(actor, order_id, OrderAction.UNDO_CANCEL, edit)

    def undo_change(self, actor: Actor, order_id: int) -> OrderView:
        """Take back a plan change that waits for the end of the period or for its invoice, which is voided."""
        today = self._context.clock.today()

        def work(session: Session) -> OrderView:
            loaded = load_own(session, actor, order_id, today)
            allowed_or_refused(loaded, OrderAction.UNDO_CHANGE, actor.role, today)
            order = loaded.order
            withdraw_invoice(self._context, session, actor, order, "the plan change was undone.")
            order.next_plan_id = order.next_term_months = order.next_price_minor = order.change_at = None
            sentence = "Scheduled plan change undone."
            note_order(self._context, session, actor, order, action="order.undo_change", sentence=sentence)
            return view_of(session, load_own(session, actor, order_id, today), actor.role, today)

        return self._context.database.transact_in_turn(work)

    def _edit(self, actor: Actor, order_id: int, action: OrderAction, edit: Callable[[Order], str]) -> OrderView:
        today = self._context.clock.today()

        def work(session: Session) -> OrderView:
            loaded = load_own(session, actor, order_id, today)
            allowed_or_refused(loaded, action, actor.role, today)
            sentence = edit(loaded.order)
            note_order(
                self._context,
                session,
                actor,
                loaded.order,
                action=f"order.{action}",
                sentence=sentence,
                topics=(Topic.ORDERS,),
            )
            return view_of(session, load_own(session, actor, order_id, today), actor.role, today)

        return self._context.database.transact(work)
