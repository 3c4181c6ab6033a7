"""What a plan change or a cancel costs, to the cent, with a working for each number."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from introtui.domain.errors import ActionRefused, InvalidValue
from introtui.domain.money import Money, percent
from introtui.domain.orders import OrderAction
from introtui.domain.periods import Period
from introtui.domain.pricing import LineKind
from introtui.domain.quotes import When, is_upgrade, quote_plan_change
from tests.domain.quoting import DUTCH, OCTOBER, RUNNING, cancel, change, held_after, hold, make_plan


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
    ("currency", "period", "left", "minor", "expected"),
    [
        pytest.param("EUR", OCTOBER, 30, 995, 963, id="monthly of 31"),
        pytest.param("EUR", OCTOBER, 9, 2495, 724, id="nearly over"),
        pytest.param("EUR", OCTOBER, 15, 5000, 2419, id="half way"),
        pytest.param("EUR", OCTOBER, 0, 995, 0, id="nothing left"),
        pytest.param("EUR", OCTOBER, 31, 995, 995, id="all left"),
        pytest.param("EUR", Period(date(2026, 2, 1), date(2026, 3, 1)), 13, 995, 462, id="28 days"),
        pytest.param("EUR", Period(date(2028, 2, 1), date(2028, 3, 1)), 13, 995, 446, id="29 days"),
        pytest.param("EUR", Period(date(2026, 11, 1), date(2026, 12, 1)), 13, 995, 431, id="30 days"),
        pytest.param("EUR", Period(date(2026, 1, 31), date(2026, 2, 28)), 14, 995, 498, id="anchor 31"),
        pytest.param("EUR", Period(date(2028, 2, 29), date(2028, 3, 29)), 29, 995, 995, id="on leap day"),
        pytest.param("EUR", Period(date(2027, 6, 1), date(2028, 6, 1)), 183, 11940, 5970, id="leap year"),
        pytest.param("EUR", OCTOBER, 15, 0, 0, id="no price"),
        pytest.param("EUR", Period(date(2026, 11, 1), date(2026, 12, 1)), 15, 1, 1, id="a half cent"),
        pytest.param("JPY", OCTOBER, 30, 1592, 1541, id="no decimals"),
        pytest.param("KWD", OCTOBER, 9, 24950, 7244, id="3 decimals"),
    ],
)
def test_the_rest_of_a_period_is_credited_to_the_day(
    currency: str, period: Period, left: int, minor: int, expected: int
) -> None:
    plan, free = make_plan(minor, currency=currency), make_plan(0, plan_id=2, currency=currency)
    today = days_before_end(period, left)
    credit = change(hold(plan.monthly, period), plan, free, today, new_term=3).lines[0]
    refund = cancel(hold(plan.monthly, period), plan, today).lines[0]
    assert (credit.days, credit.of_days) == (left, period.days)
    assert credit.net == refund.net == Money(-expected, currency)
    assert credit.vat == refund.vat == -percent(Money(expected, currency), 2100)


def test_on_the_day_a_period_ends_there_is_nothing_left_of_it_to_change() -> None:
    small, large = make_plan(995), make_plan(3495, plan_id=2)
    held, last_day = hold(small.monthly, OCTOBER), OCTOBER.end - timedelta(days=1)
    assert [line.days for line in change(held, small, large, last_day).lines] == [1, 1]
    with pytest.raises(
        ActionRefused, match=r"^No day of the paid period is left, .* choose the end of the period"
    ):
        change(held, small, large, OCTOBER.end)
    assert change(held, small, large, OCTOBER.end, when=When.AT_END).effective_on == OCTOBER.end
    credit, charge = change(held, small, large, OCTOBER.end, new_term=3).lines
    assert (credit.working, credit.net.minor, charge.net) == ("9.95 x 0/31", 0, large.price(3))


def test_each_line_keeps_its_own_vat_rate() -> None:
    small, large = make_plan(1000), make_plan(2000, plan_id=2)
    credit, charge = change(hold(small.monthly, OCTOBER, 1900), small, large, OCTOBER.start).lines
    assert (credit.tax.rate_bp, credit.vat.minor) == (1900, -190)
    assert (charge.tax.rate_bp, charge.vat.minor) == (2100, 420)
    assert (credit.tax.why, credit.source) == ("Netherlands, consumer", "invoice 2026-000123")
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
        order_state=RUNNING,
        held=[held],
        plan=large,
        new_plan=small,
        term_months=1,
        new_term=1,
        today=date(2026, 2, 10),
        when=When.AT_END,
        tax=DUTCH,
        balance=Money(0, "EUR"),
        anchor_day=31,
    )
    assert (quote.lines, quote.total) == ((), Money.zero("EUR"))
    assert (quote.effective_on, quote.period) == (date(2026, 2, 28), held.period)
    assert quote.notes == ("From 2026-02-28 Plan 2 costs EUR 9.95 until 2026-03-31, before VAT.",)


def test_going_back_on_the_same_day_costs_nothing() -> None:
    small, large = make_plan(995), make_plan(3495, plan_id=2)
    today = date(2026, 10, 10)
    up = change(hold(small.monthly, OCTOBER), small, large, today)
    back = change(held_after(up), large, small, today)
    assert up.total + back.total == Money.zero("EUR")
    assert back.lines[0].source == "charged 2026-10-10"


def test_a_later_change_credits_the_value_held_not_the_first_price() -> None:
    small, large = make_plan(1000), make_plan(3100, plan_id=2)
    up = change(hold(small.monthly, OCTOBER), small, large, date(2026, 10, 11))
    credit = change(held_after(up), large, small, date(2026, 10, 22)).lines[0]
    assert credit.net == Money(-1000, "EUR")
    assert credit.working == "31.00 x 10/31"


def test_a_discounted_or_partly_credited_period_is_not_credited_beyond_what_is_left() -> None:
    plan, free = make_plan(1995), make_plan(0, plan_id=2)
    held = replace(hold(plan.monthly, OCTOBER), uncredited=Money(500, "EUR"), uncredited_vat=Money(100, "EUR"))
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


def test_a_cancel_now_leaves_nothing_held() -> None:
    plan = make_plan(995)
    held = hold(plan.monthly, OCTOBER)
    quote = cancel(held, plan, date(2026, 10, 2))
    assert (quote.action, quote.effective_on) == (OrderAction.CANCEL_NOW, date(2026, 10, 2))
    assert (quote.period, quote.plan_id, quote.term_months) == (None, None, None)
    assert quote.lines[0].kind is LineKind.REFUND
    assert quote.total == Money(-963 - 202, "EUR")
    assert quote.notes == ("Unused days are refunded.",)


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
    # After plan changes the order was charged more than its last charge.
    earlier = replace(
        held, uncredited=Money(300, "EUR"), uncredited_vat=Money(57, "EUR"), source="INV-2026-000001"
    )
    quote = cancel(held, plan, date(2026, 10, 9), started_on=OCTOBER.start, paid=[earlier, held])
    assert [(line.net.minor, line.vat.minor) for line in quote.lines] == [(-300, -57), (-400, -85)]
    assert quote.lines[0].source == "INV-2026-000001"


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
        (1592, "JPY", 3, "154.06 rounded half up to 154"),
        (100, "EUR", 9, "0.2903 rounded half up to 0.29"),
    ],
)
def test_a_line_tells_how_it_was_rounded(minor: int, currency: str, left: int, rounding: str) -> None:
    plan = make_plan(minor, currency=currency)
    line = cancel(hold(plan.monthly, OCTOBER), plan, days_before_end(OCTOBER, left)).lines[0]
    assert line.rounding == rounding
