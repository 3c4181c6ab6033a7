"""How much waits in each queue of the desk: each count reads an index of what waits, not of what there is."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from introtui.domain.account import ProfileType
from introtui.domain.desk import Queue
from introtui.domain.orders import OrderStatus
from introtui.store.outbox_queries import not_arrived
from introtui.store.tables import Order, OutboxMessage, Profile, Ticket

OPEN = "open"
COUNTRY_CHANGE = "country change"

UNVERIFIED: tuple[ColumnElement[bool], ...] = (
    Profile.profile_type == ProfileType.COMPANY,
    Profile.company_verified_at.is_(None),
)


def waiting(session: Session, today: date) -> dict[Queue, int]:
    """Return how many things stand in each queue."""
    overdue = (Order.status == OrderStatus.ACTIVE, Order.paid_until < today)
    open_tickets = Ticket.state == OPEN
    counts = {
        Queue.COMPANIES: select(func.count()).select_from(Profile).where(*UNVERIFIED),
        Queue.COUNTRIES: select(func.count()).where(open_tickets, Ticket.kind == COUNTRY_CHANGE),
        Queue.DELIVERIES: select(func.count()).where(Order.status == OrderStatus.PROCESSING),
        Queue.UNPAID: select(func.count()).where(*overdue),
        Queue.MAIL: select(func.count()).select_from(OutboxMessage).where(not_arrived()),
        Queue.TICKETS: select(func.count()).where(open_tickets, Ticket.kind != COUNTRY_CHANGE),
    }
    return {queue: session.scalar(query) or 0 for queue, query in counts.items()}
