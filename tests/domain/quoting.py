"""What the tests of quotes start from: plans, held value, and quotes with the usual figures filled in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from introtui.domain.money import Money, percent
from introtui.domain.orders import OrderFacts, OrderStatus
from introtui.domain.periods import Period
from introtui.domain.plans import Plan, RefundTerms
from introtui.domain.quotes import HeldValue, LineKind, OrderState, Quote, When, quote_cancel, quote_plan_change
from introtui.domain.vat import VatRate

DUTCH = VatRate(country="NL", name="Netherlands", rate_bp=2100, valid_from=date(2020, 1, 1))
SLOVENIAN = replace(DUTCH, country="SI", name="Slovenia", rate_bp=None)
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


def hold(basis: Money, period: Period, rate_bp: int = 2100) -> HeldValue:
    return HeldValue(
        period=period,
        basis=basis,
        uncredited=basis,
        uncredited_vat=percent(basis, rate_bp),
        vat_rate_bp=rate_bp,
        vat_why="Netherlands, consumer",
        source="invoice 2026-000123",
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
        vat_rate_bp=charge.vat_rate_bp,
        vat_why=charge.vat_why,
        source=f"charged {quote.as_of}",
    )


def change(
    held: HeldValue,
    plan: Plan,
    new_plan: Plan,
    today: date,
    *,
    term: int = 1,
    new_term: int | None = None,
    when: When = When.NOW,
    vat_rate: VatRate = DUTCH,
    balance: Money | None = None,
) -> Quote:
    return quote_plan_change(
        order_id=10231,
        order_state=RUNNING,
        held=held,
        plan=plan,
        new_plan=new_plan,
        term_months=term,
        new_term=new_term or term,
        today=today,
        when=when,
        vat_rate=vat_rate,
        vat_why="Netherlands, consumer",
        balance=balance if balance is not None else Money(12840, plan.monthly.currency),
        anchor_day=held.period.start.day,
    )


def cancel(
    held: HeldValue | None,
    plan: Plan,
    today: date,
    *,
    when: When = When.NOW,
    started_on: date | None = None,
    violation: bool = False,
) -> Quote:
    return quote_cancel(
        order_id=10231,
        order_state=RUNNING,
        held=held,
        plan=plan,
        started_on=started_on,
        today=today,
        when=when,
        violation=violation,
        balance=Money(12840, plan.monthly.currency),
    )
