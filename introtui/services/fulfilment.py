"""What a paid document brings about: periods, plans and statuses of the orders on its lines (spec section 3)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from sqlalchemy.orm import Session

from introtui.domain.access import Actor
from introtui.domain.money import Money
from introtui.domain.orders import OrderAction, OrderStatus, SuspendedFor
from introtui.domain.pricing import GIVEN_BACK
from introtui.services.context import Context
from introtui.services.delivery import deliver
from introtui.services.document_reading import line_rows, number_of, priced_line
from introtui.services.documents import void
from introtui.services.holdings import write_charge
from introtui.services.timeline import note_order
from introtui.store import tables
from introtui.store.tables import DocumentLine, Order

NEW_ORDER = "new_order"
"""The purpose of an order's first invoice; the others are named after the action."""


def fulfil(context: Context, session: Session, actor: Actor, document: tables.Document) -> None:
    """Do to every order on a document what was paid for, and keep the charges it explains."""
    for order, rows in _by_order(session, document):
        order.open_invoice_id = None
        if document.purpose == NEW_ORDER:
            _start_setup(context, session, actor, document, order)
            continue
        write_charges(session, document, order, rows)
        charges = [row for row in rows if row.kind not in GIVEN_BACK]
        if document.purpose == OrderAction.RENEW:
            _renew(context, session, actor, document, order, charges[-1])
        elif document.purpose == OrderAction.CHANGE_PLAN:
            _change_plan(context, session, actor, document, order, charges[-1])
    session.flush()


def _by_order(session: Session, document: tables.Document) -> Iterator[tuple[Order, Sequence[DocumentLine]]]:
    rows = sorted(
        (row for row in line_rows(session, document.id) if row.order_id), key=lambda row: row.order_id or 0
    )
    for order_id, group in groupby(rows, key=lambda row: row.order_id):
        yield session.get_one(Order, order_id), list(group)


def write_charges(session: Session, document: tables.Document, order: Order, rows: Sequence[DocumentLine]) -> None:
    """Keep one charge a line; a credit names the charge it takes back."""
    for row in rows:
        line = priced_line(row, document.currency)
        if line.period is None:
            raise ValueError("a charge needs the period it pays for")
        write_charge(
            session,
            order,
            line,
            transaction_id=document.transaction_id,
            line_id=row.id,
            period=line.period,
            source=f"on {number_of(document)}",
        )
    session.flush()


def _start_setup(
    context: Context, session: Session, actor: Actor, document: tables.Document, order: Order
) -> None:
    order.status = OrderStatus.PROCESSING
    sentence = f"Paid by {number_of(document)}; being set up."
    note_order(context, session, actor, order, action="order.paid", sentence=sentence)
    deliver(context, session, actor, order)


def _renew(
    context: Context, session: Session, actor: Actor, document: tables.Document, order: Order, row: DocumentLine
) -> None:
    if row.term_months is None:
        raise ValueError("a renewal names its term")
    lifted = order.status is OrderStatus.SUSPENDED and order.suspended_for is SuspendedFor.NONPAYMENT
    if lifted:
        order.status, order.suspended_for, order.suspended_on = OrderStatus.ACTIVE, None, None
    if order.next_plan_id is None:
        order.term_months, order.price_minor = row.term_months, row.basis_minor
    else:
        order.next_term_months, order.next_price_minor = row.term_months, row.basis_minor
    order.period_start, order.paid_until = row.period_start, row.period_end
    again = "; active again" if lifted else ""
    sentence = f"Renewed until {row.period_end} by {number_of(document)}{again}."
    note_order(context, session, actor, order, action=f"order.{OrderAction.RENEW}", sentence=sentence)


def _change_plan(
    context: Context, session: Session, actor: Actor, document: tables.Document, order: Order, row: DocumentLine
) -> None:
    if row.plan_id is None or row.term_months is None or row.period_end is None or row.period_start is None:
        raise ValueError("a plan change names its plan, term and period")
    if row.term_months != order.term_months:
        order.anchor_day = row.period_start.day
    old = session.get_one(tables.Plan, order.plan_id).name
    order.plan_id, order.term_months, order.price_minor = row.plan_id, row.term_months, row.basis_minor
    order.period_start, order.paid_until = row.period_start, row.period_end
    order.next_plan_id = order.next_term_months = order.next_price_minor = order.change_at = None
    total = Money(document.net_minor + document.vat_minor, document.currency)
    sentence = f"Changed from {old} to {row.label}; {booked(total)}"
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
    for other, _rows in _by_order(session, document):
        other.open_invoice_id = None
        if other.change_at is None:
            other.next_plan_id = other.next_term_months = other.next_price_minor = None
        sentence = f"Invoice {number_of(document)} is void: {why}"
        note_order(context, session, actor, other, action="order.void_invoice", sentence=sentence)
    session.flush()
