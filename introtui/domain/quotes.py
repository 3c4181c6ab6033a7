"""Quotes: what a plan change or a cancel will book, line by line, with the reason for each number (spec 4).

A dialog shows a quote, a service books the same one, and its fingerprint tells whether it still holds.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import date
from enum import StrEnum
from hashlib import sha256
from typing import Final

from introtui.domain.errors import ActionRefused
from introtui.domain.money import Money, minor_digits, percent, share
from introtui.domain.orders import OrderAction, OrderFacts
from introtui.domain.periods import Period, add_months
from introtui.domain.plans import Plan, RefundKind
from introtui.domain.vat import VatRate, charged_bp

NO_DAY_LEFT: Final = (
    "No day of the paid period is left, so there is nothing to change now; choose the end of the period."
)


class When(StrEnum):
    """When a change or a cancel takes effect."""

    NOW = "now"
    AT_END = "at_end"


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldValue:
    """What the customer still holds of a paid period: V of the formula, and its caps.

    `basis` is net for the whole period, after discounts, without set-up fees; a plan change
    replaces it by the new plan's price. `uncredited` and its VAT are what was charged and not yet
    credited; no prorated credit exceeds them. `paid` and its VAT are all charges of the order less
    their credits, what a refund in full gives back; None is the same as `uncredited`. The VAT rate
    (basis points) and reason are the original line's; `source` says where that line is: "charged
    2026-11-01", "invoice 2026-000123".
    """

    period: Period
    basis: Money
    uncredited: Money
    uncredited_vat: Money
    paid: Money | None = None
    paid_vat: Money | None = None
    vat_rate_bp: int
    vat_why: str
    source: str


class LineKind(StrEnum):
    """What a quote's line does."""

    CREDIT = "credit"
    CHARGE = "charge"
    REFUND = "refund"


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteLine:
    """One line to book; `net` and `vat` are what the customer pays, so credits and refunds are negative.

    `base` is the price of all `of_days`, unsigned; `why` says where the days come from. `source`
    names the line a credit or refund takes back, and is empty for a charge.
    """

    kind: LineKind
    label: str
    days: int
    of_days: int
    base: Money
    net: Money
    vat_rate_bp: int
    vat: Money
    vat_why: str
    why: str
    source: str = ""

    @property
    def working(self) -> str:
        """How `net` comes about, such as "19.95 x 28/30", with the cap when it is what counts."""
        formula = f"{self.base.amount} x {self.days}/{self.of_days}"
        paid = self._unsigned_net
        return f"{formula}, at most {paid.amount}" if paid < self._share else formula

    @property
    def rounding(self) -> str:
        """How the fraction was rounded: "18.62 exactly" or "9.629 rounded half up to 9.63".

        One decimal more than the currency has is shown, cut off: it decides the rounding.
        """
        exact, rest = divmod(self.base.minor * self.days, self.of_days)
        if not rest:
            return f"{Money(exact, self.base.currency).amount} exactly"
        digits = minor_digits(self.base.currency) + 1
        units, decimals = divmod(exact * 10 + rest * 10 // self.of_days, 10**digits)
        return f"{units}.{decimals:0{digits}d} rounded half up to {self._share.amount}"

    @property
    def _share(self) -> Money:
        return share(self.base, self.days, self.of_days)

    @property
    def _unsigned_net(self) -> Money:
        return max(self.net, -self.net)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderState:
    """What an order is while it is priced: once any of this changed, a quote is about another state and outdated.

    What changes neither a figure nor what may be done is not in it: automatic renewal, the comment.
    """

    facts: OrderFacts
    plan_id: int
    term_months: int
    price: Money
    period_start: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """What an action on an order will book and when; the lines are in the order of showing.

    `order_state` is the order before. `period` is the paid period once this is booked, None when
    nothing of it is left. `plan_id` and `term_months` are the order's from `effective_on` on, None
    for a cancel.
    """

    action: OrderAction
    order_id: int
    order_state: OrderState
    as_of: date
    when: When
    effective_on: date
    lines: tuple[QuoteLine, ...]
    balance_before: Money
    plan_id: int | None
    term_months: int | None
    period: Period | None
    notes: tuple[str, ...]

    @property
    def net(self) -> Money:
        """The sum of the lines without VAT."""
        return sum((line.net for line in self.lines), Money.zero(self.balance_before.currency))

    @property
    def vat(self) -> Money:
        """The sum of the lines' VAT."""
        return sum((line.vat for line in self.lines), Money.zero(self.balance_before.currency))

    @property
    def total(self) -> Money:
        """Net and VAT: above 0 the customer pays it, below 0 it goes to the balance."""
        return self.net + self.vat

    @property
    def balance_after(self) -> Money:
        """The balance once this is booked."""
        return self.balance_before - self.total

    @property
    def shortfall(self) -> Money:
        """What the balance lacks to pay the total; 0 when nothing is to be paid."""
        zero = Money.zero(self.balance_before.currency)
        return max(zero, -self.balance_after) if self.total > zero else zero

    def fingerprint(self) -> str:
        """Return a SHA-256, in hex, of all that is booked and shown except the balance.

        Two quotes with one fingerprint book the same; the balance moves for other reasons, and
        changes nothing that is booked.
        """
        booked = asdict(self)
        del booked["balance_before"]
        canonical = json.dumps(booked, default=date.isoformat, sort_keys=True)
        return sha256(canonical.encode()).hexdigest()


def is_upgrade(plan: Plan, new_plan: Plan) -> bool:
    """Tell whether `new_plan` costs more a month; ValueError between currencies."""
    return new_plan.monthly > plan.monthly


def quote_plan_change(
    *,
    order_id: int,
    order_state: OrderState,
    held: HeldValue,
    plan: Plan,
    new_plan: Plan,
    term_months: int,
    new_term: int,
    today: date,
    when: When,
    vat_rate: VatRate,
    vat_why: str,
    balance: Money,
    anchor_day: int,
) -> Quote:
    """Price a change of plan, term or both (spec 4); `vat_rate` is the customer's of today.

    Raises ActionRefused when nothing would change or no day is left to change, RateNotSet, and
    ValueError between currencies.
    """
    if new_plan.plan_id == plan.plan_id and new_term == term_months:
        raise ActionRefused(f"The order already has {plan.name} with this term; choose another plan or term.")
    if when is When.NOW and new_term == term_months and not held.period.days_left(today):
        raise ActionRefused(NO_DAY_LEFT)
    price = new_plan.price(new_term)
    _refuse_mixing(price, plan.monthly, held.basis, balance)
    rate_bp = charged_bp(vat_rate)
    period = held.period
    if when is When.NOW and new_term != term_months:
        period, anchor_day = Period(today, add_months(today, new_term, today.day)), today.day
    note = _next_period_note(new_plan.name, price, period.end, new_term, anchor_day)
    lines: tuple[QuoteLine, ...] = ()
    if when is When.NOW:
        charge = _charge_line(new_plan.name, price, period, today, rate_bp, vat_why)
        lines = (_rest_line(LineKind.CREDIT, plan.name, held, today), charge)
    blank = _blank(OrderAction.CHANGE_PLAN, order_id, order_state, today, when, balance, period)
    return replace(blank, lines=lines, plan_id=new_plan.plan_id, term_months=new_term, notes=(note,))


def quote_cancel(
    *,
    order_id: int,
    order_state: OrderState,
    held: HeldValue | None,
    plan: Plan,
    started_on: date | None,
    today: date,
    when: When,
    violation: bool,
    balance: Money,
) -> Quote:
    """Price a cancel by the plan's refund terms (spec 4); `held` None means never charged.

    Raises ActionRefused when there is no period to end, and ValueError between currencies.
    """
    lines: tuple[QuoteLine, ...] = ()
    period, action = None, OrderAction.CANCEL_NOW
    if when is When.NOW:
        lines, note = _refund(held, plan, started_on, today, violation=violation)
    elif held is None:
        raise ActionRefused("Nothing was charged yet, so there is no period to end; cancel now instead.")
    else:
        period, action = held.period, OrderAction.CANCEL_AT_END
        note = f"The order runs until {period.end}; until then the cancel can be undone."
    _refuse_mixing(balance, plan.monthly, *(line.net for line in lines))
    blank = _blank(action, order_id, order_state, today, when, balance, period)
    return replace(blank, lines=lines, notes=(note,))


def _refuse_mixing(*amounts: Money) -> None:
    currencies = sorted({amount.currency for amount in amounts})
    if len(currencies) > 1:
        raise ValueError(f"{' and '.join(currencies)} cannot be mixed in one quote.")


def _blank(
    action: OrderAction,
    order_id: int,
    order_state: OrderState,
    today: date,
    when: When,
    balance: Money,
    period: Period | None,
) -> Quote:
    return Quote(
        action=action,
        order_id=order_id,
        order_state=order_state,
        as_of=today,
        when=when,
        effective_on=today if when is When.NOW or period is None else period.end,
        lines=(),
        balance_before=balance,
        plan_id=None,
        term_months=None,
        period=period,
        notes=(),
    )


def _charge_line(
    label: str, price: Money, period: Period, today: date, vat_rate_bp: int, vat_why: str
) -> QuoteLine:
    days, of_days = period.days_left(today), period.days
    net = share(price, days, of_days)
    return QuoteLine(
        kind=LineKind.CHARGE,
        label=label,
        days=days,
        of_days=of_days,
        base=price,
        net=net,
        vat_rate_bp=vat_rate_bp,
        vat=percent(net, vat_rate_bp),
        vat_why=vat_why,
        why=f"{days} of {of_days} days",
    )


def _rest_line(kind: LineKind, label: str, held: HeldValue, today: date) -> QuoteLine:
    days, of_days = held.period.days_left(today), held.period.days
    zero = Money.zero(held.basis.currency)
    net = max(zero, min(share(held.basis, days, of_days), held.uncredited))
    vat = max(zero, min(percent(net, held.vat_rate_bp), held.uncredited_vat))
    return _given_back(kind, label, held, days=days, base=held.basis, net=net, vat=vat)


def _given_back(
    kind: LineKind,
    label: str,
    held: HeldValue,
    *,
    days: int,
    base: Money,
    net: Money,
    vat: Money,
    why: str = "",
) -> QuoteLine:
    return QuoteLine(
        kind=kind,
        label=label,
        days=days,
        of_days=held.period.days,
        base=base,
        net=-net,
        vat_rate_bp=held.vat_rate_bp,
        vat=-vat,
        vat_why=held.vat_why,
        why=why or f"{days} of {held.period.days} days left",
        source=held.source,
    )


def _refund(
    held: HeldValue | None, plan: Plan, started_on: date | None, today: date, *, violation: bool
) -> tuple[tuple[QuoteLine, ...], str]:
    """Return the refund's line, if there is one, and the note that explains it."""
    if held is None:
        return (), "Nothing was charged yet."
    if violation:
        return (), "The order is suspended for a violation, so nothing is refunded."
    terms = plan.refund_terms
    if terms.kind is RefundKind.PRORATED:
        return (_rest_line(LineKind.REFUND, plan.name, held, today),), terms.sentence
    # An order that has not started is within any number of days of its start.
    since_start = (today - started_on).days if started_on is not None else 0
    if terms.days is None or since_start > terms.days:
        return (), terms.sentence
    return (_whole_refund(plan.name, held, terms.days),), terms.sentence


def _whole_refund(label: str, held: HeldValue, within: int) -> QuoteLine:
    zero = Money.zero(held.basis.currency)
    # So soon after the start every charge of the order lies within the days that are refunded.
    net = max(zero, held.uncredited if held.paid is None else held.paid)
    vat = max(zero, held.uncredited_vat if held.paid_vat is None else held.paid_vat)
    why = f"in full, within {within} {'day' if within == 1 else 'days'} of the start"
    return _given_back(LineKind.REFUND, label, held, days=held.period.days, base=net, net=net, vat=vat, why=why)


def _next_period_note(name: str, price: Money, start: date, term_months: int, anchor_day: int) -> str:
    end = add_months(start, term_months, anchor_day)
    return f"From {start} {name} costs {price} until {end}, before VAT."
