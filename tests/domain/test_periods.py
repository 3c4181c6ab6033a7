"""Periods are half-open, and months keep the anchor day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from introtui.domain.periods import Period, add_months

DATES = st.dates(date(2000, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        (date(2026, 2, 1), date(2026, 3, 1), 28),
        (date(2028, 2, 1), date(2028, 3, 1), 29),
        (date(2026, 11, 1), date(2026, 12, 1), 30),
        (date(2026, 10, 1), date(2026, 11, 1), 31),
        (date(2027, 6, 1), date(2028, 6, 1), 366),
    ],
)
def test_a_period_has_the_days_of_the_calendar(start: date, end: date, days: int) -> None:
    assert Period(start, end).days == days


@pytest.mark.parametrize("end", [date(2026, 11, 1), date(2026, 10, 31)])
def test_a_period_without_days_is_refused(end: date) -> None:
    with pytest.raises(ValueError, match="must end after it starts"):
        Period(date(2026, 11, 1), end)


def test_the_start_belongs_to_a_period_and_the_end_does_not() -> None:
    period = Period(date(2026, 11, 1), date(2026, 12, 1))
    assert date(2026, 11, 1) in period
    assert date(2026, 11, 30) in period
    assert date(2026, 12, 1) not in period
    assert date(2026, 10, 31) not in period


@pytest.mark.parametrize(
    ("on", "left"),
    [
        (date(2026, 10, 15), 30),
        (date(2026, 11, 1), 30),
        (date(2026, 11, 3), 28),
        (date(2026, 11, 30), 1),
        (date(2026, 12, 1), 0),
        (date(2027, 1, 1), 0),
    ],
)
def test_days_left_count_today_and_stay_within_the_period(on: date, left: int) -> None:
    assert Period(date(2026, 11, 1), date(2026, 12, 1)).days_left(on) == left


@pytest.mark.parametrize(
    ("day", "months", "anchor", "then"),
    [
        (date(2026, 1, 31), 1, 31, date(2026, 2, 28)),
        (date(2026, 2, 28), 1, 31, date(2026, 3, 31)),
        (date(2028, 1, 31), 1, 31, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, 29, date(2029, 2, 28)),
        (date(2029, 2, 28), 36, 29, date(2032, 2, 29)),
        (date(2026, 11, 30), 3, 30, date(2027, 2, 28)),
        (date(2026, 12, 15), 1, 15, date(2027, 1, 15)),
        (date(2026, 3, 31), -1, 31, date(2026, 2, 28)),
    ],
)
def test_months_keep_the_anchor_day(day: date, months: int, anchor: int, then: date) -> None:
    assert add_months(day, months, anchor) == then


@pytest.mark.parametrize("anchor", [0, 32])
def test_an_anchor_that_is_no_day_is_refused(anchor: int) -> None:
    with pytest.raises(ValueError, match="from 1 to 31"):
        add_months(date(2026, 1, 1), 1, anchor)


@given(day=DATES, terms=st.lists(st.sampled_from([1, 3, 6, 12]), max_size=8))
def test_renewing_in_steps_ends_where_one_long_term_does(day: date, terms: list[int]) -> None:
    stepped = day
    for months in terms:
        stepped = add_months(stepped, months, day.day)
    assert stepped == add_months(day, sum(terms), day.day)


@given(start=DATES, length=st.integers(1, 400), offset=st.integers(-50, 450))
def test_used_and_left_days_make_up_the_period(start: date, length: int, offset: int) -> None:
    period = Period(start, start + timedelta(days=length))
    on = start + timedelta(days=offset)
    assert period.days_left(on) == sum(start + timedelta(days=n) >= on for n in range(length))
