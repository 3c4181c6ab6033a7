"""What ends with the days: unpaid offers, cancelled, unpaid and terminated orders."""

from __future__ import annotations

from introtui.domain.orders import OrderStatus, SuspendedFor
from introtui.services.billing_run.report import Did, Done
from introtui.services.billing_run.unit import Unit, told
from introtui.services.document_reading import number_of
from introtui.services.fulfilment import withdraw_invoice
from introtui.services.messages import tell
from introtui.services.order_changes import end_order
from introtui.store import tables


def let_lapse(unit: Unit) -> list[Done]:
    """Void a first or upgrade invoice that was not paid in time; an order that waited for it is cancelled."""
    order = unit.order
    withdraw_invoice(unit.context, unit.session, unit.actor, order, "it was not paid in time.")
    if order.status is OrderStatus.AWAITING_PAYMENT:
        end_order(unit.session, order, OrderStatus.CANCELLED, unit.as_of)
        unit.note("order.cancel_unpaid", "Cancelled: the first invoice was not paid in time; no money moved.")
    return [Done(Did.LAPSED)]


def cancel(unit: Unit) -> list[Done]:
    """Carry out a scheduled cancel: the order ended on the day that was chosen, also when the run is late."""
    order, day = unit.order, unit.order.cancel_at or unit.as_of
    withdraw_invoice(unit.context, unit.session, unit.actor, order, f"order {order.id} is cancelled.")
    end_order(unit.session, order, OrderStatus.CANCELLED, day)
    unit.note("order.cancel", f"Cancelled at the end of the period, {day}.")
    return [Done(Did.CANCELLED)]


def suspend(unit: Unit) -> list[Done]:
    """Suspend an order that was not paid for."""
    order = unit.order
    order.status, order.suspended_for, order.suspended_on = (
        OrderStatus.SUSPENDED,
        SuspendedFor.NONPAYMENT,
        unit.as_of,
    )
    unit.note("order.suspend", f"Suspended: the period from {order.paid_until} on is not paid.")
    key = f"suspended {order.id} {unit.as_of}"
    return [Done(Did.SUSPENDED), *_tell(unit, "suspended", key)]


def terminate(unit: Unit) -> list[Done]:
    """End an order that stayed suspended; its invoice is void and its addresses are free again."""
    order, since = unit.order, unit.order.suspended_on
    told_of_it = _tell(unit, "terminated", f"terminated {order.id}")
    withdraw_invoice(unit.context, unit.session, unit.actor, order, f"order {order.id} is terminated.")
    end_order(unit.session, order, OrderStatus.TERMINATED, unit.as_of)
    unit.note("order.terminate", f"Terminated: suspended since {since} and not paid.")
    return [Done(Did.TERMINATED), *told_of_it]


def _tell(unit: Unit, kind: str, key: str) -> list[Done]:
    order, document = unit.order, _invoice(unit)
    return told(
        tell(
            unit.context,
            unit.session,
            order.account_id,
            kind=kind,
            key=key,
            order=order.id,
            paid_until=order.paid_until,
            suspended_on=order.suspended_on,
            number="none" if document is None else number_of(document),
            days=unit.rules.terminate_days,
        )
    )


def _invoice(unit: Unit) -> tables.Document | None:
    found = unit.order.open_invoice_id
    return None if found is None else unit.session.get_one(tables.Document, found)
