"""Loading an order and what the rules need to know of it; shared by the order services."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from introtui.domain.access import Actor, Role
from introtui.domain.errors import ActionRefused, NotFound
from introtui.domain.money import Money
from introtui.domain.order_views import OrderRow, OrderView, TimelineEntry
from introtui.domain.orders import OrderAction, refusal
from introtui.domain.periods import Period
from introtui.domain.permissions import Permission
from introtui.domain.plans import FIRST_DAY, Plan, RefundTerms
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
_START = _PRICE.alias()
_STARTS = (
    select(func.max(_START.c.valid_from))
    .where(_START.c.plan_id == _PLAN.c.id, _START.c.currency == bindparam("currency"))
    .where(_START.c.valid_from <= bindparam("day"))
    .scalar_subquery()
)
_FIRST = (
    select(func.min(_START.c.valid_from))
    .where(_START.c.plan_id == _PLAN.c.id, _START.c.currency == bindparam("currency"))
    .scalar_subquery()
)
_SOLD = _PLANS.where(_PRICE.c.valid_from == _STARTS)
_AGREED_PLAN = _PLANS.where(
    _PLAN.c.id == bindparam("plan_id"), _PRICE.c.valid_from == func.coalesce(_STARTS, _FIRST)
)
_PLAN_NAME = select(_PLAN.c.name).where(_PLAN.c.id == bindparam("plan_id"))
_SOLD_PLAN = _SOLD.where(_PLAN.c.id == bindparam("plan_id"))
_PLANS_OF_PRODUCT = _SOLD.where(_PRODUCT.c.name == bindparam("product"), _PLAN.c.withdrawn_on.is_(None))


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


def agreed_plan(session: Session, order: Order) -> Plan:
    """Return an order's plan at the price and terms of the day it was agreed, or raise `ActionRefused`."""
    day = order.agreed_on or FIRST_DAY
    found = _plans(session, _AGREED_PLAN, order.currency, day, plan_id=order.plan_id)
    return _only(found, order.currency)


def plan_to_change_to(session: Session, order: Order, plan_id: int, today: date) -> Plan:
    """Return a plan as it is sold today, for an order to change to; raises `ActionRefused`.

    What is withdrawn from sale is not sold, but to the orders that have it: they may change their term.
    """
    plan = _only(_plans(session, _SOLD_PLAN, order.currency, today, plan_id=plan_id), order.currency)
    if plan_id != order.plan_id and session.get_one(tables.Plan, plan_id).withdrawn_on is not None:
        raise ActionRefused(f"{plan.name} is not sold any more; choose another plan.")
    return plan


def plans_of_product(session: Session, product: str, currency: str, today: date) -> tuple[Plan, ...]:
    """Return every plan of a product that is sold today in the currency, cheapest first."""
    return _plans(session, _PLANS_OF_PRODUCT, currency, today, product=product)


def _only(plans: tuple[Plan, ...], currency: str) -> Plan:
    if not plans:
        raise ActionRefused(f"This plan has no price in {currency}; contact support.")
    return plans[0]


def _plans(
    session: Session, query: Select[*tuple[Any, ...]], currency: str, day: date, **wanted: object
) -> tuple[Plan, ...]:
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
        for row in session.execute(query, {"currency": currency, "day": day, **wanted})
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
        plan=agreed_plan(session, order),
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
