"""Orders that renew by themselves: their invoice is paid from the balance, where it reaches."""

from __future__ import annotations

from sqlalchemy import select

from introtui.domain.money import Money
from introtui.services.billing_run.invoicing import invoice_together, tell_of
from introtui.services.billing_run.report import Did, Done
from introtui.services.billing_run.unit import Unit
from introtui.services.books import balance_of
from introtui.services.document_reading import line_rows
from introtui.services.fulfilment import withdraw_invoice
from introtui.services.payments import settle_from_balance
from introtui.services.profile import blocks_on_account
from introtui.store import tables
from introtui.store.tables import Order


def renew(unit: Unit) -> list[Done]:
    """Pay the renewal of an order that renews by itself, or say once why it cannot be paid."""
    document = unit.session.get_one(tables.Document, unit.order.open_invoice_id)
    total = _own_total(unit, document)
    reason = _hindrance(unit, total)
    if reason is not None:
        written = tell_of(unit, document, "not_renewed", order=unit.order.id, reason=reason)
        return [*written, Done(Did.NOT_RENEWED, total)] if written else []
    done = _put_alone(unit)
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
    """Return what the renewal costs: of an invoice with orders that do not renew by themselves, its own lines."""
    rows = line_rows(unit.session, document.id)
    by_hand = {order.id for order in _on_invoice(unit) if not order.auto_renew}
    own = [row for row in rows if not by_hand or row.order_id == unit.order.id]
    return Money(sum(row.net_minor + row.vat_minor for row in own), document.currency)


def _put_alone(unit: Unit) -> list[Done]:
    """Take the order off an invoice that it shares with orders that are paid for by hand."""
    others = [order for order in _on_invoice(unit) if order.id != unit.order.id]
    if all(order.auto_renew for order in others):
        return []
    why = f"order {unit.order.id} renews by itself now; the others are invoiced again."
    withdraw_invoice(unit.context, unit.session, unit.actor, unit.order, why)
    return [*invoice_together(unit, [unit.order]), *invoice_together(unit, others)]


def _on_invoice(unit: Unit) -> list[Order]:
    found = select(Order).where(Order.open_invoice_id == unit.order.open_invoice_id).order_by(Order.id)
    return list(unit.session.scalars(found))
