"""Renewing: the next period of one or many orders, each for a term of its own, with one total (spec 2, 4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from introtui.domain.errors import ActionRefused, InvalidValue
from introtui.domain.money import Money, share
from introtui.domain.periods import Period, add_months
from introtui.domain.plans import TERMS
from introtui.domain.pricing import LineKind, Priced, QuoteLine, charged_whole
from introtui.domain.taxation import Tax

MOST_AT_ONCE = 200
"""Orders one renewal may hold: it is one invoice, which somebody has to read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RenewalChoice:
    """An order and the term, in months, to renew it for."""

    order_id: int
    term_months: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewable:
    """What pricing needs of an order: its agreed `price` is net for `term_months`.

    Where a plan change waits for the end of the period, the plan, price and term are those to come.
    """

    order_id: int
    plan_id: int
    plan: str
    price: Money
    term_months: int
    paid_until: date
    anchor_day: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RenewalQuote(Priced):
    """What renewing will book: one line an order, in the order they were chosen."""

    choices: tuple[RenewalChoice, ...]


def agreed_price(order: Renewable, term_months: int) -> Money:
    """Return the net price of a term by what was agreed for the order, rounded half up where it is a fraction."""
    if term_months not in TERMS:
        raise InvalidValue("Choose a term of 1, 3, 6 or 12 months.")
    return share(order.price, term_months, order.term_months)


def next_period(order: Renewable, term_months: int) -> Period:
    """Return the period a renewal pays for; it begins where the paid one ends, and keeps the anchor day."""
    return Period(order.paid_until, add_months(order.paid_until, term_months, order.anchor_day))


def quote_renewal(
    *, orders: Sequence[Renewable], choices: Sequence[RenewalChoice], tax: Tax, today: date, balance: Money
) -> RenewalQuote:
    """Price a renewal; `orders` belong to the `choices`, one by one.

    Raises ActionRefused for nothing, for too many or for one order twice, and InvalidValue for no term of ours.
    """
    ids = [choice.order_id for choice in choices]
    if not ids:
        raise ActionRefused("Choose at least one order to renew.")
    if len(ids) > MOST_AT_ONCE:
        raise ActionRefused(f"At most {MOST_AT_ONCE} orders can be renewed at once; choose fewer.")
    if len(set(ids)) != len(ids):
        raise ActionRefused("An order can be renewed once at a time; choose each once.")
    lines = tuple(_line(order, choice.term_months, tax) for order, choice in zip(orders, choices, strict=True))
    return RenewalQuote(as_of=today, lines=lines, balance_before=balance, choices=tuple(choices))


def _line(order: Renewable, term_months: int, tax: Tax) -> QuoteLine:
    period = next_period(order, term_months)
    months = "1 month" if term_months == 1 else f"{term_months} months"
    return charged_whole(
        LineKind.TERM,
        f"{order.plan} · order {order.order_id}",
        agreed_price(order, term_months),
        tax,
        f"{months} to {period.end}",
        order_id=order.order_id,
        period=period,
        plan_id=order.plan_id,
        term_months=term_months,
    )
