"""Loading an order and what the rules need to know of it; shared by the order services."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from introtui.domain.access import Actor, Role
from introtui.domain.errors import ActionRefused, NotFound
from introtui.domain.money import Money
from introtui.domain.order_views import OrderRow, OrderView, TimelineEntry
from introtui.domain.orders import OrderAction, refusal
from introtui.domain.periods import Period
from introtui.domain.plans import Plan, RefundTerms
from introtui.domain.quotes import OrderState
from introtui.services.context import own_account
from introtui.services.staff import require_staff
from introtui.store import tables
from introtui.store.order_queries import order_row, rows_query
from introtui.store.tables import Order, OrderAddress, OrderEvent, PlanPrice, Product


@dataclass(frozen=True, slots=True)
class LoadedOrder:
    """An order row as stored, beside what is shown of it."""

    order: Order
    row: OrderRow


def load_own(session: Session, actor: Actor, order_id: int, today: date) -> LoadedOrder:
    """Return the actor's order; a foreign id answers exactly like a missing one."""
    own_account(session, actor)
    return _load(session, order_id, today, Order.account_id == actor.account_id)


def load_any(session: Session, actor: Actor, order_id: int, today: date) -> LoadedOrder:
    """Return anybody's order to staff; to others none exists."""
    require_staff(actor)
    return _load(session, order_id, today)


def _load(session: Session, order_id: int, today: date, *whose: ColumnElement[bool]) -> LoadedOrder:
    query = rows_query().where(Order.id == order_id, *whose)
    # A number no column can hold is refused by the driver rather than not found.
    found = session.execute(query).one_or_none() if 0 <= order_id < 2**63 else None
    if found is None:
        raise NotFound(f"There is no order {order_id}.")
    return LoadedOrder(found.Order, order_row(found, today))


def allowed_or_refused(loaded: LoadedOrder, action: OrderAction, role: Role, today: date) -> None:
    """Raise `ActionRefused` with the reason unless the transition table allows the action."""
    reason = refusal(action, loaded.row.facts, role, today)
    if reason is not None:
        raise ActionRefused(reason)


def state_of(loaded: LoadedOrder) -> OrderState:
    """Return what of an order a quote is about."""
    order, row = loaded.order, loaded.row
    return OrderState(
        facts=row.facts,
        plan_id=order.plan_id,
        term_months=order.term_months,
        price=row.price,
        period_start=order.period_start,
    )


def plan_of(session: Session, plan_id: int, currency: str) -> Plan:
    """Return a plan at its price in one currency, or raise `ActionRefused` when it has none."""
    found = _plans(session, currency, tables.Plan.id == plan_id)
    if not found:
        raise ActionRefused(f"This plan has no price in {currency}; contact support.")
    return found[0]


def plans_of_product(session: Session, product: str, currency: str) -> tuple[Plan, ...]:
    """Return every plan of a product with a price in the currency, cheapest first."""
    return _plans(session, currency, Product.name == product)


def _plans(session: Session, currency: str, wanted: ColumnElement[bool]) -> tuple[Plan, ...]:
    rows = session.execute(
        select(tables.Plan, PlanPrice, Product.name)
        .join(PlanPrice, PlanPrice.plan_id == tables.Plan.id)
        .join(Product, Product.id == tables.Plan.product_id)
        .where(PlanPrice.currency == currency, wanted)
        .order_by(PlanPrice.monthly_minor, tables.Plan.id)
    )
    return tuple(
        Plan(
            plan_id=plan.id,
            product=product,
            name=plan.name,
            specs=plan.specs,
            monthly=Money(price.monthly_minor, currency),
            setup_fee=Money(price.setup_fee_minor, currency),
            refund_terms=RefundTerms.parse(price.refund_terms),
        )
        for plan, price, product in rows
    )


def view_of(session: Session, loaded: LoadedOrder, role: Role, today: date) -> OrderView:
    """Return everything about one order."""
    order, row = loaded.order, loaded.row
    addresses = session.scalars(
        select(OrderAddress.address).where(OrderAddress.order_id == order.id).order_by(OrderAddress.position)
    )
    events = session.scalars(
        select(OrderEvent).where(OrderEvent.order_id == order.id).order_by(OrderEvent.id.desc())
    )
    start, end = order.period_start, order.paid_until
    return OrderView(
        row=row,
        plan=plan_of(session, order.plan_id, order.currency),
        addresses=tuple(addresses),
        period=None if start is None or end is None else Period(start, end),
        started_on=order.started_on,
        next_term_months=order.next_term_months,
        comment=order.comment,
        timeline=tuple(TimelineEntry(at=e.at, actor=e.actor, sentence=e.sentence) for e in events),
        actions={action: refusal(action, row.facts, role, today) for action in OrderAction},
        operating_system=order.operating_system,
        location=order.location,
    )
