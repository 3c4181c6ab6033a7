"""What a paid document brings about: periods, plans and statuses of the orders on its lines (spec section 3)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from sqlalchemy.orm import Session

from introtui.domain.access import Actor
from introtui.domain.money import Money
from introtui.domain.orders import OrderAction, OrderStatus, SuspendedFor
from introtui.domain.pricing import GIVEN_BACK, QuoteLine
from introtui.services.context import Context
from introtui.services.delivery import deliver
from introtui.services.document_reading import BookedLine, Issued, issued, number_of
from introtui.services.documents import void
from introtui.services.holdings import write_charges
from introtui.services.order_reading import plan_name
from introtui.services.timeline import note_order
from introtui.store import tables
from introtui.store.tables import Order

NEW_ORDER = "new_order"
"""The purpose of an order's first invoice; the others are named after the action."""


def fulfil(context: Context, session: Session, actor: Actor, paid: Issued) -> None:
    """Do to every order on a document what was paid for, and keep the charges it explains."""
    document = paid.document
    for order, lines in _by_order(session, paid):
        # Touched without need, it would be flushed once more.
        if order.open_invoice_id is not None:
            order.open_invoice_id = None
        if document.purpose == NEW_ORDER:
            _start_setup(context, session, actor, document, order)
            continue
        write_charges(session, document, order, lines)
        charges = [booked.line for booked in lines if booked.line.kind not in GIVEN_BACK]
        if document.purpose == OrderAction.RENEW:
            _renew(context, session, actor, document, order, charges[-1])
        elif document.purpose == OrderAction.CHANGE_PLAN:
            _change_plan(context, session, actor, document, order, charges[-1])
    session.flush()


def _by_order(session: Session, document: Issued) -> Iterator[tuple[Order, Sequence[BookedLine]]]:
    lines = sorted(
        (booked for booked in document.lines if booked.line.order_id),
        key=lambda booked: booked.line.order_id or 0,
    )
    for order_id, group in groupby(lines, key=lambda booked: booked.line.order_id):
        yield session.get_one(Order, order_id), list(group)


def _start_setup(
    context: Context, session: Session, actor: Actor, document: tables.Document, order: Order
) -> None:
    order.status = OrderStatus.PROCESSING
    sentence = f"Paid by {number_of(document)}; being set up."
    note_order(context, session, actor, order, action="order.paid", sentence=sentence)
    deliver(context, session, actor, order)


def _renew(
    context: Context, session: Session, actor: Actor, document: tables.Document, order: Order, line: QuoteLine
) -> None:
    if line.term_months is None or line.period is None:
        raise ValueError("a renewal names its term and period")
    lifted = order.status is OrderStatus.SUSPENDED and order.suspended_for is SuspendedFor.NONPAYMENT
    if lifted:
        order.status, order.suspended_for, order.suspended_on = OrderStatus.ACTIVE, None, None
    if order.next_plan_id is None:
        order.term_months, order.price_minor = line.term_months, line.base.minor
    else:
        order.next_term_months, order.next_price_minor = line.term_months, line.base.minor
    order.period_start, order.paid_until = line.period.start, line.period.end
    again = "; active again" if lifted else ""
    sentence = f"Renewed until {line.period.end} by {number_of(document)}{again}."
    note_order(context, session, actor, order, action=f"order.{OrderAction.RENEW}", sentence=sentence)


def _change_plan(
    context: Context, session: Session, actor: Actor, document: tables.Document, order: Order, line: QuoteLine
) -> None:
    if line.plan_id is None or line.term_months is None or line.period is None:
        raise ValueError("a plan change names its plan, term and period")
    if line.term_months != order.term_months:
        order.anchor_day = line.period.start.day
    old = plan_name(session, order.plan_id)
    order.plan_id, order.term_months, order.price_minor = line.plan_id, line.term_months, line.base.minor
    order.period_start, order.paid_until = line.period.start, line.period.end
    order.agreed_on = document.issued_on
    order.next_plan_id = order.next_term_months = order.next_price_minor = order.change_at = None
    total = Money(document.net_minor + document.vat_minor, document.currency)
    sentence = f"Changed from {old} to {line.label}; {booked(total)}"
    note_order(context, session, actor, order, action=f"order.{OrderAction.CHANGE_PLAN}", sentence=sentence)


def booked(total: Money) -> str:
    """Return what became of a total, in words."""
    if total.minor == 0:
        return "no money moved."
    return f"{total} charged." if total.minor > 0 else f"{-total} refunded to the balance."


def withdraw_invoice(context: Context, session: Session, actor: Actor, order: Order, why: str) -> None:
    """Void the unpaid invoice of an order, if it has one; every other order on it loses it too."""
    if order.open_invoice_id is None:
        return
    document = session.get_one(tables.Document, order.open_invoice_id)
    void(context, session, actor, document, why)
    for other, _lines in _by_order(session, issued(session, document)):
        other.open_invoice_id = None
        if other.change_at is None:
            other.next_plan_id = other.next_term_months = other.next_price_minor = None
        sentence = f"Invoice {number_of(document)} is void: {why}"
        note_order(context, session, actor, other, action="order.void_invoice", sentence=sentence)
    session.flush()
