"""Order use cases that move money: plan change and cancel, quoted first, then booked exactly as quoted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from introtui.domain.access import Actor
from introtui.domain.countries import country_name
from introtui.domain.errors import ActionRefused, InvalidValue, QuoteOutdated, RateNotSet
from introtui.domain.money import Money
from introtui.domain.order_views import OrderView
from introtui.domain.orders import OrderAction, OrderStatus, SuspendedFor
from introtui.domain.periods import Period
from introtui.domain.plans import TERMS
from introtui.domain.quotes import LineKind, Quote, When, quote_cancel, quote_plan_change
from introtui.domain.topics import Topic
from introtui.domain.vat import rate_on
from introtui.services.books import CUSTOMER, REVENUE, VAT, already_done, balance_of, book
from introtui.services.context import Context, own_account
from introtui.services.order_reading import (
    LoadedOrder,
    allowed_or_refused,
    held_value,
    last_charge,
    load_own,
    plan_of,
    require_rate,
    state_of,
    view_of,
)
from introtui.services.orders import note_order_event
from introtui.services.tasks import ask_for_rate
from introtui.services.vat import rates_in_force
from introtui.store.tables import OrderCharge, Profile

OUTDATED = "The figures have changed since they were shown. Look at the new ones, then confirm."
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
        with self._telling_staff(actor), self._context.database.read() as session:
            return price(session, load_own(session, actor, order_id, self._context.clock.today()))

    @contextmanager
    def _telling_staff(self, actor: Actor) -> Iterator[None]:
        """Open the task for staff where a VAT rate is missing, after the transaction that found out."""
        try:
            yield
        except RateNotSet:
            ask_for_rate(self._context, actor)
            raise

    def confirm(self, actor: Actor, quote: Quote, key: str) -> OrderView:
        """Book a quote exactly as shown, or raise `QuoteOutdated` with the new one; also `RateNotSet`.

        The same key books once; with another quote it raises `KeyReused`.
        """
        today = self._context.clock.today()

        def work(session: Session) -> OrderView:
            own_account(session, actor)
            request = f"{quote.order_id} {quote.fingerprint()}"
            done = already_done(
                session, key=key, account_id=actor.account_id, request=request, at=self._context.clock.now()
            )
            if not done:
                self._book_as_shown(session, actor, quote, key)
            return view_of(session, load_own(session, actor, quote.order_id, today), actor.role, today)

        with self._telling_staff(actor):
            return self._context.database.transact(work)

    def _book_as_shown(self, session: Session, actor: Actor, shown: Quote, key: str) -> None:
        loaded = load_own(session, actor, shown.order_id, self._context.clock.today())
        current = self._quote_again(session, actor, loaded, shown)
        if current.fingerprint() != shown.fingerprint():
            raise QuoteOutdated(OUTDATED, current)
        if current.shortfall.minor:
            raise ActionRefused(f"Your balance is {current.shortfall} short of this change.")
        self._book_money(session, actor, loaded, current, key)
        sentence = self._apply(session, loaded, current)
        topics = (Topic.ORDERS, Topic.BILLING)
        note_order_event(self._context, session, actor, loaded, current.action, sentence, topics=topics)

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
        plan = plan_of(session, order.plan_id, order.currency)
        new_plan = plan_of(session, plan_id, order.currency)
        if new_plan.product != plan.product:
            raise ActionRefused(f"{new_plan.name} is not a plan of {plan.product}.")
        country = session.get_one(Profile, actor.account_id).country
        charge = last_charge(session, order.id)
        require_rate(charge, country_name(country))
        held = held_value(session, charge, order.currency)
        if held is None:
            raise ActionRefused("Nothing was charged for this order yet, so there is nothing to change from.")
        rate = rate_on(rates_in_force(session, today), country, today)
        return quote_plan_change(
            order_id=order.id,
            order_state=state_of(loaded),
            held=held,
            plan=plan,
            new_plan=new_plan,
            term_months=order.term_months,
            new_term=term_months,
            today=today,
            when=when,
            vat_rate=rate,
            vat_why=f"{country_name(country)}, published rate",
            balance=balance_of(session, actor.account_id, order.currency),
            anchor_day=order.anchor_day or held.period.end.day,
        )

    def _cancel_quote(self, session: Session, actor: Actor, loaded: LoadedOrder, when: When) -> Quote:
        today, order = self._context.clock.today(), loaded.order
        allowed_or_refused(loaded, CANCEL[when], actor.role, today)
        country = session.get_one(Profile, actor.account_id).country
        charge = last_charge(session, order.id)
        quote = quote_cancel(
            order_id=order.id,
            order_state=state_of(loaded),
            held=held_value(session, charge, order.currency),
            plan=plan_of(session, order.plan_id, order.currency),
            started_on=order.started_on,
            today=today,
            when=when,
            violation=order.suspended_for is SuspendedFor.VIOLATION,
            balance=balance_of(session, actor.account_id, order.currency),
        )
        if quote.lines:
            require_rate(charge, country_name(country))
        return quote

    def _book_money(self, session: Session, actor: Actor, loaded: LoadedOrder, quote: Quote, key: str) -> None:
        if not quote.lines:
            return
        amounts = {CUSTOMER: -quote.total, REVENUE: quote.net, VAT: quote.vat}
        transaction = book(
            session,
            actor=actor,
            account_id=actor.account_id,
            kind=quote.action,
            memo=f"Order {loaded.order.id}: {quote.action.replace('_', ' ')}",
            at=self._context.clock.now(),
            amounts=amounts,
            order_id=loaded.order.id,
            idempotency_key=key,
        )
        _write_charges(session, loaded, quote, transaction.id)

    def _apply(self, session: Session, loaded: LoadedOrder, quote: Quote) -> str:
        if quote.action is OrderAction.CHANGE_PLAN:
            return _apply_change(session, loaded, quote)
        return _apply_cancel(loaded, quote)


def _write_charges(session: Session, loaded: LoadedOrder, quote: Quote, transaction_id: int) -> None:
    """Write one row a line; a credit names the charge it takes back, which only one credit may."""
    charge = last_charge(session, loaded.order.id)
    for line in quote.lines:
        credited = charge if line.kind is not LineKind.CHARGE else None
        period = quote.period if credited is None else Period(credited.period_start, credited.period_end)
        if period is None:
            raise ValueError("a charge needs the period it pays for")
        session.add(
            OrderCharge(
                order_id=loaded.order.id,
                transaction_id=transaction_id,
                credits_id=None if credited is None else credited.id,
                period_start=period.start,
                period_end=period.end,
                basis_minor=line.base.minor,
                net_minor=line.net.minor,
                vat_rate_bp=line.vat_rate_bp,
                vat_minor=line.vat.minor,
                vat_why=line.vat_why,
                source=f"charged {quote.as_of}",
            )
        )
    session.flush()


def _apply_change(session: Session, loaded: LoadedOrder, quote: Quote) -> str:
    order = loaded.order
    if quote.plan_id is None or quote.term_months is None or quote.period is None:
        raise ValueError("a plan change names its plan, term and period")
    plan = plan_of(session, quote.plan_id, order.currency)
    if quote.when is When.AT_END:
        order.next_plan_id, order.next_term_months = quote.plan_id, quote.term_months
        return f"Change to {plan.name} scheduled for {quote.effective_on}."
    if quote.term_months != order.term_months:
        order.anchor_day = quote.as_of.day
    order.plan_id, order.term_months = quote.plan_id, quote.term_months
    order.price_minor = plan.price(quote.term_months).minor
    order.period_start, order.paid_until = quote.period.start, quote.period.end
    return f"Changed from {loaded.row.plan} to {plan.name}; {_booked(quote.total)}"


def _apply_cancel(loaded: LoadedOrder, quote: Quote) -> str:
    order = loaded.order
    if quote.when is When.AT_END:
        order.cancel_at = quote.effective_on
        return f"Cancel scheduled for {quote.effective_on}."
    order.status, order.ended_on = OrderStatus.CANCELLED, quote.as_of
    order.cancel_at = order.next_plan_id = order.next_term_months = None
    return f"Cancelled; {_booked(quote.total)}"


def _booked(total: Money) -> str:
    if total.minor == 0:
        return "no money moved."
    return f"{total} charged." if total.minor > 0 else f"{-total} refunded to the balance."
