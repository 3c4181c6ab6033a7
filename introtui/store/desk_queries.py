"""What waits in each queue of the desk: read from an index of what waits, not of what there is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select, text
from sqlalchemy.orm import Session

from introtui.domain.corrections import CorrectionState
from introtui.domain.desk import Queue, Waiting
from introtui.domain.orders import OrderStatus
from introtui.domain.statements import EntryState
from introtui.store.outbox_queries import not_arrived
from introtui.store.tables import (
    BankEntry,
    BankStatement,
    Correction,
    Order,
    OutboxMessage,
    Profile,
    QueueClaim,
    Ticket,
)
from introtui.store.tables.accounts import TO_VERIFY

OPEN = "open"
COUNTRY_CHANGE = "country change"

NUMBER: dict[Queue, ColumnElement[int]] = {
    Queue.COMPANIES: Profile.account_id.expression,
    Queue.COUNTRIES: Ticket.id.expression,
    Queue.DELIVERIES: Order.id.expression,
    Queue.UNPAID: Order.id.expression,
    Queue.MAIL: OutboxMessage.id.expression,
    Queue.TICKETS: Ticket.id.expression,
}
"""By which number a thing of a queue is known."""


def unverified() -> ColumnElement[bool]:
    """Return the condition that a company waits to be verified, in the words of its index."""
    return text(TO_VERIFY)  # type: ignore[return-value]


def waits(queue: Queue, today: date) -> ColumnElement[bool]:
    """Return the condition that something stands in a queue."""
    conditions: dict[Queue, Callable[[], ColumnElement[bool]]] = {
        Queue.COMPANIES: unverified,
        Queue.COUNTRIES: lambda: and_(Ticket.state == OPEN, Ticket.kind == COUNTRY_CHANGE),
        Queue.DELIVERIES: lambda: Order.status == OrderStatus.PROCESSING,
        Queue.UNPAID: lambda: and_(Order.status == OrderStatus.ACTIVE, Order.paid_until < today),
        Queue.MAIL: not_arrived,
        Queue.TICKETS: lambda: and_(Ticket.state == OPEN, Ticket.kind != COUNTRY_CHANGE),
    }
    return conditions[queue]()


def put_off(queue: Queue, now: datetime) -> ColumnElement[bool]:
    """Return the condition that a thing is to come back later."""
    later = select(QueueClaim.item_id).where(
        QueueClaim.queue == queue, QueueClaim.item_id == NUMBER[queue], QueueClaim.later, QueueClaim.until > now
    )
    return later.exists()


def oldest_first(queue: Queue, today: date) -> Select[Any]:
    """Return the numbers of what stands in a queue, what waits longest first."""
    number = NUMBER[queue]
    query = select(number).where(waits(queue, today))
    return query.order_by(Order.paid_until, number) if queue is Queue.UNPAID else query.order_by(number)


def waiting(session: Session, now: datetime) -> dict[Queue, int]:
    """Return how many things stand in each queue."""
    # Little is put off: that is looked up by itself, not for each thing that waits.
    claims = select(QueueClaim.queue).where(QueueClaim.later, QueueClaim.until > now).distinct()
    with_claims = set(session.scalars(claims))
    return {
        queue: _count(session, queue, now.date()) - (_put_off(session, queue, now) if queue in with_claims else 0)
        for queue in Queue
    }


def entries_waiting(session: Session) -> Waiting:
    """Return how many entries of the bank wait to be reviewed."""
    begun = select(BankStatement.begun_at).join(BankEntry, BankEntry.statement_id == BankStatement.id)
    return _waiting(session, BankEntry.id.expression, BankEntry.state == EntryState.WAITING, begun)


def corrections_waiting(session: Session) -> Waiting:
    """Return how many corrections wait for another pair of eyes."""
    is_waiting = Correction.state == CorrectionState.WAITING
    return _waiting(session, Correction.id.expression, is_waiting, select(Correction.asked_at))


def _waiting(
    session: Session, number: ColumnElement[int], is_waiting: ColumnElement[bool], since: Select[Any]
) -> Waiting:
    return Waiting(
        count=session.scalar(select(func.count(number)).where(is_waiting)) or 0,
        since=session.scalar(since.where(is_waiting).order_by(number).limit(1)),
    )


def _count(session: Session, queue: Queue, today: date) -> int:
    return session.scalar(select(func.count(NUMBER[queue])).where(waits(queue, today))) or 0


def _put_off(session: Session, queue: Queue, now: datetime) -> int:
    later = and_(QueueClaim.queue == queue, QueueClaim.later, QueueClaim.until > now)
    numbers = select(QueueClaim.item_id).where(later)
    return (
        session.scalar(
            select(func.count(NUMBER[queue])).where(NUMBER[queue].in_(numbers), waits(queue, now.date()))
        )
        or 0
    )
