"""The billing run in the model, step after step as the real one takes them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial

from tests.machine.model import AccountModel
from tests.machine.values import OrderModel


def run_billing(account: AccountModel) -> None:
    """Do what is due today."""
    for order in account.orders.values():
        bill = order.bill
        if bill is not None and not bill.renews and bill.due_on < account.today:
            account.void(order)
            if order.status == "awaiting_payment":
                account.end(order, "cancelled")
    for order in account.orders.values():
        if order.cancel_at and order.cancel_at <= account.today:
            account.void(order)
            account.end(order, "cancelled")
    for order in account.orders.values():
        if order.change_at and order.change_at <= account.today and order.next_plan:
            order.plan, order.term, order.price = order.next_plan, order.next_term, order.next_price
            order.clear_change()
    for order in _in_turn(account, _to_invoice):
        together = [order, *_paid_together(account, order)]
        _invoice(account, [(each, each.next_term if each.next_plan else each.term) for each in together])
    for order in _in_turn(account, partial(_to_renew, status="active")):
        _renew(account, order)
    for order in _in_turn(account, partial(_to_renew, status="suspended")):
        _renew(account, order)
    _suspend_and_terminate(account)


def _in_turn(account: AccountModel, due: Callable[[AccountModel, OrderModel], bool]) -> Iterator[OrderModel]:
    """Yield what is due now, by day and number, as long as it still is when its turn comes."""
    found = [order for order in account.orders.values() if due(account, order)]
    for order in sorted(found, key=lambda order: (order.paid_until or date.max, order.number)):
        if due(account, order):
            yield order


def _to_invoice(account: AccountModel, order: OrderModel) -> bool:
    soon = order.paid_until is not None and order.paid_until <= account.today + timedelta(days=7)
    return order.status == "active" and soon and not order.cancel_at and not order.bill


def _paid_together(account: AccountModel, order: OrderModel) -> list[OrderModel]:
    if order.auto_renew:
        return []
    return [
        other
        for other in account.orders.values()
        if other.number > order.number
        and other.paid_until == order.paid_until
        and not other.auto_renew
        and _to_invoice(account, other)
    ]


def _invoice(account: AccountModel, orders: list[tuple[OrderModel, int]]) -> None:
    rate = account.rates[account.country]
    if rate is not None:
        account.bill_renewal([(order.number, account.next_charge(order, term, rate)) for order, term in orders])


def _to_renew(account: AccountModel, order: OrderModel, status: str) -> bool:
    soon = order.paid_until is not None and order.paid_until <= account.today + timedelta(days=1)
    waits = order.bill is not None and bool(order.bill.renews)
    return order.status == status and soon and order.auto_renew and waits


def _renew(account: AccountModel, order: OrderModel) -> None:
    """Pay the renewal where the balance reaches; off an invoice with orders that are paid for by hand."""
    bill, rate = order.bill, account.rates[account.country]
    assert bill is not None
    if all(account.orders[number].auto_renew for number, _charge in bill.renews):
        if bill.total <= account.balance:
            account.pay(bill)
        return
    if rate is None:
        return
    terms = {number: charge.term for number, charge in bill.renews}
    own = account.next_charge(order, terms.pop(order.number), rate)
    if own.rest + own.rest_vat > account.balance:
        return
    account.void(order)
    account.balance -= own.rest + own.rest_vat
    account.renewed([(order.number, own)])
    _invoice(account, [(account.orders[number], term) for number, term in terms.items()])


def _suspend_and_terminate(account: AccountModel) -> None:
    for order in account.orders.values():
        late = order.paid_until is not None and order.paid_until <= account.today - timedelta(days=2)
        if order.status == "active" and late and order.bill:
            order.status, order.suspended_on = "suspended", account.today
    for order in account.orders.values():
        gone = order.suspended_on is not None and order.suspended_on <= account.today - timedelta(days=14)
        if order.status == "suspended" and gone:
            account.void(order)
            account.end(order, "terminated")
