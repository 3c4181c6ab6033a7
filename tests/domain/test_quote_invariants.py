"""What holds for every quote: caps, sums, free round trips, and fingerprints."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from introtui.domain.money import Money, percent, share
from introtui.domain.orders import OrderAction, OrderStatus, SuspendedFor
from introtui.domain.periods import Period, add_months
from introtui.domain.quotes import HeldValue, OrderState, Quote, When
from tests.domain.quoting import OCTOBER, RUNNING, cancel, change, held_after, hold, make_plan

AMOUNTS = st.integers(0, 10**9)
RATES_BP = st.integers(0, 3000)
DAYS = st.dates(date(2024, 1, 1), date(2030, 12, 31))


@st.composite
def holdings(draw: st.DrawFn) -> HeldValue:
    """Draw what may be held of a month, with any part of it credited already."""
    start = draw(DAYS)
    basis, uncredited = Money(draw(AMOUNTS), "EUR"), Money(draw(AMOUNTS), "EUR")
    rate_bp = draw(RATES_BP)
    held = hold(basis, Period(start, add_months(start, 1, start.day)), rate_bp)
    left_vat = Money(draw(st.integers(0, percent(uncredited, rate_bp).minor)), "EUR")
    return replace(held, uncredited=uncredited, uncredited_vat=left_vat)


@given(held=holdings(), minor=AMOUNTS, new_minor=AMOUNTS, offset=st.integers(0, 40))
def test_a_credit_is_never_negative_nor_more_than_was_charged(
    held: HeldValue, minor: int, new_minor: int, offset: int
) -> None:
    today = held.period.start + timedelta(days=offset)
    plan, new_plan = make_plan(minor), make_plan(new_minor, plan_id=2)
    given_back = [*change(held, plan, new_plan, today, new_term=3).lines[:1], *cancel(held, plan, today).lines]
    assert len(given_back) == 2
    for line in given_back:
        assert Money.zero("EUR") <= -line.net <= held.uncredited
        assert Money.zero("EUR") <= -line.vat <= held.uncredited_vat
        assert -line.net <= share(held.basis, line.days, line.of_days)


@given(held=holdings(), minor=AMOUNTS, new_minor=AMOUNTS, new_term=st.sampled_from([1, 3, 6, 12]))
def test_the_lines_make_up_the_total_and_the_balance(
    held: HeldValue, minor: int, new_minor: int, new_term: int
) -> None:
    quote = change(held, make_plan(minor), make_plan(new_minor, plan_id=2), held.period.start, new_term=new_term)
    assert quote.total.minor == sum(line.net.minor + line.vat.minor for line in quote.lines)
    assert quote.total == quote.net + quote.vat
    assert quote.balance_after + quote.total == quote.balance_before
    assert all(abs(line.vat.minor) <= abs(line.net.minor) or line.net.minor == 0 for line in quote.lines)


@given(price=AMOUNTS, other=AMOUNTS, start=DAYS, offset=st.integers(0, 27))
def test_back_and_forth_on_one_day_is_free_for_any_prices(
    price: int, other: int, start: date, offset: int
) -> None:
    plan, new_plan = make_plan(price), make_plan(other, plan_id=2)
    held = hold(plan.monthly, Period(start, add_months(start, 1, start.day)))
    today = start + timedelta(days=offset)
    there = change(held, plan, new_plan, today)
    assert there.total + change(held_after(there), new_plan, plan, today).total == Money.zero("EUR")


@given(
    prices=st.lists(AMOUNTS, min_size=2, max_size=6),
    steps=st.lists(st.integers(0, 6), min_size=5, max_size=5),
)
def test_no_chain_of_changes_gives_back_more_than_was_paid(prices: list[int], steps: list[int]) -> None:
    plans = [make_plan(minor, plan_id=number) for number, minor in enumerate(prices)]
    held, today = hold(plans[0].monthly, OCTOBER), OCTOBER.start
    paid = held.uncredited + held.uncredited_vat
    for plan, new_plan, step in zip(plans, plans[1:], steps, strict=False):
        today += timedelta(days=step)
        quote = change(held, plan, new_plan, today)
        held, paid = held_after(quote), paid + quote.total
        assert paid >= held.uncredited + held.uncredited_vat
    assert paid + cancel(held, plans[-1], today).total >= Money.zero("EUR")


def sample_quote() -> Quote:
    small, large = make_plan(1995), make_plan(3495, plan_id=2)
    return change(hold(small.monthly, OCTOBER), small, large, date(2026, 10, 4))


def test_the_same_quote_has_the_same_fingerprint_whatever_the_balance() -> None:
    quote = sample_quote()
    assert quote.fingerprint() == sample_quote().fingerprint()
    assert quote.fingerprint() == replace(quote, balance_before=Money(1, "EUR")).fingerprint()
    assert len(bytes.fromhex(quote.fingerprint())) == 32


@pytest.mark.parametrize(
    "other",
    [
        replace(sample_quote(), action=OrderAction.CANCEL_NOW),
        replace(sample_quote(), order_id=1),
        replace(sample_quote(), as_of=date(2026, 10, 5)),
        replace(sample_quote(), when=When.AT_END),
        replace(sample_quote(), effective_on=date(2026, 10, 5)),
        replace(sample_quote(), lines=sample_quote().lines[::-1]),
        replace(sample_quote(), plan_id=3),
        replace(sample_quote(), term_months=3),
        replace(sample_quote(), period=None),
        replace(sample_quote(), notes=()),
    ],
)
def test_a_fingerprint_covers_every_field(other: Quote) -> None:
    assert other.fingerprint() != sample_quote().fingerprint()


@pytest.mark.parametrize(
    "state",
    [
        replace(RUNNING, plan_id=3),
        replace(RUNNING, term_months=3),
        replace(RUNNING, price=Money(1895, "EUR")),
        replace(RUNNING, period_start=date(2026, 9, 1)),
        replace(RUNNING, facts=replace(RUNNING.facts, status=OrderStatus.SUSPENDED)),
        replace(RUNNING, facts=replace(RUNNING.facts, suspended_for=SuspendedFor.VIOLATION)),
        replace(RUNNING, facts=replace(RUNNING.facts, paid_until=date(2026, 12, 1))),
        replace(RUNNING, facts=replace(RUNNING.facts, cancel_at=OCTOBER.end)),
        replace(RUNNING, facts=replace(RUNNING.facts, next_plan="VPS S")),
    ],
)
def test_a_fingerprint_covers_what_the_order_is_now(state: OrderState) -> None:
    assert replace(sample_quote(), order_state=state).fingerprint() != sample_quote().fingerprint()


@given(index=st.integers(0, 1), by=st.integers(-(10**6), 10**6).filter(bool))
def test_a_fingerprint_changes_with_any_figure(index: int, by: int) -> None:
    quote = sample_quote()
    line, more = quote.lines[index], Money(by, "EUR")
    for changed in (
        replace(line, net=line.net + more),
        replace(line, vat=line.vat + more),
        replace(line, base=line.base + more),
        replace(line, tax=replace(line.tax, rate_bp=line.tax.rate_bp + by)),
        replace(line, days=line.days + by),
        replace(line, of_days=line.of_days + by),
        replace(line, tax=replace(line.tax, why=f"{line.tax.why}{by}")),
    ):
        lines = tuple(changed if number == index else kept for number, kept in enumerate(quote.lines))
        assert replace(quote, lines=lines).fingerprint() != quote.fingerprint()
