"""Setting up a paid order: addresses from its product's pool, and the first period (spec section 3)."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from introtui.domain.access import Actor
from introtui.domain.orders import ENDED, OrderStatus
from introtui.domain.periods import Period, add_months
from introtui.services.context import Context
from introtui.services.document_reading import Issued, issued
from introtui.services.holdings import write_charges
from introtui.services.tasks import open_task
from introtui.services.timeline import note_order
from introtui.store import tables
from introtui.store.tables import Document, DocumentLine, Order, OrderAddress, PoolAddress

POOL_EMPTY = "address pool empty"
IP_VERSIONS = (4, 6)


def deliver(context: Context, session: Session, actor: Actor, order: Order) -> bool:
    """Set an order up from its pool; without a free address it waits, staff get a task, and nothing is lost."""
    free = _take_addresses(session, order)
    if not free:
        product = _product_name(session, order)
        subject = no_free_address(product, order.location)
        body = f"Order {order.id} is paid and waits. Add addresses to the pool, or assign some to the order."
        open_task(context, session, actor, order.account_id, kind=POOL_EMPTY, subject=subject, body=body)
        return False
    activate(context, session, actor, order, [row.address for row in free])
    return True


def no_free_address(product: str, location: str) -> str:
    """Return the subject of the task to fill a pool."""
    return f"No free address for {product}{f' in {location}' if location else ''}"


def activate(context: Context, session: Session, actor: Actor, order: Order, addresses: list[str]) -> None:
    """Give an order its addresses and start its first period today."""
    today = context.clock.today()
    session.add_all(
        OrderAddress(order_id=order.id, position=position, address=address)
        for position, address in enumerate(addresses)
    )
    end = add_months(today, order.term_months, today.day)
    order.status, order.first_address = OrderStatus.ACTIVE, addresses[0]
    order.started_on = order.period_start = today
    order.anchor_day, order.paid_until = today.day, end
    first = first_invoice(session, order.id)
    if first is not None:
        write_charges(session, first.document, order, first.lines, Period(today, end))
    sentence = f"Set up; {', '.join(addresses)} assigned. Paid until {end}."
    note_order(context, session, actor, order, action="order.deliver", sentence=sentence)


def release_addresses(session: Session, order: Order) -> None:
    """Give the addresses of an order that ended back to the pool; the order's own list keeps what it had."""
    for row in session.scalars(select(PoolAddress).where(PoolAddress.order_id == order.id)):
        row.order_id = None
    session.flush()


def first_invoice(session: Session, order_id: int) -> Issued | None:
    """Return the invoice an order was placed with; None for an order that came otherwise."""
    document = session.scalars(
        select(Document)
        .join(DocumentLine, DocumentLine.document_id == Document.id)
        .where(DocumentLine.order_id == order_id, Document.purpose == "new_order")
        .limit(1)
    ).first()
    return None if document is None else issued(session, document)


def _take_addresses(session: Session, order: Order) -> list[PoolAddress]:
    """Take one free address of each IP version; none at all when IPv4 is used up in a pool that has it."""
    taken = [row for row in (_free(session, order, version) for version in IP_VERSIONS) if row is not None]
    if not taken or (taken[0].ip_version != 4 and _pool_has(session, order, 4)):
        return []
    for row in taken:
        row.order_id = order.id
    session.flush()
    return taken


def _free(session: Session, order: Order, ip_version: int) -> PoolAddress | None:
    # An imported order may hold an address that its pool does not know of.
    held = (
        select(OrderAddress.order_id)
        .join(Order, Order.id == OrderAddress.order_id)
        .where(OrderAddress.address == PoolAddress.address, Order.status.not_in(sorted(ENDED)))
    )
    return session.scalars(
        select(PoolAddress)
        .join(tables.Plan, tables.Plan.product_id == PoolAddress.product_id)
        .where(tables.Plan.id == order.plan_id, PoolAddress.ip_version == ip_version)
        .where(PoolAddress.location.in_(("", order.location)), PoolAddress.order_id.is_(None), ~held.exists())
        .order_by(PoolAddress.id)
        .limit(1)
    ).first()


def _pool_has(session: Session, order: Order, ip_version: int) -> bool:
    found = (
        select(PoolAddress.id)
        .join(tables.Plan, tables.Plan.product_id == PoolAddress.product_id)
        .where(tables.Plan.id == order.plan_id, PoolAddress.ip_version == ip_version)
    )
    return session.scalars(found.limit(1)).first() is not None


def _product_name(session: Session, order: Order) -> str:
    plan = session.get_one(tables.Plan, order.plan_id)
    return session.get_one(tables.Product, plan.product_id).name
