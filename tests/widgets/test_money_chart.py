"""The chart of money by day: it reads as numbers, and fits whatever room it has."""

from __future__ import annotations

from datetime import UTC, date, datetime
from random import Random

import pytest

from introtui.domain.desk import Queue, Waiting
from introtui.domain.overview import Flow, MoneyByDay, Overview
from introtui.widgets.money_chart import bar_of, chart_lines, written

NOTHING = Waiting(count=0, since=None)
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def overview(*money: MoneyByDay) -> Overview:
    return Overview(
        now=NOW,
        waiting=dict.fromkeys(Queue, NOTHING),
        entries=NOTHING,
        corrections=NOTHING,
        expire_today=0,
        expire_week=0,
        overdue=(),
        overdue_invoices=0,
        cancels=0,
        next_cancel=None,
        rates=0,
        next_rate=None,
        failed_setups=0,
        refused_day=0,
        refused_before=0,
        run=None,
        money=money,
    )


def lines(money: MoneyByDay, width: int, height: int) -> list[str]:
    return [line.plain for line in chart_lines(overview(money), money, width, height)]


def test_each_day_has_its_numbers_before_its_bars() -> None:
    days = {
        date(2026, 11, 23): {Flow.PAID_IN: 120_050, Flow.INVOICED: -40_00},
        date(2026, 11, 22): {Flow.PAID_IN: 60_025, Flow.PAID_OUT: 999},
    }
    shown = lines(MoneyByDay(currency="EUR", days=days), 37, 19)
    assert shown[0] == "Money by day, EUR"
    assert shown[2].split() == ["11-23", "1200", "███", "-", "-40", "███"]
    assert shown[3].split() == ["11-22", "600", "█▌", "10", "███", "-"]
    assert shown[4].split() == ["11-21", "-", "-", "-"]
    assert shown[-1].split() == ["Sum", "1801", "10", "-40"]
    assert len(shown) == 19


@pytest.mark.parametrize(("width", "height"), [(37, 19), (72, 35), (150, 55), (20, 5)])
def test_no_line_is_longer_than_there_is_room(width: int, height: int) -> None:
    dice = Random(width)
    days = {date(2026, 11, day): {flow: dice.randrange(-(10**9), 10**13) for flow in Flow} for day in range(1, 24)}
    shown = lines(MoneyByDay(currency="JPY", days=days), width, height)
    assert all(len(line) <= max(width, 30) for line in shown)
    assert 14 + 3 <= len(shown) <= 30 + 3


def test_the_smallest_amount_is_seen_and_the_largest_fills_its_room() -> None:
    assert bar_of(1, 10**9, 5) == "▏    "
    assert bar_of(10**9, 10**9, 5) == "█████"
    assert bar_of(-5, 10, 4) == "██  "
    assert bar_of(0, 0, 3) == "   "


@pytest.mark.parametrize(
    ("minor", "currency", "width", "text"),
    [
        (0, "EUR", 5, "-"),
        (123_45, "EUR", 5, "123"),
        (123_45, "EUR", 11, "123.45"),
        (50, "EUR", 5, "<1"),
        (-50, "EUR", 5, ">-1"),
        (123_456_789, "EUR", 5, "1235k"),
        (99_999_999_999, "EUR", 5, "1000M"),
        (1592, "JPY", 5, "1592"),
        (-123_456_789, "EUR", 11, "-1234567.89"),
    ],
)
def test_an_amount_is_as_exact_as_there_is_room(minor: int, currency: str, width: int, text: str) -> None:
    assert written(minor, currency, width) == text
