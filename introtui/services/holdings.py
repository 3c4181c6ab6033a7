"""What an order was charged and what of it is still held (spec section 4); charges are only ever added."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, aliased

from introtui.domain.errors import RateNotSet
from introtui.domain.money import Money
from introtui.domain.periods import Period
from introtui.domain.pricing import GIVEN_BACK, LineKind
from introtui.domain.quotes import HeldValue
from introtui.domain.taxation import Tax, legal_note
from introtui.services.document_reading import BookedLine, number_of
from introtui.store import tables
from introtui.store.rows import Row, add_rows
from introtui.store.tables import Order, OrderCharge

_CREDIT = aliased(OrderCharge)
_HELD = (
    select(OrderCharge)
    .where(OrderCharge.order_id == bindparam("order_id"))
    .where(OrderCharge.credits_id.is_(None), OrderCharge.setup.is_(False))
    .where(~select(_CREDIT.id).where(_CREDIT.credits_id == OrderCharge.id).exists())
    .order_by(OrderCharge.period_end.desc(), OrderCharge.id.desc())
)


def held_charges(session: Session, order: Order, today: date) -> tuple[OrderCharge, ...]:
    """Return the charges that hold value, the running period first; the last one when every period is over."""
    found = session.scalars(_HELD, {"order_id": order.id}).all()
    running = [charge for charge in found if charge.period_end > today]
    return tuple(reversed(running or found[:1]))


def held_values(order: Order, charges: Sequence[OrderCharge]) -> tuple[HeldValue, ...]:
    """Return what the customer holds of charges that were not credited; they have to pass `require_rates`."""
    return tuple(_held(order, charge, charge.net_minor, charge.vat_minor) for charge in charges)


def paid_values(session: Session, order: Order) -> tuple[HeldValue, ...]:
    """Return every charge of an order with what is left of it after its credits, where that is something."""
    net: dict[int, int] = defaultdict(int)
    vat: dict[int, int] = defaultdict(int)
    charges = session.scalars(
        select(OrderCharge).where(OrderCharge.order_id == order.id).order_by(OrderCharge.id)
    ).all()
    for charge in charges:
        net[charge.credits_id or charge.id] += charge.net_minor
        vat[charge.credits_id or charge.id] += charge.vat_minor
    return tuple(
        _held(order, charge, net[charge.id], vat[charge.id])
        for charge in charges
        if charge.credits_id is None and (net[charge.id] or vat[charge.id])
    )


def require_rates(charges: Sequence[OrderCharge], country: str) -> None:
    """Raise `RateNotSet` for a charge made while the country's rate was not set: none of it can be priced."""
    if any(charge.vat_rate_bp is None for charge in charges):
        raise RateNotSet(country)


def _held(order: Order, charge: OrderCharge, net: int, vat: int) -> HeldValue:
    rate_bp = charge.vat_rate_bp or 0
    return HeldValue(
        period=Period(charge.period_start, charge.period_end),
        basis=Money(charge.basis_minor, order.currency),
        uncredited=Money(net, order.currency),
        uncredited_vat=Money(vat, order.currency),
        tax=Tax(
            treatment=charge.treatment,
            rate_bp=rate_bp,
            why=charge.vat_why,
            note=legal_note(charge.treatment, rate_bp),
            rate_from=charge.vat_rate_from,
        ),
        source=charge.source,
        term_months=charge.term_months or order.term_months,
        charge_id=charge.id,
        label=charge.label,
    )


def write_charges(
    session: Session,
    document: tables.Document,
    order: Order,
    lines: Sequence[BookedLine],
    period: Period | None = None,
) -> None:
    """Keep what lines of a document charged an order, or gave back of earlier charges: one charge a line.

    `period` is what they pay for where that was not known when they were priced; ValueError when it still is not.
    """
    add_rows(
        session, OrderCharge, [_charge_row(document, order, each, period or each.line.period) for each in lines]
    )


def _charge_row(document: tables.Document, order: Order, booked: BookedLine, period: Period | None) -> Row:
    if period is None:
        raise ValueError("a charge needs the period it pays for")
    line = booked.line
    return {
        "order_id": order.id,
        "transaction_id": document.transaction_id,
        "credits_id": line.charge_id if line.kind in GIVEN_BACK else None,
        "line_id": booked.line_id,
        "term_months": line.term_months,
        "setup": line.kind is LineKind.SETUP,
        "label": line.label,
        "period_start": period.start,
        "period_end": period.end,
        "basis_minor": line.base.minor,
        "net_minor": line.net.minor,
        "treatment": line.tax.treatment,
        "vat_rate_bp": line.tax.rate_bp,
        "vat_rate_from": line.tax.rate_from,
        "vat_minor": line.vat.minor,
        "vat_why": line.tax.why,
        "source": f"on {number_of(document)}",
    }
