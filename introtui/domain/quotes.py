"""Quotes: what a plan change or a cancel will book, line by line, with the reason for each number (spec 4).

A dialog shows a quote, a service books the same one, and its fingerprint tells whether it still holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from introtui.domain.errors import ActionRefused
from introtui.domain.money import Money, percent, share
from introtui.domain.orders import OrderAction, OrderFacts
from introtui.domain.periods import Period, add_months
from introtui.domain.plans import Plan, RefundKind
from introtui.domain.pricing import LineKind, Priced, QuoteLine, charged_whole
from introtui.domain.taxation import Tax

NO_DAY_LEFT: Final = (
    "No day of the paid period is left, so there is nothing to change now; choose the end of the period."
)


class When(StrEnum):
    """When a change or a cancel takes effect."""

    NOW = "now"
    AT_END = "at_end"


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldValue:
    """What the customer still holds of one charge: V of the formula, and its caps.

    `basis` is net for the whole period, after discounts, without set-up fees; a plan change
    replaces it by the new plan's price. `uncredited` and its VAT are what was charged and not yet
    credited; no credit exceeds them. `tax` is the original line's; `source` says where that line
    is: "charged 2026-11-01", "invoice 2026-000123". `term_months` is the term the basis is for,
    `label` names what was charged, blank is the order's plan.
    """

    period: Period
    basis: Money
    uncredited: Money
    uncredited_vat: Money
    tax: Tax
    source: str
    term_months: int
    charge_id: int | None = None
    label: str = ""


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
class Quote(Priced):
    """What an action on one order will book and when.

    `order_state` is the order before. `period` is the paid period once this is booked, None when nothing of it is
    left. `plan_id` and `term_months` are the order's from `effective_on` on, None for a cancel.
    """

    action: OrderAction
    order_id: int
    order_state: OrderState
    when: When
    effective_on: date
    plan_id: int | None
    term_months: int | None
    period: Period | None


def is_upgrade(plan: Plan, new_plan: Plan) -> bool:
    """Tell whether `new_plan` costs more a month; ValueError between currencies."""
    return new_plan.monthly > plan.monthly


def quote_plan_change(
    *,
    order_id: int,
    order_state: OrderState,
    held: Sequence[HeldValue],
    plan: Plan,
    new_plan: Plan,
    term_months: int,
    new_term: int,
    today: date,
    when: When,
    tax: Tax,
    balance: Money,
    anchor_day: int,
) -> Quote:
    """Price a change of plan, term or both (spec 4); `tax` is the customer's of today.

    `held` are the charges that still hold value, the running period first, at least one. Raises
    ActionRefused when nothing would change or no day is left to change, and ValueError between currencies.
    """
    if new_plan.plan_id == plan.plan_id and new_term == term_months:
        raise ActionRefused(f"The order already has {plan.name} with this term; choose another plan or term.")
    if when is When.NOW and new_term == term_months and not held[-1].period.days_left(today):
        raise ActionRefused(NO_DAY_LEFT)
    price = new_plan.price(new_term)
    _refuse_mixing(price, plan.monthly, balance, *(value.basis for value in held))
    # Each paid period is charged again for its own term; a new term begins one period in their place.
    periods = [(value.period, value.term_months) for value in held]
    if when is When.NOW and new_term != term_months:
        periods, anchor_day = [(Period(today, add_months(today, new_term, today.day)), new_term)], today.day
    last = periods[-1][0]
    note = _next_period_note(new_plan.name, price, last.end, new_term, anchor_day)
    lines: tuple[QuoteLine, ...] = ()
    if when is When.NOW:
        credited = (_rest_line(LineKind.CREDIT, plan.name, value, today) for value in held)
        charges = (_charge_line(new_plan, term, period, today, tax) for period, term in periods)
        lines = tuple(replace(line, order_id=order_id) for line in (*credited, *charges))
    blank = _blank(OrderAction.CHANGE_PLAN, order_id, order_state, today, when, balance, last)
    return replace(blank, lines=lines, plan_id=new_plan.plan_id, term_months=new_term, notes=(note,))


def quote_cancel(
    *,
    order_id: int,
    order_state: OrderState,
    held: Sequence[HeldValue],
    paid: Sequence[HeldValue],
    plan: Plan,
    started_on: date | None,
    today: date,
    when: When,
    violation: bool,
    balance: Money,
) -> Quote:
    """Price a cancel by the plan's refund terms (spec 4); nothing `held` means never charged.

    `paid` are all charges of the order less their credits, what a refund in full gives back. Raises
    ActionRefused when there is no period to end, and ValueError between currencies.
    """
    lines: tuple[QuoteLine, ...] = ()
    period, action = None, OrderAction.CANCEL_NOW
    if when is When.NOW:
        refunds, note = _refund(held, paid, plan, started_on, today, violation=violation)
        lines = tuple(replace(line, order_id=order_id) for line in refunds)
    elif not held:
        raise ActionRefused("Nothing was charged yet, so there is no period to end; cancel now instead.")
    else:
        period, action = held[-1].period, OrderAction.CANCEL_AT_END
        note = f"The order runs until {period.end}; until then the cancel can be undone."
    _refuse_mixing(balance, plan.monthly, *(line.net for line in lines))
    blank = _blank(action, order_id, order_state, today, when, balance, period)
    invoice = order_state.facts.unpaid_invoice
    voided = (f"Unpaid invoice {invoice} becomes void, for every order on it.",) if invoice else ()
    return replace(blank, lines=lines, notes=(note, *voided))


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
    )


def _charge_line(plan: Plan, term: int, period: Period, today: date, tax: Tax) -> QuoteLine:
    days, of_days, price = period.days_left(today), period.days, plan.price(term)
    net = share(price, days, of_days)
    whole = charged_whole(LineKind.CHARGE, plan.name, price, tax, f"{days} of {of_days} days", period=period)
    return replace(
        whole,
        days=days,
        net=net,
        vat=percent(net, tax.rate_bp),
        plan_id=plan.plan_id,
        term_months=term,
    )


def _rest_line(kind: LineKind, plan_name: str, held: HeldValue, today: date) -> QuoteLine:
    days, of_days = held.period.days_left(today), held.period.days
    zero = Money.zero(held.basis.currency)
    net = max(zero, min(share(held.basis, days, of_days), held.uncredited))
    vat = max(zero, min(percent(net, held.tax.rate_bp), held.uncredited_vat))
    why = f"{days} of {of_days} days left"
    return _given_back(kind, plan_name, held, days=days, base=held.basis, net=net, vat=vat, why=why)


def _given_back(
    kind: LineKind, plan_name: str, held: HeldValue, *, days: int, base: Money, net: Money, vat: Money, why: str
) -> QuoteLine:
    return QuoteLine(
        kind=kind,
        label=held.label or plan_name,
        days=days,
        of_days=held.period.days,
        base=base,
        net=-net,
        vat=-vat,
        tax=held.tax,
        why=why,
        source=held.source,
        period=held.period,
        charge_id=held.charge_id,
    )


def _refund(
    held: Sequence[HeldValue],
    paid: Sequence[HeldValue],
    plan: Plan,
    started_on: date | None,
    today: date,
    *,
    violation: bool,
) -> tuple[tuple[QuoteLine, ...], str]:
    """Return the refund's lines, if there are any, and the note that explains them."""
    if not held:
        return (), "Nothing was charged yet."
    if violation:
        return (), "The order is suspended for a violation, so nothing is refunded."
    terms = plan.refund_terms
    if terms.kind is RefundKind.PRORATED:
        return tuple(_rest_line(LineKind.REFUND, plan.name, value, today) for value in held), terms.sentence
    # An order that has not started is within any number of days of its start.
    since_start = (today - started_on).days if started_on is not None else 0
    if terms.days is None or since_start > terms.days:
        return (), terms.sentence
    # So soon after the start every charge of the order lies within the days that are refunded.
    within = f"in full, within {terms.days} {'day' if terms.days == 1 else 'days'} of the start"
    return tuple(_whole_refund(plan.name, value, within) for value in paid or held[-1:]), terms.sentence


def _whole_refund(plan_name: str, held: HeldValue, why: str) -> QuoteLine:
    net, vat, days = held.uncredited, held.uncredited_vat, held.period.days
    return _given_back(LineKind.REFUND, plan_name, held, days=days, base=net, net=net, vat=vat, why=why)


def _next_period_note(name: str, price: Money, start: date, term_months: int, anchor_day: int) -> str:
    end = add_months(start, term_months, anchor_day)
    return f"From {start} {name} costs {price} until {end}, before VAT."
