"""Renewal invoices, and the plan changes that have come by the next period.

Orders of an account that are paid for by hand and end on the same day come on one invoice: one transfer with one
reference pays them. An order that renews by itself has an invoice of its own, so that whatever the balance reaches
for is renewed, and one order too many does not stop the others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import select

from introtui.domain.errors import ActionRefused, InvalidValue, RateNotSet
from introtui.domain.payments import PayBy
from introtui.domain.renewals import MOST_AT_ONCE, RenewalChoice, RenewalQuote, next_period, quote_renewal
from introtui.services.billing_run.due import to_invoice
from introtui.services.billing_run.report import Did, Done
from introtui.services.billing_run.unit import Unit, told
from introtui.services.books import balance_of
from introtui.services.document_reading import is_open
from introtui.services.order_reading import plan_name
from introtui.services.owing import tell_of_invoice
from introtui.services.renewals import invoice_renewal, renewable
from introtui.services.tasks import ask_for_rate_in
from introtui.services.taxing import customer_tax
from introtui.store import tables
from introtui.store.order_queries import UNTIL
from introtui.store.tables import Order

NO_TERMS: Final[Mapping[int, int]] = MappingProxyType({})


def change_plan(unit: Unit) -> list[Done]:
    """Carry out a scheduled plan change: plan, term and the price that was agreed for it."""
    order = unit.order
    if order.next_plan_id is None or order.next_price_minor is None:
        raise ValueError(f"the scheduled change of order {order.id} names no plan or no price")
    old, new = (plan_name(unit.session, plan) for plan in (order.plan_id, order.next_plan_id))
    order.plan_id, order.price_minor = order.next_plan_id, order.next_price_minor
    order.agreed_on = order.next_agreed_on
    order.term_months = order.next_term_months or order.term_months
    order.next_plan_id = order.next_term_months = order.next_price_minor = order.change_at = None
    unit.note("order.change_plan", f"Changed from {old} to {new}, as scheduled.")
    return [Done(Did.PLAN_CHANGED)]


def invoice(unit: Unit) -> list[Done]:
    """Invoice the next period of an order, with those that are paid for together with it."""
    return invoice_together(unit, _together(unit))


def invoice_together(unit: Unit, orders: Sequence[Order], terms: Mapping[int, int] = NO_TERMS) -> list[Done]:
    """Put orders of one account on one invoice; where the VAT rate is not set, staff get a task instead.

    `terms` are months by order, where another term than the order's own was chosen.
    """
    try:
        quote = next_periods(unit, orders, terms)
    except RateNotSet:
        return rate_not_set(unit)
    document = invoice_renewal(unit.context, unit.session, unit.actor, quote, None, PayBy.INVOICE)
    # What costs nothing is paid and renewed at once; of anything else a notice was written.
    more = told(True) if is_open(unit.session, document) else [Done(Did.RENEWED, quote.total)]
    return [Done(Did.INVOICED, quote.total), *more]


def rate_not_set(unit: Unit) -> list[Done]:
    """Ask staff for the VAT rate without which nothing can be priced."""
    ask_for_rate_in(unit.context, unit.session, unit.actor, unit.order.account_id)
    return [Done(Did.RATE_NOT_SET)]


def tell_of(unit: Unit, document: tables.Document, kind: str, **more: Any) -> list[Done]:
    """Write a message about an invoice, once for its kind."""
    return told(tell_of_invoice(unit.context, unit.session, document, kind=kind, **more))


def _together(unit: Unit) -> list[Order]:
    """Return the order, and those after it on the same day that are paid for by hand like it."""
    order = unit.order
    if order.auto_renew:
        return [order]
    others = unit.session.scalars(
        select(Order)
        .where(
            *to_invoice(unit.as_of, unit.rules).conditions,
            Order.account_id == order.account_id,
            UNTIL.in_((order.paid_until,)),
            Order.auto_renew.is_(False),
            Order.id > order.id,
        )
        .order_by(Order.id)
        .limit(MOST_AT_ONCE - 1)
    )
    return [order, *(other for other in others if _can_be_priced(other))]


def _can_be_priced(order: Order) -> bool:
    """Tell whether an order would not spoil the invoice of others; it fails alone in a unit of its own."""
    try:
        wanted = renewable(order, "")
        next_period(wanted, wanted.term_months)
    except (ActionRefused, InvalidValue, ValueError):
        return False
    return True


def next_periods(unit: Unit, orders: Sequence[Order], terms: Mapping[int, int] = NO_TERMS) -> RenewalQuote:
    """Price the next periods of orders at today's rate; raises `RateNotSet`."""
    account_id, session = unit.order.account_id, unit.session
    wanted = [renewable(order, _plan_name(unit, order)) for order in orders]
    return quote_renewal(
        orders=wanted,
        choices=[
            RenewalChoice(order_id=each.order_id, term_months=terms.get(each.order_id, each.term_months))
            for each in wanted
        ],
        tax=customer_tax(session, unit.context, account_id, unit.as_of),
        today=unit.as_of,
        balance=balance_of(session, account_id, unit.order.currency),
    )


def _plan_name(unit: Unit, order: Order) -> str:
    coming = order.plan_id if order.next_plan_id is None else order.next_plan_id
    return plan_name(unit.session, coming)
