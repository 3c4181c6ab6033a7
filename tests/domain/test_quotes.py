"""What a plan change or a cancel costs, to the cent, with a working for each number."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from introtui.domain.errors import ActionRefused, InvalidValue, RateNotSet
from introtui.domain.money import Money, percent, share
from introtui.domain.orders import OrderAction
from introtui.domain.periods import Period, add_months
from introtui.domain.plans import Plan, RefundTerms
from introtui.domain.quotes import (
    HeldValue,
    LineKind,
    Quote,
    When,
    held_after,
    is_upgrade,
    quote_cancel,
    quote_plan_change,
)
from introtui.domain.vat import VatRate

DUTCH = VatRate(country="NL", name="Netherlands", rate_bp=2100, valid_from=date(2020, 1, 1))
SLOVENIAN = replace(DUTCH, country="SI", name="Slovenia", rate_bp=None)
OCTOBER = Period(date(2026, 10, 1), date(2026, 11, 1))


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
        order_version=7,
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
        order_version=7,
        held=held,
        plan=plan,
        started_on=started_on,
        today=today,
        when=when,
        violation=violation,
        balance=Money(12840, plan.monthly.currency),
    )


def days_before_end(period: Period, days: int) -> date:
    return period.end - timedelta(days=days)


def test_the_sketched_upgrade_comes_out_as_sketched() -> None:
    small, large = make_plan(1995), make_plan(3495, plan_id=2)
    period = Period(date(2026, 11, 21), date(2026, 12, 21))
    quote = change(hold(small.monthly, period), small, large, date(2026, 11, 23))
    credit, charge = quote.lines
    assert (credit.kind, credit.net.amount, credit.vat.amount) == (LineKind.CREDIT, "-18.62", "-3.91")
    assert (charge.kind, charge.net.amount, charge.vat.amount) == (LineKind.CHARGE, "32.62", "6.85")
    assert (credit.working, credit.why) == ("19.95 x 28/30", "28 of 30 days left")
    assert (charge.working, charge.why) == ("34.95 x 28/30", "28 of 30 days")
    assert (str(quote.total), str(quote.balance_after)) == ("EUR 16.94", "EUR 111.46")
    assert quote.shortfall == Money.zero("EUR")
    assert (quote.effective_on, quote.period, quote.plan_id) == (date(2026, 11, 23), period, 2)
    assert quote.notes == ("From 2026-12-21 Plan 2 costs EUR 34.95 until 2027-01-21, before VAT.",)


@pytest.mark.parametrize(
    ("price", "currency", "period", "left", "credited"),
    [
        ("monthly of 31", "EUR", OCTOBER, 30, (995, 963)),
        ("nearly over", "EUR", OCTOBER, 9, (2495, 724)),
        ("half way", "EUR", OCTOBER, 15, (5000, 2419)),
        ("nothing left", "EUR", OCTOBER, 0, (995, 0)),
        ("all left", "EUR", OCTOBER, 31, (995, 995)),
        ("28 days", "EUR", Period(date(2026, 2, 1), date(2026, 3, 1)), 13, (995, 462)),
        ("29 days", "EUR", Period(date(2028, 2, 1), date(2028, 3, 1)), 13, (995, 446)),
        ("30 days", "EUR", Period(date(2026, 11, 1), date(2026, 12, 1)), 13, (995, 431)),
        ("anchor 31", "EUR", Period(date(2026, 1, 31), date(2026, 2, 28)), 14, (995, 498)),
        ("on leap day", "EUR", Period(date(2028, 2, 29), date(2028, 3, 29)), 29, (995, 995)),
        ("leap year", "EUR", Period(date(2027, 6, 1), date(2028, 6, 1)), 183, (11940, 5970)),
        ("no price", "EUR", OCTOBER, 15, (0, 0)),
        ("a half cent", "EUR", Period(date(2026, 11, 1), date(2026, 12, 1)), 15, (1, 1)),
        ("no decimals", "JPY", OCTOBER, 30, (1592, 1541)),
        ("3 decimals", "KWD", OCTOBER, 9, (24950, 7244)),
    ],
)
def test_the_rest_of_a_period_is_credited_to_the_day(
    price: str, currency: str, period: Period, left: int, credited: tuple[int, int]
) -> None:
    minor, expected = credited
    plan, free = make_plan(minor, currency=currency), make_plan(0, plan_id=2, currency=currency)
    today = days_before_end(period, left)
    credit = change(hold(plan.monthly, period), plan, free, today).lines[0]
    refund = cancel(hold(plan.monthly, period), plan, today).lines[0]
    assert (credit.days, credit.of_days) == (left, period.days)
    assert credit.net == refund.net == Money(-expected, currency)
    assert credit.vat == refund.vat == -percent(Money(expected, currency), 2100)


def test_a_change_on_the_last_day_prorates_nothing() -> None:
    small, large = make_plan(995), make_plan(3495, plan_id=2)
    quote = change(hold(small.monthly, OCTOBER), small, large, OCTOBER.end)
    assert [line.net.minor for line in quote.lines] == [0, 0]
    assert [line.working for line in quote.lines] == ["9.95 x 0/31", "34.95 x 0/31"]


def test_each_line_keeps_its_own_vat_rate() -> None:
    small, large = make_plan(1000), make_plan(2000, plan_id=2)
    credit, charge = change(hold(small.monthly, OCTOBER, 1900), small, large, OCTOBER.start).lines
    assert (credit.vat_rate_bp, credit.vat.minor) == (1900, -190)
    assert (charge.vat_rate_bp, charge.vat.minor) == (2100, 420)
    assert (credit.vat_why, credit.source) == ("Netherlands, consumer", "invoice 2026-000123")
    assert charge.source == ""


def test_a_new_term_credits_the_rest_and_starts_a_full_period_today() -> None:
    plan = make_plan(995)
    today = date(2026, 10, 2)
    quote = change(hold(plan.monthly, OCTOBER), plan, plan, today, new_term=12)
    credit, charge = quote.lines
    assert credit.net == Money(-963, "EUR")
    assert charge.net == Money(11940, "EUR")
    assert quote.period == Period(today, date(2027, 10, 2))
    assert quote.term_months == 12
    assert "2028-10-02" in quote.notes[0]


def test_a_new_term_begun_on_the_31st_renews_on_the_31st() -> None:
    plan = make_plan(995)
    held = hold(plan.price(3), Period(date(2026, 1, 15), date(2026, 4, 15)))
    quote = change(held, plan, plan, date(2026, 1, 31), term=3, new_term=1)
    assert quote.period == Period(date(2026, 1, 31), date(2026, 2, 28))
    assert "until 2026-03-31" in quote.notes[0]


def test_a_change_at_the_end_books_nothing_and_says_what_comes() -> None:
    large, small = make_plan(3495), make_plan(995, plan_id=2)
    held = hold(large.monthly, Period(date(2026, 1, 31), date(2026, 2, 28)))
    quote = quote_plan_change(
        order_id=1,
        order_version=1,
        held=held,
        plan=large,
        new_plan=small,
        term_months=1,
        new_term=1,
        today=date(2026, 2, 10),
        when=When.AT_END,
        vat_rate=DUTCH,
        vat_why="",
        balance=Money(0, "EUR"),
        anchor_day=31,
    )
    assert (quote.lines, quote.total) == ((), Money.zero("EUR"))
    assert (quote.effective_on, quote.period) == (date(2026, 2, 28), held.period)
    assert quote.notes == ("From 2026-02-28 Plan 2 costs EUR 9.95 until 2026-03-31, before VAT.",)
    assert held_after(quote, held=held, source="elsewhere") is held


def test_going_back_on_the_same_day_costs_nothing() -> None:
    small, large = make_plan(995), make_plan(3495, plan_id=2)
    today = date(2026, 10, 10)
    held = hold(small.monthly, OCTOBER)
    up = change(held, small, large, today)
    after = held_after(up, held=held, source="charged 2026-10-10")
    assert after is not None
    back = change(after, large, small, today)
    assert up.total + back.total == Money.zero("EUR")
    assert back.lines[0].source == "charged 2026-10-10"


def test_a_later_change_credits_the_value_held_not_the_first_price() -> None:
    small, large = make_plan(1000), make_plan(3100, plan_id=2)
    held = hold(small.monthly, OCTOBER)
    after = held_after(change(held, small, large, date(2026, 10, 11)), held=held, source="x")
    assert after is not None
    credit = change(after, large, small, date(2026, 10, 22)).lines[0]
    assert credit.net == Money(-1000, "EUR")
    assert credit.working == "31.00 x 10/31"


def test_a_discounted_or_partly_credited_period_is_not_credited_beyond_what_is_left() -> None:
    plan, free = make_plan(1995), make_plan(0, plan_id=2)
    held = replace(
        hold(plan.monthly, OCTOBER), uncredited=Money(500, "EUR"), uncredited_vat=Money(100, "EUR")
    )
    credit = change(held, plan, free, OCTOBER.start).lines[0]
    assert (credit.net, credit.vat) == (Money(-500, "EUR"), Money(-100, "EUR"))
    assert credit.working == "19.95 x 31/31, at most 5.00"


def test_a_period_credited_too_much_already_credits_nothing() -> None:
    plan, free = make_plan(1995), make_plan(0, plan_id=2)
    held = replace(hold(plan.monthly, OCTOBER), uncredited=Money(-5, "EUR"), uncredited_vat=Money(-1, "EUR"))
    assert change(held, plan, free, OCTOBER.start).total == Money.zero("EUR")


@pytest.mark.parametrize(
    ("balance", "after", "shortfall"),
    [(12840, 11146, 0), (1694, 0, 0), (1000, -694, 694), (0, -1694, 1694), (-100, -1794, 1794)],
)
def test_the_shortfall_is_what_the_balance_lacks(balance: int, after: int, shortfall: int) -> None:
    small, large = make_plan(1995), make_plan(3495, plan_id=2)
    held = hold(small.monthly, Period(date(2026, 11, 21), date(2026, 12, 21)))
    quote = change(held, small, large, date(2026, 11, 23), balance=Money(balance, "EUR"))
    assert quote.balance_after == Money(after, "EUR")
    assert quote.shortfall == Money(shortfall, "EUR")


def test_a_surplus_goes_to_the_balance_and_lacks_nothing() -> None:
    large, small = make_plan(3495), make_plan(1995, plan_id=2)
    quote = change(hold(large.monthly, OCTOBER), large, small, OCTOBER.start, balance=Money(-5000, "EUR"))
    assert quote.total == Money(-1815, "EUR")
    assert quote.balance_after == Money(-3185, "EUR")
    assert quote.shortfall == Money.zero("EUR")


def test_the_same_plan_and_term_is_no_change() -> None:
    plan = make_plan(995)
    with pytest.raises(ActionRefused, match="choose another plan or term"):
        change(hold(plan.monthly, OCTOBER), plan, plan, OCTOBER.start)


def test_there_is_no_price_for_a_term_of_two_months() -> None:
    plan = make_plan(995)
    with pytest.raises(InvalidValue, match="Choose a term"):
        change(hold(plan.monthly, OCTOBER), plan, plan, OCTOBER.start, new_term=2)


@pytest.mark.parametrize("when", When)
def test_nothing_is_priced_while_vat_is_not_set(when: When) -> None:
    small, large = make_plan(995), make_plan(3495, plan_id=2)
    with pytest.raises(RateNotSet, match="Slovenia"):
        change(hold(small.monthly, OCTOBER), small, large, OCTOBER.start, when=when, vat_rate=SLOVENIAN)


def test_a_quote_has_one_currency() -> None:
    euro, dollar = make_plan(995), make_plan(995, plan_id=2, currency="USD")
    with pytest.raises(ValueError, match="EUR and USD"):
        change(hold(euro.monthly, OCTOBER), euro, dollar, OCTOBER.start)
    with pytest.raises(ValueError, match="EUR and USD"):
        cancel(hold(dollar.monthly, OCTOBER), euro, OCTOBER.start)


def test_a_dearer_plan_is_an_upgrade() -> None:
    small, large = make_plan(995), make_plan(3495, plan_id=2)
    assert is_upgrade(small, large)
    assert not is_upgrade(large, small)
    assert not is_upgrade(small, make_plan(995, plan_id=3))


def test_a_cancel_at_the_end_books_nothing() -> None:
    plan = make_plan(995)
    held = hold(plan.monthly, OCTOBER)
    quote = cancel(held, plan, date(2026, 10, 5), when=When.AT_END)
    assert (quote.action, quote.lines) == (OrderAction.CANCEL_AT_END, ())
    assert (quote.effective_on, quote.period) == (OCTOBER.end, OCTOBER)
    assert quote.notes == ("The order runs until 2026-11-01; until then the cancel can be undone.",)
    assert held_after(quote, held=held, source="x") is held


def test_a_cancel_now_leaves_nothing_held() -> None:
    plan = make_plan(995)
    held = hold(plan.monthly, OCTOBER)
    quote = cancel(held, plan, date(2026, 10, 2))
    assert (quote.action, quote.effective_on) == (OrderAction.CANCEL_NOW, date(2026, 10, 2))
    assert (quote.period, quote.plan_id, quote.term_months) == (None, None, None)
    assert quote.lines[0].kind is LineKind.REFUND
    assert quote.total == Money(-963 - 202, "EUR")
    assert quote.notes == ("Unused days are refunded.",)
    assert held_after(quote, held=held, source="x") is None


@pytest.mark.parametrize(
    ("refund", "started_on", "today", "net"),
    [
        ("full_within:14", OCTOBER.start, date(2026, 10, 15), [-995]),
        ("full_within:14", OCTOBER.start, date(2026, 10, 16), []),
        ("full_within:14", date(2025, 10, 1), OCTOBER.start, []),
        ("full_within:14", None, date(2026, 10, 30), [-995]),
        ("none", OCTOBER.start, OCTOBER.start, []),
        ("prorated", OCTOBER.start, date(2026, 10, 2), [-963]),
        ("prorated", OCTOBER.start, date(2026, 12, 1), [0]),
    ],
)
def test_a_cancel_now_refunds_by_the_plans_terms(
    refund: str, started_on: date | None, today: date, net: list[int]
) -> None:
    plan = make_plan(995, refund=refund)
    quote = cancel(hold(plan.monthly, OCTOBER), plan, today, started_on=started_on)
    assert [line.net.minor for line in quote.lines] == net
    assert quote.notes == (plan.refund_terms.sentence,)


def test_a_full_refund_gives_back_all_that_is_not_credited_yet() -> None:
    plan = make_plan(995, refund="full_within:14")
    held = replace(hold(plan.monthly, OCTOBER), uncredited=Money(400, "EUR"), uncredited_vat=Money(85, "EUR"))
    line = cancel(held, plan, date(2026, 10, 9), started_on=OCTOBER.start).lines[0]
    assert (line.net, line.vat) == (Money(-400, "EUR"), Money(-85, "EUR"))
    assert (line.working, line.why) == ("4.00 x 31/31", "in full, within 14 days of the start")


@pytest.mark.parametrize("refund", ["prorated", "full_within:14", "none"])
def test_a_violation_is_never_refunded(refund: str) -> None:
    plan = make_plan(995, refund=refund)
    held = hold(plan.monthly, OCTOBER)
    quote = cancel(held, plan, OCTOBER.start, started_on=OCTOBER.start, violation=True)
    assert quote.lines == ()
    assert quote.notes == ("The order is suspended for a violation, so nothing is refunded.",)


def test_an_order_never_charged_is_cancelled_without_lines_and_only_now() -> None:
    plan = make_plan(995)
    quote = cancel(None, plan, OCTOBER.start)
    assert (quote.lines, quote.total, quote.notes) == ((), Money.zero("EUR"), ("Nothing was charged yet.",))
    with pytest.raises(ActionRefused, match="cancel now instead"):
        cancel(None, plan, OCTOBER.start, when=When.AT_END)


@pytest.mark.parametrize(
    ("minor", "currency", "left", "rounding"),
    [
        (995, "EUR", 30, "9.629 rounded half up to 9.63"),
        (2495, "EUR", 9, "7.243 rounded half up to 7.24"),
        (995, "EUR", 31, "9.95 exactly"),
        (1592, "JPY", 30, "1540.6 rounded half up to 1541"),
        (1592, "JPY", 31, "1592 exactly"),
    ],
)
def test_a_line_tells_how_it_was_rounded(minor: int, currency: str, left: int, rounding: str) -> None:
    plan = make_plan(minor, currency=currency)
    line = cancel(hold(plan.monthly, OCTOBER), plan, days_before_end(OCTOBER, left)).lines[0]
    assert line.rounding == rounding


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
    given_back = [*change(held, plan, new_plan, today).lines[:1], *cancel(held, plan, today).lines]
    assert len(given_back) == 2
    for line in given_back:
        assert Money.zero("EUR") <= -line.net <= held.uncredited
        assert Money.zero("EUR") <= -line.vat <= held.uncredited_vat
        assert -line.net <= share(held.basis, line.days, line.of_days)


@given(held=holdings(), minor=AMOUNTS, new_minor=AMOUNTS, new_term=st.sampled_from([1, 3, 6, 12]))
def test_the_lines_make_up_the_total_and_the_balance(
    held: HeldValue, minor: int, new_minor: int, new_term: int
) -> None:
    quote = change(
        held, make_plan(minor), make_plan(new_minor, plan_id=2), held.period.start, new_term=new_term
    )
    assert quote.total.minor == sum(line.net.minor + line.vat.minor for line in quote.lines)
    assert quote.total == quote.net + quote.vat
    assert quote.balance_after + quote.total == quote.balance_before
    assert all(abs(line.vat.minor) <= abs(line.net.minor) or line.net.minor == 0 for line in quote.lines)


@given(price=AMOUNTS, other=AMOUNTS, start=DAYS, offset=st.integers(0, 31))
def test_back_and_forth_on_one_day_is_free_for_any_prices(
    price: int, other: int, start: date, offset: int
) -> None:
    plan, new_plan = make_plan(price), make_plan(other, plan_id=2)
    held = hold(plan.monthly, Period(start, add_months(start, 1, start.day)))
    today = start + timedelta(days=offset)
    there = change(held, plan, new_plan, today)
    after = held_after(there, held=held, source="x")
    assert after is not None
    assert there.total + change(after, new_plan, plan, today).total == Money.zero("EUR")


@given(
    prices=st.lists(AMOUNTS, min_size=2, max_size=6),
    steps=st.lists(st.integers(0, 10), min_size=5, max_size=5),
)
def test_no_chain_of_changes_gives_back_more_than_was_paid(prices: list[int], steps: list[int]) -> None:
    plans = [make_plan(minor, plan_id=number) for number, minor in enumerate(prices)]
    held, today = hold(plans[0].monthly, OCTOBER), OCTOBER.start
    paid = held.uncredited + held.uncredited_vat
    for plan, new_plan, step in zip(plans, plans[1:], steps, strict=False):
        today += timedelta(days=step)
        quote = change(held, plan, new_plan, today)
        after = held_after(quote, held=held, source="x")
        assert after is not None
        held, paid = after, paid + quote.total
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
        replace(sample_quote(), order_version=8),
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


@given(index=st.integers(0, 1), by=st.integers(-(10**6), 10**6).filter(bool))
def test_a_fingerprint_changes_with_any_figure(index: int, by: int) -> None:
    quote = sample_quote()
    line, more = quote.lines[index], Money(by, "EUR")
    for changed in (
        replace(line, net=line.net + more),
        replace(line, vat=line.vat + more),
        replace(line, base=line.base + more),
        replace(line, vat_rate_bp=line.vat_rate_bp + by),
        replace(line, days=line.days + by),
        replace(line, of_days=line.of_days + by),
        replace(line, vat_why=f"{line.vat_why}{by}"),
    ):
        lines = tuple(changed if number == index else kept for number, kept in enumerate(quote.lines))
        assert replace(quote, lines=lines).fingerprint() != quote.fingerprint()
