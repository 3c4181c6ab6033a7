"""The catalogue for the desk: short lists read whole, and counts of orders out of an index alone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from introtui.domain.orders import ENDED
from introtui.store.tables import Order, Plan, PlanPrice, Product, ProductOption


def plans_with_prices(session: Session, plan_id: int | None = None) -> Iterable[Row[Any]]:
    """Yield plan, product name and price, each plan's prices by currency and day; no price is None."""
    query = (
        select(Plan, Product.name.label("product"), PlanPrice)
        .join(Product, Product.id == Plan.product_id)
        .join(PlanPrice, PlanPrice.plan_id == Plan.id, isouter=True)
        .order_by(Product.name, Plan.id, PlanPrice.currency, PlanPrice.valid_from)
    )
    return session.execute(query if plan_id is None else query.where(Plan.id == plan_id))


def running_orders(session: Session) -> Iterable[Row[Any]]:
    """Yield plan id, currency and how many orders have not ended."""
    keys = (Order.plan_id, Order.currency)
    query = select(*keys, func.count().label("orders")).where(Order.status.not_in(sorted(ENDED)))
    return session.execute(query.group_by(*keys))


def products_without_plans(session: Session) -> list[str]:
    """Return the products that have no plan yet."""
    has_plans = select(Plan.id).where(Plan.product_id == Product.id).exists()
    return list(session.scalars(select(Product.name).where(~has_plans).order_by(Product.name)))


def options(session: Session) -> Iterable[Row[Any]]:
    """Yield product name, kind and name of everything that is chosen with a product, in the order shown."""
    return session.execute(
        select(Product.name.label("product"), ProductOption.kind, ProductOption.name)
        .join(ProductOption, ProductOption.product_id == Product.id)
        .order_by(Product.name, ProductOption.kind, ProductOption.position)
    )


def running_with_option(session: Session) -> Iterable[Row[Any]]:
    """Yield product name, operating system, location and how many orders have not ended."""
    keys = (Product.name, Order.operating_system, Order.location)
    query = (
        select(Product.name.label("product"), Order.operating_system, Order.location, func.count().label("orders"))
        .join(Plan, Plan.id == Order.plan_id)
        .join(Product, Product.id == Plan.product_id)
        .where(Order.status.not_in(sorted(ENDED)))
    )
    return session.execute(query.group_by(*keys))
