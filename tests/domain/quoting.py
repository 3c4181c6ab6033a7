"""What the tests of quotes start from: plans, held value, and quotes with the usual figures filled in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from introtui.domain.money import Money, percent
from introtui.domain.orders import OrderFacts, OrderStatus
from introtui.domain.periods import Period
from introtui.domain.plans import Plan, RefundTerms
from introtui.domain.pricing import LineKind
from introtui.domain.quotes import HeldValue, OrderState, Quote, When, quote_cancel, quote_plan_change
from introtui.domain.taxation import Tax, Treatment

DUTCH = Tax(treatment=Treatment.EU_CONSUMER, rate_bp=2100, why="Netherlands, consumer", rate_from=date(2020, 1, 1))
OCTOBER = Period(date(2026, 10, 1), date(2026, 11, 1))
RUNNING = OrderState(
    facts=OrderFacts(status=OrderStatus.ACTIVE, paid_until=OCTOBER.end),
    plan_id=1,
    term_months=1,
    price=Money(1995, "EUR"),
    period_start=OCTOBER.start,
)


def make_plan(minor: int, *, plan_id: int = 1, currency: str = "EUR", refund: str = "prorated") -> Plan:
    return Plan(
        plan_id=plan_id,
        product="VPS/VDS",
        name=f"Plan {plan_id}",
        specs="",
        monthly=Money(minor, currency),
        setup_fee=Money(4900, currency),
        refund_terms=RefundTerms.parse(refund),
    )


def hold(basis: Money, period: Period, rate_bp: int = 2100, *, term: int = 1) -> HeldValue:
    return HeldValue(
        period=period,
        basis=basis,
        uncredited=basis,
        uncredited_vat=percent(basis, rate_bp),
        tax=replace(DUTCH, rate_bp=rate_bp),
        source="invoice 2026-000123",
        term_months=term,
    )


def held_after(quote: Quote) -> HeldValue:
    """Return what is held once a plan change now is booked: its charge takes the place of what was held."""
    assert quote.period is not None
    charge = next(line for line in quote.lines if line.kind is LineKind.CHARGE)
    return HeldValue(
        period=quote.period,
        basis=charge.base,
        uncredited=charge.net,
        uncredited_vat=charge.vat,
        tax=charge.tax,
        source=f"charged {quote.as_of}",
        term_months=charge.term_months or 1,
    )


def change(
    held: HeldValue | Sequence[HeldValue],
    plan: Plan,
    new_plan: Plan,
    today: date,
    *,
    term: int = 1,
    new_term: int | None = None,
    when: When = When.NOW,
    tax: Tax = DUTCH,
    balance: Money | None = None,
) -> Quote:
    return quote_plan_change(
        order_id=10231,
        order_state=RUNNING,
        held=[held] if isinstance(held, HeldValue) else held,
        plan=plan,
        new_plan=new_plan,
        term_months=term,
        new_term=new_term or term,
        today=today,
        when=when,
        tax=tax,
        balance=balance if balance is not None else Money(12840, plan.monthly.currency),
        anchor_day=(held if isinstance(held, HeldValue) else held[0]).period.start.day,
    )


def cancel(
    held: HeldValue | None,
    plan: Plan,
    today: date,
    *,
    when: When = When.NOW,
    started_on: date | None = None,
    violation: bool = False,
    paid: Sequence[HeldValue] | None = None,
) -> Quote:
    return quote_cancel(
        order_id=10231,
        order_state=RUNNING,
        held=[] if held is None else [held],
        paid=paid if paid is not None else [] if held is None else [held],
        plan=plan,
        started_on=started_on,
        today=today,
        when=when,
        violation=violation,
        balance=Money(12840, plan.monthly.currency),
    )
