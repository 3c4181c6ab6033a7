"""Renewing orders: one or many on one invoice, quoted first, then booked exactly as quoted (spec 2, 4)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from introtui.domain.access import Actor, Role
from introtui.domain.errors import ActionRefused
from introtui.domain.money import Money
from introtui.domain.orders import OrderAction
from introtui.domain.payments import PayBy
from introtui.domain.renewals import Renewable, RenewalChoice, RenewalQuote, quote_renewal
from introtui.services.books import balance_of
from introtui.services.confirming import as_shown, confirm_once, payable, telling_staff
from introtui.services.context import Context, own_account
from introtui.services.document_reading import number_of
from introtui.services.documents import Issue, issue
from introtui.services.fulfilment import fulfil
from introtui.services.order_reading import LoadedOrder, allowed_or_refused, load_own
from introtui.services.owing import await_payment
from introtui.services.taxing import customer_tax
from introtui.store import tables
from introtui.store.tables import Order


class RenewalService:
    """Quotes and books renewals."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def quote(self, actor: Actor, choices: Sequence[RenewalChoice]) -> RenewalQuote:
        """Price the renewal of the actor's orders; raises `ActionRefused`, `InvalidValue` or `RateNotSet`."""
        with telling_staff(self._context, actor), self._context.database.read() as session:
            return quote_in(self._context, session, actor, choices)

    def confirm(
        self, actor: Actor, quote: RenewalQuote, key: str, pay_by: PayBy = PayBy.BALANCE
    ) -> tuple[int, ...]:
        """Book a renewal exactly as shown and return the orders' ids, or raise `QuoteOutdated` with the new one.

        By invoice nothing is extended until it is paid.
        """

        def book(session: Session) -> None:
            current = quote_in(self._context, session, actor, quote.choices)
            as_shown(quote, current)
            payable(session, actor, current, pay_by, "this renewal")
            invoice_renewal(self._context, session, actor, current, key, pay_by)

        return confirm_once(
            self._context,
            actor,
            key=key,
            request=f"renew {pay_by} {quote.fingerprint()}",
            book=book,
            result=lambda _session: tuple(choice.order_id for choice in quote.choices),
        )


def quote_in(context: Context, session: Session, actor: Actor, choices: Sequence[RenewalChoice]) -> RenewalQuote:
    """Price the renewal of the actor's orders within a transaction."""
    today = context.clock.today()
    currency = own_account(session, actor).currency
    loaded = [load_own(session, actor, choice.order_id, today) for choice in choices]
    return quote_renewal(
        orders=[renewable_or_refused(order, actor.role, today) for order in loaded],
        choices=choices,
        tax=customer_tax(session, context, actor.account_id, today),
        today=today,
        balance=balance_of(session, actor.account_id, currency),
    )


def renewable_or_refused(loaded: LoadedOrder, role: Role, today: date) -> Renewable:
    """Return what pricing needs of an order, or raise `ActionRefused` with the reason and the order's number."""
    try:
        allowed_or_refused(loaded, OrderAction.RENEW, role, today)
    except ActionRefused as error:
        raise ActionRefused(f"Order {loaded.order.id}: {error}") from None
    return renewable(loaded.order, loaded.row.facts.next_plan or loaded.row.plan)


def renewable(order: Order, plan: str) -> Renewable:
    """Return what pricing needs of an order; a scheduled plan change has come by its next period."""
    if order.paid_until is None:
        raise ActionRefused(f"Order {order.id} was never paid for, so it cannot be renewed.")
    waiting = order.next_plan_id is not None
    price = order.next_price_minor if waiting else order.price_minor
    return Renewable(
        order_id=order.id,
        plan_id=order.next_plan_id if order.next_plan_id is not None else order.plan_id,
        plan=plan,
        price=Money(price or 0, order.currency),
        term_months=order.next_term_months or order.term_months,
        paid_until=order.paid_until,
        anchor_day=order.anchor_day or order.paid_until.day,
    )


def invoice_renewal(
    context: Context, session: Session, actor: Actor, quote: RenewalQuote, key: str | None, pay_by: PayBy
) -> tables.Document:
    """Issue the invoice of a renewal; paid from the balance it extends the orders at once, else they wait."""
    orders = [session.get_one(Order, choice.order_id) for choice in quote.choices]
    ids = ", ".join(str(order.id) for order in orders)
    paid = pay_by is PayBy.BALANCE or quote.total.minor <= 0
    new = Issue(
        account_id=orders[0].account_id,
        purpose=OrderAction.RENEW,
        memo=f"Renewal of {'order' if len(orders) == 1 else 'orders'} {ids}",
        lines=quote.lines,
        paid=paid,
        due_on=None if paid else _due_on(quote),
        key=key,
        order_id=orders[0].id if len(orders) == 1 else None,
    )
    invoice = issue(context, session, actor, new)
    document = invoice.document
    if paid:
        fulfil(context, session, actor, invoice)
        return document
    sentence = f"Invoice {number_of(document)} for the next period, due on {document.due_on}."
    await_payment(context, session, actor, document, orders, action="order.invoice", sentence=sentence)
    return document


def _due_on(quote: RenewalQuote) -> date:
    """Return when the first of the new periods begins, and not before today."""
    return max(quote.as_of, min(line.period.start for line in quote.lines if line.period is not None))
