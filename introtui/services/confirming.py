"""What every confirmation of a quote has in common: one key, one effect, exactly as shown (spec section 4)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from sqlalchemy.orm import Session

from introtui.domain.access import Actor
from introtui.domain.errors import ActionRefused, QuoteOutdated, RateNotSet
from introtui.domain.payments import PayBy
from introtui.domain.pricing import Priced
from introtui.services.books import already_done
from introtui.services.context import Context, own_account
from introtui.services.profile import blocks_on_account
from introtui.services.tasks import ask_for_rate

T = TypeVar("T")
OUTDATED = "The figures have changed since they were shown. Look at the new ones, then confirm."


@contextmanager
def telling_staff(context: Context, actor: Actor) -> Iterator[None]:
    """Open the task for staff where a VAT rate is missing, after the transaction that found out."""
    try:
        yield
    except RateNotSet:
        ask_for_rate(context, actor)
        raise


def confirm_once(
    context: Context,
    actor: Actor,
    *,
    key: str,
    request: str,
    book: Callable[[Session], None],
    result: Callable[[Session], T],
) -> T:
    """Book once for one key, and return what there is afterwards; with another request it raises `KeyReused`."""

    def work(session: Session) -> T:
        own_account(session, actor)
        at = context.clock.now()
        if not already_done(session, key=key, account_id=actor.account_id, request=request, at=at):
            book(session)
        return result(session)

    with telling_staff(context, actor):
        return context.database.transact_in_turn(work)


def as_shown(shown: Priced, current: Priced) -> None:
    """Raise `QuoteOutdated` with the new quote unless it books what was shown."""
    if current.fingerprint() != shown.fingerprint():
        raise QuoteOutdated(OUTDATED, current)


def payable(session: Session, actor: Actor, quote: Priced, pay_by: PayBy, what: str) -> None:
    """Raise `ActionRefused` when a payment is blocked, or when the balance does not reach."""
    if quote.total.minor <= 0:
        return
    require_payments(session, actor)
    if pay_by is PayBy.BALANCE and quote.shortfall.minor:
        raise ActionRefused(f"Your balance is {quote.shortfall} short of {what}.")


def require_payments(session: Session, actor: Actor) -> None:
    """Raise `ActionRefused` with the reason while the account's payments are blocked (spec section 2, Profile)."""
    blocks = blocks_on_account(session, actor.account_id)
    if blocks:
        raise ActionRefused(blocks[0].reason)
