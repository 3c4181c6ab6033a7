"""Orders that renew by themselves: their invoice is paid from the balance, where it reaches."""

from __future__ import annotations

from sqlalchemy import select

from introtui.domain.errors import RateNotSet
from introtui.domain.money import Money
from introtui.services.billing_run.invoicing import invoice_together, next_periods, rate_not_set, tell_of
from introtui.services.billing_run.report import Did, Done
from introtui.services.billing_run.unit import Unit
from introtui.services.books import balance_of
from introtui.services.document_reading import line_rows
from introtui.services.fulfilment import withdraw_invoice
from introtui.services.profile import blocks_on_account
from introtui.services.settling import settle_from_balance
from introtui.store import tables
from introtui.store.tables import Order


def renew(unit: Unit) -> list[Done]:
    """Pay the renewal of an order that renews by itself, or say once why it cannot be paid."""
    document = unit.session.get_one(tables.Document, unit.order.open_invoice_id)
    try:
        total = _own_total(unit, document)
    except RateNotSet:
        return rate_not_set(unit)
    reason = _hindrance(unit, total)
    if reason is not None:
        written = tell_of(unit, document, "not_renewed", order=unit.order.id, reason=reason)
        return [*written, Done(Did.NOT_RENEWED, total)] if written else []
    done = _put_alone(unit, document)
    if unit.order.open_invoice_id is None:
        # What costs nothing is renewed as soon as it is invoiced.
        return done
    document = unit.session.get_one(tables.Document, unit.order.open_invoice_id)
    settle_from_balance(unit.context, unit.session, unit.actor, document, None)
    return [*done, Done(Did.RENEWED, total)]


def _hindrance(unit: Unit, total: Money) -> str | None:
    blocks = blocks_on_account(unit.session, unit.order.account_id)
    if blocks:
        return blocks[0].reason
    balance = balance_of(unit.session, unit.order.account_id, total.currency)
    return f"Your balance is {total - balance} short." if balance < total else None


def _own_total(unit: Unit, document: tables.Document) -> Money:
    """Return what the renewal costs: off an invoice that orders paid for by hand are on too, at today's rate."""
    if not _by_hand(unit):
        return Money(document.net_minor + document.vat_minor, document.currency)
    return next_periods(unit, [unit.order], _terms(unit, document)).total


def _put_alone(unit: Unit, document: tables.Document) -> list[Done]:
    """Take the order off an invoice that it shares with orders that are paid for by hand."""
    if not _by_hand(unit):
        return []
    others = [order for order in _on_invoice(unit) if order.id != unit.order.id]
    terms = _terms(unit, document)
    why = f"order {unit.order.id} renews by itself now; the others are invoiced again."
    withdraw_invoice(unit.context, unit.session, unit.actor, unit.order, why)
    return [*invoice_together(unit, [unit.order], terms), *invoice_together(unit, others, terms)]


def _by_hand(unit: Unit) -> bool:
    return any(not order.auto_renew for order in _on_invoice(unit))


def _terms(unit: Unit, document: tables.Document) -> dict[int, int]:
    """Return the months each order of an invoice was to be renewed for."""
    rows = line_rows(unit.session, document.id)
    return {row.order_id: row.term_months for row in rows if row.order_id and row.term_months}


def _on_invoice(unit: Unit) -> list[Order]:
    found = select(Order).where(Order.open_invoice_id == unit.order.open_invoice_id).order_by(Order.id)
    return list(unit.session.scalars(found))
