"""The billing run in the model: lapses, cancels, changes, invoices, suspensions and terminations, in turn."""

from __future__ import annotations

from datetime import date, timedelta

from tests.machine.model import AccountModel, Bill, OrderModel


def run_billing(account: AccountModel) -> None:
    """Do what is due today."""
    for order in list(account.orders.values()):
        bill = order.bill
        if bill is not None and not bill.renews and bill.due_on < account.today:
            account.void(order)
            if order.status == "awaiting_payment":
                account.end(order, "cancelled")
    for order in account.orders.values():
        if order.cancel_at and order.cancel_at <= account.today:
            account.void(order)
            account.end(order, "cancelled")
        elif order.change_at and order.change_at <= account.today and order.next_plan:
            order.plan, order.term, order.price = order.next_plan, order.next_term, order.next_price
            order.clear_change()
    _invoice_what_is_due(account)
    for order in account.orders.values():
        _suspend_or_terminate(account, order)


def _invoice_what_is_due(account: AccountModel) -> None:
    rate = account.rates[account.country]
    if rate is None:
        return
    due: dict[date, list[OrderModel]] = {}
    for order in sorted(account.orders.values(), key=lambda order: order.number):
        soon = order.paid_until is not None and order.paid_until <= account.today + timedelta(days=7)
        if order.paid_until and soon and order.status == "active" and not order.cancel_at and not order.bill:
            due.setdefault(order.paid_until, []).append(order)
    for start, orders in due.items():
        terms = [order.next_term if order.next_plan else order.term for order in orders]
        charges = [account.next_charge(order, term, rate) for order, term in zip(orders, terms, strict=True)]
        total = sum(charge.rest + charge.rest_vat for charge in charges)
        pairs = [(order.number, charge) for order, charge in zip(orders, charges, strict=True)]
        bill = Bill(total, max(account.today, start), renews=pairs)
        for order in orders:
            order.bill = bill


def _suspend_or_terminate(account: AccountModel, order: OrderModel) -> None:
    late = order.paid_until is not None and order.paid_until <= account.today - timedelta(days=2)
    if order.status == "active" and late and order.bill:
        order.status, order.suspended_on = "suspended", account.today
    gone = order.suspended_on is not None and order.suspended_on <= account.today - timedelta(days=14)
    if order.status == "suspended" and gone:
        account.void(order)
        account.end(order, "terminated")
