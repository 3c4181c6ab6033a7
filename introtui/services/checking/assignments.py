"""Who has what: addresses of orders, and invoices that orders wait for."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from introtui.domain.documents import DocumentKind
from introtui.domain.orders import ENDED
from introtui.services.checking.finding import Finding, stream
from introtui.services.document_reading import number_of
from introtui.store.tables import Document, DocumentLine, Order, OrderAddress, PoolAddress, Settlement

RUNNING = Order.status.not_in(sorted(ENDED))


def addresses_are_assigned_once(session: Session) -> Iterator[Finding]:
    """Check that no two running orders have one address."""
    query = (
        select(OrderAddress.address, func.min(Order.id).label("one"), func.max(Order.id).label("other"))
        .join(Order, Order.id == OrderAddress.order_id)
        .where(RUNNING)
        .group_by(OrderAddress.address)
        .having(func.count() > 1)
    )
    for row in stream(session, query):
        yield Finding(
            where=f"address {row.address}",
            what=f"It is assigned twice: to order {row.one} and to order {row.other}.",
            advice="Give one of them another address.",
        )


def pools_agree(session: Session) -> Iterator[Finding]:
    """Check that a pool's address is taken by an order that runs, and free when none has it."""
    taken = (
        select(PoolAddress.address, Order.id)
        .join(Order, Order.id == PoolAddress.order_id)
        .where(Order.status.in_(sorted(ENDED)))
    )
    for row in stream(session, taken):
        yield Finding(
            where=f"address {row.address}",
            what=f"Its pool says that order {row.id} has it, which ended.",
            advice="Set it free in the pool.",
        )
    used = (
        select(PoolAddress.address, Order.id)
        .join(OrderAddress, OrderAddress.address == PoolAddress.address)
        .join(Order, Order.id == OrderAddress.order_id)
        .where(RUNNING, or_(PoolAddress.order_id.is_(None), PoolAddress.order_id != Order.id))
    )
    for row in stream(session, used):
        yield Finding(
            where=f"address {row.address}",
            what=f"Order {row.id} has it, and its pool does not know.",
            advice="Assign it to the order in the pool, before it is given to another one.",
        )


def open_invoices_are_open(session: Session) -> Iterator[Finding]:
    """Check that the invoice an order waits for is open, its account's, and about that order."""
    about = (
        select(DocumentLine.id)
        .where(DocumentLine.document_id == Document.id, DocumentLine.order_id == Order.id)
        .exists()
    )
    query = (
        select(Order.id, Document)
        .join(Document, Document.id == Order.open_invoice_id)
        .outerjoin(Settlement, Settlement.document_id == Document.id)
        .where(
            or_(
                Settlement.document_id.is_not(None),
                Document.kind != DocumentKind.INVOICE,
                Document.account_id != Order.account_id,
                ~about,
            )
        )
    )
    for row in stream(session, query):
        yield Finding(
            where=f"order {row.id}",
            what=f"It waits for {number_of(row.Document)}, which is settled or about something else.",
            advice="Clear open_invoice_id of the order; the next billing run invoices it again.",
        )


def invoices_are_awaited(session: Session) -> Iterator[Finding]:
    """Check that an order waits for each open invoice: paid, it would bring about nothing else."""
    query = (
        select(Document)
        .outerjoin(Settlement, Settlement.document_id == Document.id)
        .where(Document.kind == DocumentKind.INVOICE, Settlement.document_id.is_(None))
        .where(~select(Order.id).where(Order.open_invoice_id == Document.id).exists())
    )
    for row in stream(session, query):
        yield Finding(
            where=number_of(row.Document),
            what="It is open, and no order waits for it.",
            advice="Void it by a credit note, or set open_invoice_id of its order.",
        )
