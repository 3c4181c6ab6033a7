"""Filling the catalogue: products, plans and prices that are not there yet."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from introtui.services.bulk_values import NewPrice
from introtui.store.tables import Plan, PlanPrice, Product

PlanKey = tuple[str, str]
"""A product's name and its plan's name: what tells a plan from every other."""


def plan_ids(session: Session) -> dict[PlanKey, int]:
    """Return the id of every plan."""
    rows = session.execute(select(Product.name, Plan.name, Plan.id).join(Plan, Plan.product_id == Product.id))
    return {(product, plan): plan_id for product, plan, plan_id in rows}


def add_prices(session: Session, prices: Iterable[NewPrice]) -> dict[PlanKey, int]:
    """Write prices, with the products and plans they need, and return the id of every plan.

    A price the plan has already in that currency is the caller's error (IntegrityError).
    """
    products = dict(session.execute(select(Product.name, Product.id)).all())
    plans = plan_ids(session)
    for price in prices:
        if price.product not in products:
            products[price.product] = _new_product(session, price.product)
        key = (price.product, price.plan)
        if key not in plans:
            plans[key] = _new_plan(session, products[price.product], price)
        session.add(
            PlanPrice(
                plan_id=plans[key],
                currency=price.monthly.currency,
                monthly_minor=price.monthly.minor,
                setup_fee_minor=price.setup_fee.minor,
                refund_terms=price.refund_terms.text,
            )
        )
    session.flush()
    return plans


def _new_product(session: Session, name: str) -> int:
    product = Product(name=name)
    session.add(product)
    session.flush()
    return product.id


def _new_plan(session: Session, product_id: int, price: NewPrice) -> int:
    plan = Plan(product_id=product_id, name=price.plan, specs=price.specs)
    session.add(plan)
    session.flush()
    return plan.id
