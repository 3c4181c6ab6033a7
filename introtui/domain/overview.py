"""What the desk shows on entry: what waits, what is due, what failed, and what each day came to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from introtui.domain.all_orders import AllOrdersFilter
from introtui.domain.audit import AuditFilter
from introtui.domain.corrections import CorrectionState
from introtui.domain.desk import Queue, Waiting
from introtui.domain.money import Money
from introtui.domain.statements import EntryState
from introtui.domain.vat_desk import RateFilter

WEEK = timedelta(days=7)
BILLING_RUN = "billing run"
"""How audit, timeline and books name it: no login has a space, so that nobody can be taken for it."""

Goal = Queue | EntryState | CorrectionState | AuditFilter | AllOrdersFilter | RateFilter
"""Where something is done, or told of: a queue, or a list that shows what is meant."""


class Flow(StrEnum):
    """What a day comes to: paid in, paid out, invoiced less credited; the words stand on the screen."""

    PAID_IN = "In"
    PAID_OUT = "Out"
    INVOICED = "Invoiced"


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyByDay:
    """What each of the last days came to in one currency, in minor units; days without anything are left out."""

    currency: str
    days: Mapping[date, Mapping[Flow, int]]

    def on(self, day: date, flow: Flow) -> Money:
        """Return what one day came to."""
        return Money(self.days.get(day, {}).get(flow, 0), self.currency)

    def total(self, flow: Flow) -> Money:
        """Return what all days came to."""
        return Money(sum(day.get(flow, 0) for day in self.days.values()), self.currency)

    def most(self, flow: Flow) -> int:
        """Return the largest amount of a day, whichever way it went."""
        return max((abs(day.get(flow, 0)) for day in self.days.values()), default=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunView:
    """The last billing run: the day it ran for, when, and what it left as it was."""

    as_of: date
    started_at: datetime
    finished_at: datetime | None
    problems: int

    @property
    def words(self) -> str:
        """How it went."""
        if self.finished_at is None:
            return "did not get to its end"
        return "finished" if not self.problems else f"finished, {self.problems} left as they were"


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """Everything the desk shows on entry, as of `now`.

    `expire_week` are the orders that expire today or in the next seven days. `refused_before` is how many sign-ins
    were refused in the seven days before the last one. `money` is by currency, the one with most paid in first.
    """

    now: datetime
    waiting: Mapping[Queue, Waiting]
    entries: Waiting
    corrections: Waiting
    expire_today: int
    expire_week: int
    overdue: tuple[Money, ...]
    overdue_invoices: int
    cancels: int
    next_cancel: date | None
    rates: int
    next_rate: date | None
    failed_setups: int
    refused_day: int
    refused_before: int
    run: RunView | None
    money: tuple[MoneyByDay, ...]

    @property
    def today(self) -> date:
        """The day it is."""
        return self.now.date()

    def days(self, count: int) -> Iterator[date]:
        """Yield the last days, today first."""
        yield from (self.today - timedelta(days=back) for back in range(count))
