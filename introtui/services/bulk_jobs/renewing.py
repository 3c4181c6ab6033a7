"""Renewing many orders: each by the rules, at the price and with the audit of its owner's own renewal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar

from sqlalchemy.orm import Session

from introtui.domain.access import Actor, Role
from introtui.domain.bulk import BulkTask, CheckedItem
from introtui.domain.errors import ActionRefused, IntrotuiError, RateNotSet
from introtui.domain.money import Money
from introtui.domain.orders import OrderAction
from introtui.domain.payments import PayBy
from introtui.domain.pricing import Priced
from introtui.domain.renewals import RenewalChoice, RenewalQuote, quote_renewal
from introtui.domain.taxation import Tax
from introtui.services.acting import in_place
from introtui.services.books import already_done, balance_of
from introtui.services.bulk_jobs.kind import Item, Outcome
from introtui.services.context import Context
from introtui.services.document_reading import number_of
from introtui.services.order_reading import LoadedOrder, allowed_or_refused, load_many, load_own
from introtui.services.profile import blocks_on_account
from introtui.services.renewals import invoice_renewal, quote_in, renewable_or_refused
from introtui.services.taxing import customer_tax
from introtui.store.tables import Order


@dataclass(slots=True, kw_only=True)
class _Purse:
    """What pricing needs of an account; `balance` goes down with each renewal that would be paid from it."""

    balance: Money
    block: str
    tax: Tax | None
    trouble: str


class Renewing:
    """Renews orders in their owners' place."""

    MOVES_MONEY: ClassVar[bool] = True

    def __init__(self, context: Context, task: BulkTask) -> None:
        self._context = context
        self._task = task
        self._purses: dict[int, _Purse] = {}

    @property
    def _today(self) -> date:
        return self._context.clock.today()

    def check(self, session: Session, by: Actor, target_ids: Sequence[int]) -> Iterator[CheckedItem]:
        """Yield what each would cost; a balance that is used up by those before refuses those after."""
        loaded = load_many(session, target_ids, self._today)
        for order_id in target_ids:
            if order_id not in loaded:
                yield CheckedItem(target_id=order_id, refusal=f"There is no order {order_id}.")
                continue
            try:
                quote = self._checked(session, by, loaded[order_id])
            except IntrotuiError as error:
                yield CheckedItem(target_id=order_id, refusal=str(error))
            else:
                yield CheckedItem(target_id=order_id, net=quote.net, vat=quote.vat, until=_until(quote))

    def _checked(self, session: Session, by: Actor, loaded: LoadedOrder) -> Priced:
        allowed_or_refused(loaded, OrderAction.RENEW, Role.CUSTOMER, self._today)
        purse = self._purse(session, by, loaded.order)
        if purse.tax is None:
            raise ActionRefused(purse.trouble)
        quote = quote_renewal(
            orders=[renewable_or_refused(loaded, Role.CUSTOMER, self._today)],
            choices=[self._choice(loaded.order)],
            tax=purse.tax,
            today=self._today,
            balance=purse.balance,
        )
        self._refuse_unpayable(quote, purse.block)
        if self._task.pay_by is PayBy.BALANCE:
            purse.balance -= quote.total
        return quote

    def _purse(self, session: Session, by: Actor, order: Order) -> _Purse:
        known = self._purses.get(order.account_id)
        if known is None:
            known = self._purses[order.account_id] = self._new_purse(session, by, order)
        return known

    def _new_purse(self, session: Session, by: Actor, order: Order) -> _Purse:
        tax, trouble = None, ""
        try:
            in_place(session, by, order.account_id)
            tax = customer_tax(session, self._context, order.account_id, self._today)
        except RateNotSet as error:
            trouble = _no_rate(error)
        except IntrotuiError as error:
            trouble = str(error)
        return _Purse(
            balance=balance_of(session, order.account_id, order.currency),
            block=_block(session, order.account_id),
            tax=tax,
            trouble=trouble,
        )

    def do(self, item: Item) -> Outcome:
        """Renew one, at the amount that was shown."""
        session = item.session
        found = load_many(session, [item.target_id], self._today)
        if item.target_id not in found:
            raise ActionRefused(f"There is no order {item.target_id}.")
        order = found[item.target_id].order
        reason = f"bulk job {item.job_id}: {self._task.text}"
        owner = replace(in_place(session, item.by, order.account_id), reason=reason)
        quote = self._quote(session, owner, order)
        if item.until is not None and _until(quote) != item.until:
            # Somebody renewed it meanwhile: one period more was not asked for.
            raise ActionRefused(
                f"It was to be paid until {item.until}, and is paid until {order.paid_until} by now."
            )
        if item.expected is not None and quote.total != item.expected:
            raise ActionRefused(f"It would cost {quote.total} by now, not {item.expected} as was shown.")
        self._refuse_unpayable(quote, _block(session, order.account_id))
        return self._book(item, owner, quote)

    def _quote(self, session: Session, owner: Actor, order: Order) -> RenewalQuote:
        loaded = load_own(session, owner, order.id, self._today)
        allowed_or_refused(loaded, OrderAction.RENEW, owner.role, self._today)
        try:
            return quote_in(self._context, session, owner, [self._choice(order)])
        except RateNotSet as error:
            raise ActionRefused(_no_rate(error)) from None

    def _book(self, item: Item, owner: Actor, quote: RenewalQuote) -> Outcome:
        done = already_done(
            item.session,
            key=item.key,
            account_id=owner.account_id,
            request=f"bulk renewal {item.target_id}",
            at=self._context.clock.now(),
        )
        if done:
            return Outcome(sentence="Renewed by this job before.", booked=quote.total)
        pay_by = self._task.pay_by
        document = invoice_renewal(self._context, item.session, owner, quote, item.key, pay_by)
        until = _until(quote)
        if document.due_on is None:
            return Outcome(sentence=f"Renewed to {until} on {number_of(document)}.", booked=quote.total)
        sentence = f"Invoice {number_of(document)}, due on {document.due_on}, pays for it to {until}."
        return Outcome(sentence=sentence, booked=quote.total)

    def _choice(self, order: Order) -> RenewalChoice:
        term = self._task.term_months or order.next_term_months or order.term_months
        return RenewalChoice(order_id=order.id, term_months=term)

    def _refuse_unpayable(self, quote: Priced, block: str) -> None:
        """Raise `ActionRefused` where the owner could not pay either."""
        if quote.total.minor <= 0:
            return
        if block:
            raise ActionRefused(block)
        if self._task.pay_by is PayBy.BALANCE and quote.shortfall.minor:
            raise ActionRefused(f"The balance is {quote.shortfall} short.")


def _until(quote: Priced) -> date:
    """Return the end of the period that a renewal pays for."""
    return max(line.period.end for line in quote.lines if line.period is not None)


def _block(session: Session, account_id: int) -> str:
    blocks = blocks_on_account(session, account_id)
    return blocks[0].reason if blocks else ""


def _no_rate(error: RateNotSet) -> str:
    return f"VAT for {error.country} is not set, so nothing can be priced."
