"""What the desk's overview shows: each figure reads an index of what is asked for, not of what there is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal_column, select
from sqlalchemy.orm import Session

from introtui.domain.audit import REFUSED_SIGN_IN
from introtui.domain.desk import Queue, Waiting
from introtui.domain.money import Money
from introtui.domain.orders import OrderStatus
from introtui.domain.overview import BILLING_RUN, WEEK, Flow, MoneyByDay, Overview, RunView
from introtui.store.desk_queries import corrections_waiting, entries_waiting, oldest_first, put_off, waiting
from introtui.store.tables import (
    Audit,
    Document,
    JobRun,
    LedgerTransaction,
    Order,
    OrderEvent,
    OutboxMessage,
    Payment,
    Posting,
    Profile,
    Ticket,
    VatRateRow,
)

DAY = timedelta(days=1)
_SINCE: Mapping[Queue, Any] = {
    Queue.COMPANIES: lambda number: select(Profile.changed_at).where(Profile.account_id == number),
    Queue.COUNTRIES: lambda number: select(Ticket.created_at).where(Ticket.id == number),
    Queue.DELIVERIES: lambda number: select(func.max(OrderEvent.at)).where(OrderEvent.order_id == number),
    Queue.UNPAID: lambda number: select(Order.paid_until).where(Order.id == number),
    Queue.MAIL: lambda number: select(OutboxMessage.created_at).where(OutboxMessage.id == number),
    Queue.TICKETS: lambda number: select(Ticket.created_at).where(Ticket.id == number),
}
"""Since when a thing stands in its queue."""


def overview(session: Session, now: datetime, days: int) -> Overview:
    """Return everything the desk shows on entry, with the money of so many days."""
    today = now.date()
    overdue, expiring = _overdue(session, today), _expiring(session, today)
    cancels = session.execute(
        select(func.count(), func.min(Order.cancel_at)).where(Order.cancel_at.is_not(None))
    ).one()
    rates = session.execute(
        select(func.count(), func.min(VatRateRow.valid_from)).where(VatRateRow.valid_from > today)
    ).one()
    return Overview(
        now=now,
        waiting=_waiting(session, now),
        entries=entries_waiting(session),
        corrections=corrections_waiting(session),
        expire_today=expiring.get(today, 0),
        expire_week=sum(expiring.values()),
        overdue=tuple(Money(int(row.minor), row.currency) for row in overdue),
        overdue_invoices=sum(row.invoices for row in overdue),
        cancels=cancels[0],
        next_cancel=cancels[1],
        rates=rates[0],
        next_rate=rates[1],
        failed_setups=_done(session, "order.fail_setup", now - WEEK, now),
        refused_day=_done(session, REFUSED_SIGN_IN, now - DAY, now),
        refused_before=_done(session, REFUSED_SIGN_IN, now - DAY - WEEK, now - DAY),
        run=_last_run(session),
        money=money_by_day(session, today - (days - 1) * DAY),
    )


def _waiting(session: Session, now: datetime) -> dict[Queue, Waiting]:
    counts = waiting(session, now)
    return {queue: Waiting(count=count, since=_since(session, queue, now)) for queue, count in counts.items()}


def _since(session: Session, queue: Queue, now: datetime) -> datetime | None:
    oldest = oldest_first(queue, now.date()).where(~put_off(queue, now)).limit(1)
    if queue is Queue.DELIVERIES:
        # What is to be set up has no days yet: so an index holds it in the order of its numbers.
        oldest = oldest.order_by(None).order_by(Order.paid_until, Order.id)
    number = session.scalar(oldest)
    found = None if number is None else session.scalar(_SINCE[queue](number))
    return datetime.combine(found, time(), UTC) if type(found) is date else found


def _expiring(session: Session, today: date) -> dict[date, int]:
    """Return how many orders end on each day of a week."""
    expiring = and_(Order.status == OrderStatus.ACTIVE, Order.paid_until.between(today, today + WEEK))
    query = select(Order.paid_until, func.count()).where(expiring).group_by(Order.paid_until)
    return {day: count for day, count in session.execute(query) if day is not None}


def _overdue(session: Session, today: date) -> list[Any]:
    """Return the invoices whose day is over, by currency: an order waits for each invoice that is open."""
    waited_for = select(Order.open_invoice_id).where(Order.open_invoice_id.is_not(None))
    total = func.sum(Document.net_minor + Document.vat_minor)
    query = (
        select(Document.currency, func.count().label("invoices"), total.label("minor"))
        .where(Document.id.in_(waited_for), Document.due_on < today)
        .group_by(Document.currency)
        .order_by(total.desc())
    )
    return list(session.execute(query))


def _done(session: Session, action: str, after: datetime, until: datetime) -> int:
    """Return how often something was done in a time."""
    query = select(func.count()).select_from(Audit)
    return session.scalar(query.where(Audit.action == action, Audit.at > after, Audit.at <= until)) or 0


def _last_run(session: Session) -> RunView | None:
    last = select(JobRun).where(JobRun.job == BILLING_RUN).order_by(JobRun.id.desc()).limit(1)
    found = session.scalars(last).first()
    if found is None:
        return None
    return RunView(
        as_of=found.as_of,
        started_at=found.started_at,
        finished_at=found.finished_at,
        problems=found.problems,
    )


def money_by_day(session: Session, first: date) -> tuple[MoneyByDay, ...]:
    """Return what each day since one came to, by currency, the one with most paid in first."""
    found: dict[str, dict[date, dict[Flow, int]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(int)))
    for flow, query in _flows(first):
        for day, currency, minor in session.execute(query):
            found[currency][day.date() if isinstance(day, datetime) else day][flow] += int(minor)
    money = (MoneyByDay(currency=currency, days=days) for currency, days in found.items())
    return tuple(sorted(money, key=lambda each: (-each.total(Flow.PAID_IN).minor, each.currency)))


def _flows(first: date) -> Iterator[tuple[Flow, Select[*tuple[Any, ...]]]]:
    yield (
        Flow.PAID_IN,
        select(Payment.received_on, Payment.currency, func.sum(Payment.minor))
        .where(Payment.received_on >= first)
        .group_by(Payment.received_on, Payment.currency),
    )
    yield (
        Flow.INVOICED,
        select(Document.issued_on, Document.currency, func.sum(Document.net_minor + Document.vat_minor))
        .where(Document.issued_on >= first)
        .group_by(Document.issued_on, Document.currency),
    )
    # Little leaves the bank: an index holds that alone, which is used where its condition is written the same way.
    left_bank: ColumnElement[bool] = literal_column("posting.book = 'bank' AND posting.minor > 0")
    yield (
        Flow.PAID_OUT,
        select(LedgerTransaction.at, Posting.currency, Posting.minor)
        .join(LedgerTransaction, LedgerTransaction.id == Posting.transaction_id)
        .where(left_bank, LedgerTransaction.at >= datetime.combine(first, time(), UTC)),
    )
