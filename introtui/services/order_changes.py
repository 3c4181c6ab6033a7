"""Order use cases that move money: plan change and cancel, quoted first, then booked exactly as quoted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from sqlalchemy.orm import Session

from introtui.domain.access import Actor
from introtui.domain.countries import country_name
from introtui.domain.errors import ActionRefused, InvalidValue
from introtui.domain.orders import OrderAction, OrderStatus, SuspendedFor
from introtui.domain.payments import PayBy
from introtui.domain.plans import TERMS
from introtui.domain.quotes import Quote, When, quote_cancel, quote_plan_change
from introtui.services.books import balance_of
from introtui.services.confirming import as_shown, confirm_once, payable, telling_staff
from introtui.services.context import Context
from introtui.services.delivery import release_addresses
from introtui.services.document_reading import Issued, number_of
from introtui.services.documents import Issue, issue
from introtui.services.fulfilment import booked, fulfil, withdraw_invoice
from introtui.services.holdings import held_charges, held_values, paid_values, require_rates, write_charges
from introtui.services.identity.live import require_fresh
from introtui.services.order_reading import (
    LoadedOrder,
    agreed_plan,
    allowed_or_refused,
    load_own,
    plan_to_change_to,
    state_of,
)
from introtui.services.owing import NOTICE, await_payment
from introtui.services.taxing import customer_tax
from introtui.services.timeline import note_order
from introtui.store.tables import Order, Profile

CANCEL = {When.NOW: OrderAction.CANCEL_NOW, When.AT_END: OrderAction.CANCEL_AT_END}


class OrderChangeService:
    """Quotes and books plan changes and cancels."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def quote_change(self, actor: Actor, order_id: int, plan_id: int, term_months: int, when: When) -> Quote:
        """Price a change of plan or term; raises `ActionRefused` with the reason, or `RateNotSet`."""
        return self._quoted(
            actor,
            order_id,
            lambda session, loaded: self._change_quote(session, actor, loaded, plan_id, term_months, when),
        )

    def quote_cancel(self, actor: Actor, order_id: int, when: When) -> Quote:
        """Price a cancel; raises `ActionRefused` with the reason, or `RateNotSet`."""
        return self._quoted(
            actor, order_id, lambda session, loaded: self._cancel_quote(session, actor, loaded, when)
        )

    def _quoted(self, actor: Actor, order_id: int, price: Callable[[Session, LoadedOrder], Quote]) -> Quote:
        with telling_staff(self._context, actor), self._context.database.read() as session:
            return price(session, load_own(session, actor, order_id, self._context.clock.today()))

    def confirm(self, actor: Actor, quote: Quote, key: str, pay_by: PayBy = PayBy.BALANCE) -> None:
        """Book a quote exactly as shown, or raise `QuoteOutdated` with the new one; also `RateNotSet`.

        The same key books once; with another quote it raises `KeyReused`. By invoice, an upgrade waits for the
        payment, and the invoice blocks other changes of the order until then.
        """
        confirm_once(
            self._context,
            actor,
            key=key,
            request=f"{quote.order_id} {pay_by} {quote.fingerprint()}",
            book=lambda session: self._book_as_shown(session, actor, quote, key, pay_by),
            # Who shows the order reads it afterwards, when nobody waits behind this transaction.
            result=lambda _session: None,
        )

    def _book_as_shown(self, session: Session, actor: Actor, shown: Quote, key: str, pay_by: PayBy) -> None:
        loaded = load_own(session, actor, shown.order_id, self._context.clock.today())
        current = self._quote_again(session, actor, loaded, shown)
        as_shown(shown, current)
        payable(session, actor, current, pay_by, "this change")
        if current.total.minor < 0:
            # Money that comes back is a refund, which needs a fresh proof (spec section 5).
            require_fresh(session, actor, self._context.clock.now())
        if current.action is OrderAction.CHANGE_PLAN:
            self._change(session, actor, loaded.order, current, key, pay_by)
        else:
            self._cancel(session, actor, loaded.order, current, key)

    def _quote_again(self, session: Session, actor: Actor, loaded: LoadedOrder, shown: Quote) -> Quote:
        if shown.plan_id is None or shown.term_months is None:
            return self._cancel_quote(session, actor, loaded, shown.when)
        return self._change_quote(session, actor, loaded, shown.plan_id, shown.term_months, shown.when)

    def _change_quote(
        self, session: Session, actor: Actor, loaded: LoadedOrder, plan_id: int, term_months: int, when: When
    ) -> Quote:
        today, order = self._context.clock.today(), loaded.order
        allowed_or_refused(loaded, OrderAction.CHANGE_PLAN, actor.role, today)
        if term_months not in TERMS:
            raise InvalidValue("Choose a term of 1, 3, 6 or 12 months.")
        plan, new_plan = agreed_plan(session, order), plan_to_change_to(session, order, plan_id, today)
        if new_plan.product != plan.product:
            raise ActionRefused(f"{new_plan.name} is not a plan of {plan.product}.")
        charges = held_charges(session, order, today)
        require_rates(charges, _country(session, actor))
        if not charges:
            raise ActionRefused("Nothing was charged for this order yet, so there is nothing to change from.")
        return quote_plan_change(
            order_id=order.id,
            order_state=state_of(loaded),
            held=held_values(order, charges),
            plan=plan,
            new_plan=new_plan,
            term_months=order.term_months,
            new_term=term_months,
            today=today,
            when=when,
            tax=customer_tax(session, self._context, actor.account_id, today),
            balance=balance_of(session, actor.account_id, order.currency),
            anchor_day=order.anchor_day or charges[-1].period_end.day,
        )

    def _cancel_quote(self, session: Session, actor: Actor, loaded: LoadedOrder, when: When) -> Quote:
        today, order = self._context.clock.today(), loaded.order
        allowed_or_refused(loaded, CANCEL[when], actor.role, today)
        charges = held_charges(session, order, today)
        quote = quote_cancel(
            order_id=order.id,
            order_state=state_of(loaded),
            held=held_values(order, charges),
            paid=paid_values(session, order),
            plan=agreed_plan(session, order),
            started_on=order.started_on,
            today=today,
            when=when,
            violation=order.suspended_for is SuspendedFor.VIOLATION,
            balance=balance_of(session, actor.account_id, order.currency),
        )
        if quote.lines:
            require_rates(charges, _country(session, actor))
        return quote

    def _issue(
        self, session: Session, actor: Actor, order: Order, quote: Quote, key: str, due_on: date | None
    ) -> Issued:
        new = Issue(
            account_id=actor.account_id,
            purpose=quote.action,
            memo=f"Order {order.id}: {quote.action.replace('_', ' ')}",
            lines=quote.lines,
            paid=due_on is None,
            due_on=due_on,
            key=key,
            order_id=order.id,
        )
        return issue(self._context, session, actor, new)

    def _change(self, session: Session, actor: Actor, order: Order, quote: Quote, key: str, pay_by: PayBy) -> None:
        if quote.when is When.AT_END:
            self._schedule(session, actor, order, quote)
        elif pay_by is PayBy.BALANCE or quote.total.minor <= 0:
            fulfil(self._context, session, actor, self._issue(session, actor, order, quote, key, None))
        else:
            self._await_payment(session, actor, order, quote, key)

    def _schedule(self, session: Session, actor: Actor, order: Order, quote: Quote) -> None:
        plan = self._remember_change(session, order, quote)
        order.change_at = quote.effective_on
        self._note(session, actor, order, quote, f"Change to {plan} scheduled for {quote.effective_on}.")

    def _await_payment(self, session: Session, actor: Actor, order: Order, quote: Quote, key: str) -> None:
        plan = self._remember_change(session, order, quote)
        document = self._issue(session, actor, order, quote, key, self._due_on(order)).document
        await_payment(
            self._context,
            session,
            actor,
            document,
            [order],
            action=f"order.{quote.action}",
            sentence=f"Change to {plan} waits for invoice {number_of(document)}, due on {document.due_on}.",
            kind=f"{NOTICE}.{quote.action}",
            order=order.id,
            plan=plan,
        )

    def _remember_change(self, session: Session, order: Order, quote: Quote) -> str:
        if quote.plan_id is None or quote.term_months is None:
            raise ValueError("a plan change names its plan and term")
        plan = plan_to_change_to(session, order, quote.plan_id, quote.as_of)
        order.next_agreed_on = quote.as_of
        order.next_plan_id, order.next_term_months = quote.plan_id, quote.term_months
        order.next_price_minor = plan.price(quote.term_months).minor
        return plan.name

    def _due_on(self, order: Order) -> date:
        """Return when the invoice lapses: before the renewal's own invoice is made, and not before tomorrow."""
        today, rules = self._context.clock.today(), self._context.company.rules
        latest = today + timedelta(days=rules.payment_days)
        if order.paid_until is not None:
            latest = min(latest, order.paid_until - timedelta(days=rules.invoice_days + 1))
        return max(latest, today + timedelta(days=1))

    def _cancel(self, session: Session, actor: Actor, order: Order, quote: Quote, key: str) -> None:
        withdraw_invoice(self._context, session, actor, order, f"order {order.id} is cancelled.")
        if quote.when is When.AT_END:
            order.cancel_at = quote.effective_on
            self._note(session, actor, order, quote, f"Cancel scheduled for {quote.effective_on}.")
            return
        if quote.lines:
            note = self._issue(session, actor, order, quote, key, None)
            write_charges(session, note.document, order, note.lines)
        end_order(session, order, OrderStatus.CANCELLED, quote.as_of)
        self._note(session, actor, order, quote, f"Cancelled; {booked(quote.total)}")

    def _note(self, session: Session, actor: Actor, order: Order, quote: Quote, sentence: str) -> None:
        note_order(self._context, session, actor, order, action=f"order.{quote.action}", sentence=sentence)


def end_order(session: Session, order: Order, status: OrderStatus, on: date) -> None:
    """Move an order to the history: nothing of it is scheduled any more, and its addresses are free again."""
    order.status, order.ended_on = status, on
    order.cancel_at = order.change_at = order.next_plan_id = order.next_term_months = None
    order.next_price_minor = order.suspended_on = None
    release_addresses(session, order)


def _country(session: Session, actor: Actor) -> str:
    return country_name(session.get_one(Profile, actor.account_id).country)
