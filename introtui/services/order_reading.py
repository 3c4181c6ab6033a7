"""Loading an order and what the rules need to know of it; shared by the order services."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from introtui.domain.access import Actor, Role
from introtui.domain.errors import ActionRefused, NotFound
from introtui.domain.money import Money
from introtui.domain.order_views import OrderRow, OrderView, TimelineEntry
from introtui.domain.orders import OrderAction, refusal
from introtui.domain.periods import Period
from introtui.domain.permissions import Permission
from introtui.domain.plans import Plan, RefundTerms
from introtui.domain.quotes import OrderState
from introtui.services.context import own_account
from introtui.services.staff import require
from introtui.store import tables
from introtui.store.numbers import can_be
from introtui.store.order_queries import ROWS, order_row
from introtui.store.rows import table_of
from introtui.store.tables import Order, OrderAddress, OrderEvent, PlanPrice, Product

_ANY = ROWS.where(Order.id == bindparam("order_id"))
_OWN = _ANY.where(Order.account_id == bindparam("account_id"))
# Columns of tables, not of classes: nobody edits a price through these rows, so the session need not watch them.
_PLAN, _PRICE, _PRODUCT = map(table_of, (tables.Plan, PlanPrice, Product))
_PLANS: Select[*tuple[Any, ...]] = (
    select(_PLAN, _PRODUCT.c.name.label("product"), _PRICE)
    .join(_PRICE, _PRICE.c.plan_id == _PLAN.c.id)
    .join(_PRODUCT, _PRODUCT.c.id == _PLAN.c.product_id)
    .where(_PRICE.c.currency == bindparam("currency"))
    .order_by(_PRICE.c.monthly_minor, _PLAN.c.id)
)
_PLAN_NAME = select(_PLAN.c.name).where(_PLAN.c.id == bindparam("plan_id"))
_TWO_PLANS = _PLANS.where(_PLAN.c.id.in_((bindparam("plan_id"), bindparam("new_plan_id"))))
_PLANS_OF_PRODUCT = _PLANS.where(_PRODUCT.c.name == bindparam("product"))


@dataclass(frozen=True, slots=True)
class LoadedOrder:
    """An order row as stored, beside what is shown of it."""

    order: Order
    row: OrderRow


def load_own(session: Session, actor: Actor, order_id: int, today: date) -> LoadedOrder:
    """Return the actor's order; a foreign id answers exactly like a missing one."""
    own_account(session, actor)
    return _load(session, _OWN, order_id, today, account_id=actor.account_id)


def load_any(
    session: Session, actor: Actor, order_id: int, today: date, permission: Permission = Permission.READ
) -> LoadedOrder:
    """Return anybody's order to staff with a permission; to customers none exists."""
    require(actor, permission)
    return _load(session, _ANY, order_id, today)


def load_many(session: Session, order_ids: Sequence[int], today: date) -> dict[int, LoadedOrder]:
    """Return some orders by their numbers, whosever they are; those that are not there are left out."""
    known = [number for number in order_ids if can_be(number)]
    rows = session.execute(ROWS.where(Order.id.in_(known)))
    return {row.Order.id: LoadedOrder(row.Order, order_row(row, today)) for row in rows}


def _load(
    session: Session, query: Select[*tuple[Any, ...]], order_id: int, today: date, **whose: int
) -> LoadedOrder:
    found = session.execute(query, {"order_id": order_id, **whose}).one_or_none() if can_be(order_id) else None
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
    return two_plans(session, plan_id, plan_id, currency)[0]


def two_plans(session: Session, plan_id: int, new_plan_id: int, currency: str) -> tuple[Plan, Plan]:
    """Return two plans at their prices in one currency, or raise `ActionRefused` when one of them has none."""
    plans = _plans(session, _TWO_PLANS, currency, plan_id=plan_id, new_plan_id=new_plan_id)
    found = {plan.plan_id: plan for plan in plans}
    if plan_id not in found or new_plan_id not in found:
        raise ActionRefused(f"This plan has no price in {currency}; contact support.")
    return found[plan_id], found[new_plan_id]


def plans_of_product(session: Session, product: str, currency: str) -> tuple[Plan, ...]:
    """Return every plan of a product with a price in the currency, cheapest first."""
    return _plans(session, _PLANS_OF_PRODUCT, currency, product=product)


def _plans(session: Session, query: Select[*tuple[Any, ...]], currency: str, **wanted: object) -> tuple[Plan, ...]:
    return tuple(
        Plan(
            plan_id=row.id,
            product=row.product,
            name=row.name,
            specs=row.specs,
            monthly=Money(row.monthly_minor, currency),
            setup_fee=Money(row.setup_fee_minor, currency),
            refund_terms=RefundTerms.parse(row.refund_terms),
        )
        for row in session.execute(query, {"currency": currency, **wanted})
    )


def plan_name(session: Session, plan_id: int) -> str:
    """Return what a plan is called."""
    return str(session.scalars(_PLAN_NAME, {"plan_id": plan_id}).one())


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
