"""Placing an order: what is offered, the priced summary, and the order with its first invoice (spec 2, 3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from introtui.domain.access import Actor
from introtui.domain.new_orders import (
    NewOrder,
    NewOrderDraft,
    NewOrderQuote,
    Offer,
    check_new_order,
    quote_new_order,
)
from introtui.domain.order_views import OrderView
from introtui.domain.orders import OrderStatus
from introtui.domain.payments import PayBy
from introtui.services.books import balance_of
from introtui.services.confirming import as_shown, confirm_once, payable, telling_staff
from introtui.services.context import Context, own_account
from introtui.services.document_reading import number_of
from introtui.services.documents import Issue, issue
from introtui.services.fulfilment import NEW_ORDER, fulfil
from introtui.services.order_reading import load_own, plans_of_product, view_of
from introtui.services.owing import NOTICE, await_payment
from introtui.services.taxing import customer_tax
from introtui.services.timeline import note_order
from introtui.store.tables import LedgerTransaction, Order, Product, ProductOption

OPERATING_SYSTEM, LOCATION = "operating_system", "location"
FIRST_ORDER = 10_001
"""The number of an installation's first order."""


class NewOrderService:
    """Offers, quotes and places new orders."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def offers(self, actor: Actor) -> tuple[Offer, ...]:
        """Return what can be ordered in the account's currency."""
        today = self._context.clock.today()
        with self._context.database.read() as session:
            return _offers(session, own_account(session, actor).currency, today)

    def quote(self, actor: Actor, draft: NewOrderDraft) -> NewOrderQuote:
        """Price a draft; raises `InvalidFields` with every field's error, or `RateNotSet`."""
        with telling_staff(self._context, actor), self._context.database.read() as session:
            return self._quote(session, actor, draft)[1]

    def confirm(self, actor: Actor, quote: NewOrderQuote, key: str, pay_by: PayBy = PayBy.BALANCE) -> OrderView:
        """Place the order exactly as shown, or raise `QuoteOutdated` with the new quote.

        Paid from the balance, it is set up at once where its pool has a free address; by invoice it waits for the
        payment. The same key places one order.
        """
        today = self._context.clock.today()
        return confirm_once(
            self._context,
            actor,
            key=key,
            request=f"order {pay_by} {quote.fingerprint()}",
            book=lambda session: self._book_as_shown(session, actor, quote, key, pay_by),
            result=lambda session: view_of(
                session, load_own(session, actor, _placed_with(session, key), today), actor.role, today
            ),
        )

    def _quote(self, session: Session, actor: Actor, draft: NewOrderDraft) -> tuple[NewOrder, NewOrderQuote]:
        today = self._context.clock.today()
        currency = own_account(session, actor).currency
        order = check_new_order(draft, _offers(session, currency, today))
        quote = quote_new_order(
            order=order,
            draft=draft,
            tax=customer_tax(session, self._context, actor.account_id, today),
            today=today,
            balance=balance_of(session, actor.account_id, currency),
        )
        return order, quote

    def _book_as_shown(
        self, session: Session, actor: Actor, shown: NewOrderQuote, key: str, pay_by: PayBy
    ) -> None:
        wanted, current = self._quote(session, actor, shown.draft)
        as_shown(shown, current)
        payable(session, actor, current, pay_by, "this order")
        order = _place(session, actor, wanted, shown.as_of)
        note_order(self._context, session, actor, order, action="order.place", sentence="Order placed.")
        paid = pay_by is PayBy.BALANCE or current.total.minor <= 0
        invoice = issue(
            self._context,
            session,
            actor,
            Issue(
                account_id=actor.account_id,
                purpose=NEW_ORDER,
                memo=f"Order {order.id}: {wanted.plan.name}",
                lines=[replace(line, order_id=order.id) for line in current.lines],
                paid=paid,
                due_on=None if paid else shown.as_of + timedelta(days=self._context.company.rules.payment_days),
                key=key,
                order_id=order.id,
            ),
        )
        if paid:
            fulfil(self._context, session, actor, invoice)
            return
        document = invoice.document
        await_payment(
            self._context,
            session,
            actor,
            document,
            [order],
            action="order.invoice",
            sentence=f"Invoice {number_of(document)}, due on {document.due_on}.",
            kind=f"{NOTICE}.{NEW_ORDER}",
            order=order.id,
            plan=wanted.plan.name,
        )


def _place(session: Session, actor: Actor, wanted: NewOrder, today: date) -> Order:
    price = wanted.plan.price(wanted.term_months)
    order = Order(
        id=(session.scalar(select(func.max(Order.id))) or FIRST_ORDER - 1) + 1,
        account_id=actor.account_id,
        plan_id=wanted.plan.plan_id,
        status=OrderStatus.AWAITING_PAYMENT,
        term_months=wanted.term_months,
        price_minor=price.minor,
        currency=price.currency,
        hostname=wanted.hostname,
        operating_system=wanted.operating_system,
        location=wanted.location,
        agreed_on=today,
    )
    session.add(order)
    session.flush()
    return order


def _placed_with(session: Session, key: str) -> int:
    """Return the order that a key placed."""
    found = select(LedgerTransaction.order_id).where(LedgerTransaction.idempotency_key == key)
    return session.scalar(found) or 0


def _offers(session: Session, currency: str, today: date) -> tuple[Offer, ...]:
    found = []
    for product in session.scalars(select(Product).order_by(Product.name)):
        plans = plans_of_product(session, product.name, currency, today)
        if plans:
            found.append(
                Offer(
                    product=product.name,
                    plans=plans,
                    operating_systems=_options(session, product.id, OPERATING_SYSTEM),
                    locations=_options(session, product.id, LOCATION),
                )
            )
    return tuple(found)


def _options(session: Session, product_id: int, kind: str) -> tuple[str, ...]:
    return tuple(
        session.scalars(
            select(ProductOption.name)
            .where(ProductOption.product_id == product_id, ProductOption.kind == kind)
            .order_by(ProductOption.position)
        )
    )
