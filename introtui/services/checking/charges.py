"""What orders were charged: each charge by its line, each period by its charge."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Row, func, or_, select
from sqlalchemy.orm import Session, aliased

from introtui.domain.documents import DocumentKind
from introtui.domain.orders import OrderStatus
from introtui.services.checking.finding import Finding, stream
from introtui.services.document_reading import PAID, number_of
from introtui.services.fulfilment import NEW_ORDER
from introtui.store.tables import Document, DocumentLine, LedgerTransaction, Order, OrderCharge, Settlement


def lines_explain_charges(session: Session) -> Iterator[Finding]:
    """Check each charge by its document's line; without both line and booking it came with an import."""
    query = (
        select(OrderCharge, DocumentLine, LedgerTransaction.order_id.label("booked_for"))
        .outerjoin(DocumentLine, DocumentLine.id == OrderCharge.line_id)
        .outerjoin(LedgerTransaction, LedgerTransaction.id == OrderCharge.transaction_id)
        .order_by(OrderCharge.id)
    )
    for row in stream(session, query):
        what = _fault(row, row.OrderCharge, row.DocumentLine)
        if what:
            yield Finding(where=_where(row.OrderCharge), what=what)


def _where(charge: OrderCharge) -> str:
    return f"charge {charge.id} of order {charge.order_id}"


def _fault(row: Row[Any], charge: OrderCharge, line: DocumentLine | None) -> str:
    if line is None:
        # Before there were documents, the booking itself named the order.
        unbooked = charge.transaction_id is not None and row.booked_for != charge.order_id
        return "No line of a document explains it, nor does a booking." if unbooked else ""
    if line.order_id != charge.order_id:
        return "The line that should explain it is about another order."
    if (line.net_minor, line.vat_minor) != (charge.net_minor, charge.vat_minor):
        return "Its amounts are not those of its document's line."
    return ""


def charges_are_explained_once(session: Session) -> Iterator[Finding]:
    """Check that no line was charged twice."""
    query = (
        select(OrderCharge.line_id, func.min(OrderCharge.order_id).label("order_id"), func.count().label("times"))
        .where(OrderCharge.line_id.is_not(None))
        .group_by(OrderCharge.line_id)
        .having(func.count() > 1)
    )
    for row in stream(session, query):
        what = f"Document line {row.line_id} was charged {row.times} times."
        yield Finding(where=f"order {row.order_id}", what=what)


def credits_stay_within(session: Session) -> Iterator[Finding]:
    """Check that no more was given back of a charge than was charged, and to its own order."""
    credit = aliased(OrderCharge)
    net, vat = func.sum(credit.net_minor), func.sum(credit.vat_minor)
    query = (
        select(OrderCharge)
        .join(credit, credit.credits_id == OrderCharge.id)
        .group_by(OrderCharge.id)
        .having(
            or_(
                OrderCharge.net_minor + net < 0,
                OrderCharge.vat_minor + vat < 0,
                func.max(credit.order_id) != OrderCharge.order_id,
                func.min(credit.order_id) != OrderCharge.order_id,
            )
        )
    )
    for row in stream(session, query):
        yield Finding(
            where=_where(row.OrderCharge),
            what="More was given back of it than was charged, or to another order.",
            advice="Look at the credit notes of the order; claim back what was given too much.",
        )


def paid_lines_are_fulfilled(session: Session) -> Iterator[Finding]:
    """Check that every line that was paid became a charge; a new order's does once it is set up."""
    final = or_(
        Settlement.how == PAID, (Document.kind == DocumentKind.CREDIT_NOTE) & Document.corrects_id.is_(None)
    )
    query = (
        select(Document, DocumentLine.order_id)
        .join(DocumentLine, DocumentLine.document_id == Document.id)
        .outerjoin(Settlement, Settlement.document_id == Document.id)
        .outerjoin(OrderCharge, OrderCharge.line_id == DocumentLine.id)
        .where(final, Document.purpose != NEW_ORDER, DocumentLine.order_id.is_not(None))
        .where(OrderCharge.id.is_(None))
    )
    for row in stream(session, query):
        yield Finding(
            where=f"order {row.order_id}",
            what=f"{number_of(row.Document)} is paid, and nothing came of it.",
            advice="Renew or change the order as the document says, or give the money back.",
        )


def periods_are_explained(session: Session) -> Iterator[Finding]:
    """Check that the paid period of every running order was charged and not given back."""
    credit = aliased(OrderCharge)
    charged = (
        select(OrderCharge.id)
        .where(
            OrderCharge.order_id == Order.id,
            OrderCharge.credits_id.is_(None),
            OrderCharge.setup.is_(False),
            OrderCharge.period_start == Order.period_start,
            OrderCharge.period_end == Order.paid_until,
            ~select(credit.id).where(credit.credits_id == OrderCharge.id).exists(),
        )
        .exists()
    )
    running = Order.status.in_([OrderStatus.ACTIVE, OrderStatus.SUSPENDED])
    query = select(Order.id, Order.period_start, Order.paid_until).where(running, ~charged).order_by(Order.id)
    for row in stream(session, query):
        yield Finding(
            where=f"order {row.id}",
            what=f"It counts as paid from {row.period_start} to {row.paid_until}, and no charge explains that.",
            advice="Set its period to what was paid for, or invoice it.",
        )
