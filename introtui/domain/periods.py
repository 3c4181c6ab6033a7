"""Paid periods, half-open, and month arithmetic that keeps the anchor day (spec 1, 3)."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `start` up to, not including, `end`; ValueError when there are none."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise ValueError(f"A period must end after it starts, not {self.start} to {self.end}.")

    @property
    def days(self) -> int:
        """How many days the period has: N of the formula in spec 4."""
        return (self.end - self.start).days

    def days_left(self, on: date) -> int:
        """Return how many days are left on the day `on`, that day included: R, from 0 to `days`."""
        return max(0, min(self.days, (self.end - on).days))

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end


def add_months(day: date, months: int, anchor_day: int) -> date:
    """Return the date `months` after the month of `day`, on the anchor day or the month's last.

    The anchor, 1 to 31, is the day of the month the order started on: counting from it, not from
    `day`, is what leads from 31 Jan over 28 Feb back to 31 Mar. ValueError for any other anchor.
    """
    if not 1 <= anchor_day <= 31:
        raise ValueError(f"The anchor day must be from 1 to 31, not {anchor_day}.")
    years, month_index = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month_index + 1
    return date(year, month, min(anchor_day, monthrange(year, month)[1]))
