"""What is due, found by index and read by keyset pages; asked again in the transaction that does it.

Each `Due` is the one source of when a step applies: the pages and the second look use the same conditions.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, String, cast, func, literal, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from introtui.domain.company import BillingRules
from introtui.domain.orders import OrderAction, OrderStatus, SuspendedFor
from introtui.services.fulfilment import NEW_ORDER
from introtui.store.engine import Database
from introtui.store.tables import Document, Order, OutboxMessage

PAGE = 500
REMINDER, OVERDUE = "reminder", "overdue"
"""Kinds of reminders; with the invoice's id they are the message's key."""

Condition = ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class Due:
    """Orders that something has to be done with, in the order of an indexed column and their ids."""

    column: InstrumentedAttribute[Any]
    conditions: tuple[Condition, ...]

    def of_account(self, account_id: int) -> Due:
        """Return the same for one account alone."""
        return replace(self, conditions=(*self.conditions, Order.account_id == account_id))

    def count(self, session: Session) -> int:
        """Return how many there are now."""
        return session.scalar(select(func.count()).select_from(Order).where(*self.conditions)) or 0

    def look_again(self, session: Session, order_id: int) -> Order | None:
        """Return an order to write to, None when it is not due any more."""
        return session.scalars(select(Order).where(Order.id == order_id, *self.conditions)).one_or_none()

    def page(self, session: Session, after: tuple[Any, int] | None) -> list[tuple[Any, int, int]]:
        """Return the next sorting values, order ids and account ids."""
        query = select(self.column, Order.id, Order.account_id).where(*self.conditions)
        if after is not None:
            query = query.where(tuple_(self.column, Order.id) > after)
        found = session.execute(query.order_by(self.column, Order.id).limit(PAGE))
        return [(value, order_id, account_id) for value, order_id, account_id in found]

    def pages(self, database: Database) -> Iterator[list[tuple[Any, int, int]]]:
        """Yield page after page, each of the moment it is read."""
        after: tuple[Any, int] | None = None
        while True:
            with database.read() as session:
                page = self.page(session, after)
            if page:
                yield page
            if len(page) < PAGE:
                return
            after = page[-1][:2]

    def ids(self, session: Session) -> Iterator[int]:
        """Yield the order ids that are due in an open transaction, page by page."""
        after: tuple[Any, int] | None = None
        while page := self.page(session, after):
            yield from (order_id for _, order_id, _ in page)
            after = page[-1][:2]


def lapsed(as_of: date, rules: BillingRules) -> Due:
    """Return the orders whose first or upgrade invoice is past its due date."""
    invoice = _open_invoice(
        Document.purpose.in_((NEW_ORDER, str(OrderAction.CHANGE_PLAN))), Document.due_on < as_of
    )
    return Due(Order.open_invoice_id, (Order.open_invoice_id.is_not(None), invoice))


def to_cancel(as_of: date, rules: BillingRules) -> Due:
    """Return the orders whose scheduled cancel has come."""
    return Due(Order.cancel_at, (Order.cancel_at <= as_of,))


def to_change(as_of: date, rules: BillingRules) -> Due:
    """Return the orders whose scheduled plan change has come."""
    return Due(Order.change_at, (Order.change_at <= as_of,))


def to_invoice(as_of: date, rules: BillingRules) -> Due:
    """Return the orders whose next period has no invoice yet."""
    until = as_of + timedelta(days=rules.invoice_days)
    return Due(
        Order.paid_until,
        (*_active_until(until), Order.cancel_at.is_(None), Order.open_invoice_id.is_(None)),
    )


def to_renew(as_of: date, rules: BillingRules) -> Due:
    """Return the active orders that renew by themselves and whose invoice waits."""
    until = as_of + timedelta(days=rules.auto_renew_days)
    return Due(Order.paid_until, (*_active_until(until), *_renewing()))


def to_revive(as_of: date, rules: BillingRules) -> Due:
    """Return the same of those suspended for non-payment: the balance may reach by now."""
    until = as_of + timedelta(days=rules.auto_renew_days)
    suspended = (Order.status == OrderStatus.SUSPENDED, Order.suspended_for == SuspendedFor.NONPAYMENT)
    return Due(Order.paid_until, (*suspended, Order.paid_until <= until, *_renewing()))


def to_suspend(as_of: date, rules: BillingRules) -> Due:
    """Return the orders that were not paid for in time.

    Nobody is suspended for what was never invoiced, such as where the VAT rate is not set.
    """
    until = as_of - timedelta(days=rules.suspend_days)
    return Due(Order.paid_until, (*_active_until(until), Order.open_invoice_id.is_not(None)))


def to_terminate(as_of: date, rules: BillingRules) -> Due:
    """Return the orders that stayed suspended for non-payment too long."""
    until = as_of - timedelta(days=rules.terminate_days)
    # Said by what it is not, so that the index of the day is taken and not that of the status.
    suspended = Order.status.not_in([status for status in OrderStatus if status is not OrderStatus.SUSPENDED])
    unpaid = Order.suspended_for == SuspendedFor.NONPAYMENT
    return Due(Order.suspended_on, (Order.suspended_on <= until, suspended, unpaid))


def to_remind(as_of: date, rules: BillingRules) -> Due:
    """Return the orders that are paid for by hand, whose invoice is due in a few days and was not made today."""
    soon = Document.due_on.between(as_of, as_of + timedelta(days=rules.remind_days))
    return _untold(REMINDER, _open_invoice(soon, Document.issued_on < as_of), Order.auto_renew.is_(False))


def to_dun(as_of: date, rules: BillingRules) -> Due:
    """Return the orders whose invoice is past its due date, and was not made today."""
    return _untold(OVERDUE, _open_invoice(Document.due_on < as_of, Document.issued_on < as_of))


def _active_until(until: date) -> tuple[Condition, Condition]:
    return Order.status == OrderStatus.ACTIVE, Order.paid_until <= until


def _renewing() -> tuple[Condition, ...]:
    renewal = _open_invoice(Document.purpose == OrderAction.RENEW)
    return Order.auto_renew.is_(True), Order.open_invoice_id.is_not(None), renewal


def _open_invoice(*conditions: Condition) -> Condition:
    return select(Document.id).where(Document.id == Order.open_invoice_id, *conditions).exists()


def _untold(kind: str, *conditions: Condition) -> Due:
    key = literal(f"{kind} ") + cast(Order.open_invoice_id, String)
    told = select(OutboxMessage.id).where(OutboxMessage.key == key).exists()
    return Due(Order.open_invoice_id, (Order.open_invoice_id.is_not(None), *conditions, ~told))
