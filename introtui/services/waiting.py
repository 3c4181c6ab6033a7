"""Orders that are paid and wait for addresses: delivered oldest first once their pool has some."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from introtui.domain.access import Actor
from introtui.domain.orders import OrderStatus
from introtui.services.context import Context
from introtui.services.delivery import POOL_EMPTY, deliver, no_free_address
from introtui.services.tasks import close_tasks
from introtui.store import tables
from introtui.store.tables import Order

MOST_DELIVERED = 500
"""Orders one call delivers at most: everybody else who writes waits for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waited:
    """Orders of a product by number, with their location: those delivered now, and those that still wait."""

    delivered: tuple[tuple[int, str], ...]
    waiting: tuple[tuple[int, str], ...]


def deliver_waiting(context: Context, session: Session, actor: Actor, product_id: int) -> Waited:
    """Deliver the waiting orders of a product, the oldest first, while there are addresses for them."""
    delivered: list[tuple[int, str]] = []
    waiting: list[tuple[int, str]] = []
    empty: set[str] = set()
    for order_id, location in _waiting(session, product_id):
        # Orders in one location draw on the same addresses: what one finds none in is empty for those after it.
        if location in empty or len(delivered) == MOST_DELIVERED:
            waiting.append((order_id, location))
        elif deliver(context, session, actor, session.get_one(Order, order_id)):
            delivered.append((order_id, location))
        else:
            empty.add(location)
            waiting.append((order_id, location))
    return Waited(delivered=tuple(delivered), waiting=tuple(waiting))


def _waiting(session: Session, product_id: int) -> list[tuple[int, str]]:
    found = (
        select(Order.id, Order.location)
        .join(tables.Plan, tables.Plan.id == Order.plan_id)
        .where(Order.status == OrderStatus.PROCESSING, tables.Plan.product_id == product_id)
        .order_by(Order.id)
    )
    return [(row.id, row.location) for row in session.execute(found)]


def close_done(
    context: Context, session: Session, actor: Actor, product: str, waited: Waited, filled: Iterable[str]
) -> None:
    """Close the tasks to fill a product's pools in some locations, but where an order still waits."""
    waiting = {location for _, location in waited.waiting}
    done = {*filled, *(location for _, location in waited.delivered)} - waiting
    for location in sorted(done):
        subject = no_free_address(product, location)
        close_tasks(context, session, actor, kind=POOL_EMPTY, subject=subject)
