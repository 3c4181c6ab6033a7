"""The lines of the desk's overview, and where enter goes from each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from introtui.domain.all_orders import AllOrdersFilter, Matter
from introtui.domain.audit import AuditFilter, AuditKind
from introtui.domain.corrections import CorrectionState
from introtui.domain.desk import Queue, Waiting
from introtui.domain.order_views import ExpiryFilter
from introtui.domain.overview import BILLING_RUN, WEEK, Goal, Overview, RunView
from introtui.domain.statements import EntryState
from introtui.domain.vat_desk import RateFilter
from introtui.widgets.money_chart import written

MOST_CURRENCIES = 3
"""Lines for sums: more currencies share the last one."""
SHORT = 12
"""Cells of a note at 80 columns: what is longer is written in whole units."""
WORDS = {
    Queue.COMPANIES: "Companies to verify",
    Queue.COUNTRIES: "Country changes",
    Queue.DELIVERIES: "Orders to set up",
    Queue.UNPAID: "Orders overdue",
    Queue.MAIL: "Mail undelivered",
    Queue.TICKETS: "Tickets and tasks",
}

ENDING = AllOrdersFilter(expiry=ExpiryFilter.WEEK)
UNPAID, LEAVING = AllOrdersFilter(matter=Matter.INVOICE), AllOrdersFilter(matter=Matter.CANCEL)
TO_COME = RateFilter.SCHEDULED


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line: what, how many, and what is to be known of that; a heading has no more than its words."""

    what: str
    count: int | None = None
    note: str = ""
    goal: Goal | None = None

    @property
    def is_heading(self) -> bool:
        """Whether it names the lines that follow."""
        return self.count is None and not self.note


def overview_lines(overview: Overview) -> Iterator[Line]:
    """Yield what waits, what is due, and what failed."""
    yield Line(what="What waits")
    for queue in Queue:
        if queue is not Queue.MAIL:
            yield _waiting(WORDS[queue], overview.waiting[queue], overview.now, queue)
    yield _waiting("Bank entries", overview.entries, overview.now, EntryState.WAITING)
    yield _waiting("Corrections", overview.corrections, overview.now, CorrectionState.WAITING)
    yield Line(what="What is due")
    yield from _due(overview)
    yield Line(what="What failed")
    yield from _failed(overview)


def _waiting(what: str, waiting: Waiting, now: datetime, goal: Goal) -> Line:
    return Line(what=what, count=waiting.count, note=_age(waiting, now), goal=goal)


def _age(waiting: Waiting, now: datetime) -> str:
    return "" if waiting.since is None else f"for {age_words(now - waiting.since)}"


def age_words(age: timedelta) -> str:
    """Return how long something takes already, in one unit."""
    if age.days:
        return "1 day" if age.days == 1 else f"{age.days} days"
    hours = age.seconds // 3600
    return f"{hours} h" if hours else f"{age.seconds // 60} min"


def _due(overview: Overview) -> Iterator[Line]:
    yield Line(what="Orders end today", count=overview.expire_today, goal=ENDING)
    yield Line(what="  within 7 days", count=overview.expire_week, goal=ENDING)
    yield Line(what="Invoices overdue", count=overview.overdue_invoices, note=_sums(overview, 0), goal=UNPAID)
    for place in range(1, min(len(overview.overdue), MOST_CURRENCIES)):
        yield Line(what="", note=_sums(overview, place), goal=UNPAID)
    next_cancel = str(overview.next_cancel or "")
    yield Line(what="Cancels to come", count=overview.cancels, note=next_cancel, goal=LEAVING)
    yield Line(what="VAT rates to come", count=overview.rates, note=str(overview.next_rate or ""), goal=TO_COME)


def _sums(overview: Overview, place: int) -> str:
    if place >= len(overview.overdue):
        return ""
    more = len(overview.overdue) - MOST_CURRENCIES
    if place == MOST_CURRENCIES - 1 and more > 0:
        return f"{more + 1} more"
    money = overview.overdue[place]
    return (
        str(money) if len(str(money)) <= SHORT else f"{money.currency} {written(money.minor, money.currency, 8)}"
    )


def _failed(overview: Overview) -> Iterator[Line]:
    today = overview.today
    yield _waiting(WORDS[Queue.MAIL], overview.waiting[Queue.MAIL], overview.now, Queue.MAIL)
    yield Line(
        what="Set-ups in 7 days",
        count=overview.failed_setups,
        goal=AuditFilter(action="order.fail_setup", first=today - WEEK),
    )
    yield Line(
        what="Sign-ins in 24 h",
        count=overview.refused_day,
        note=f"was {round(overview.refused_before / WEEK.days)} a day",
        goal=AuditFilter(kind=AuditKind.REFUSED, first=today - timedelta(days=1)),
    )
    yield _run(overview.run)


def _run(run: RunView | None) -> Line:
    what = "Billing run"
    if run is None:
        return Line(what=what, note="never ran")
    goal = AuditFilter(by=BILLING_RUN, first=run.as_of, last=run.as_of)
    if run.finished_at is None:
        return Line(what=what, note=f"no end {run.started_at:%m-%d %H:%M}", goal=goal)
    if run.problems:
        return Line(what=what, note=f"{run.problems} failed {run.finished_at:%m-%d}", goal=goal)
    return Line(what=what, note=f"done {run.finished_at:%m-%d %H:%M}", goal=goal)
