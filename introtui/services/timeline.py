"""What everything done to an order leaves behind: its timeline, the audit and the change feed."""

from __future__ import annotations

from sqlalchemy.orm import Session

from introtui.domain.access import Actor
from introtui.domain.topics import Topic
from introtui.services.context import Context
from introtui.store.rows import add_row
from introtui.store.tables import Order, OrderEvent

MONEY = (Topic.ORDERS, Topic.BILLING)
"""The slices that show an order whose money moved."""


def note_order(
    context: Context,
    session: Session,
    actor: Actor,
    order: Order,
    *,
    action: str,
    sentence: str,
    topics: tuple[Topic, ...] = MONEY,
) -> None:
    """Write the timeline line, the audit row and the change rows of something done to an order."""
    event = {"order_id": order.id, "at": context.clock.now(), "actor": actor.person.login, "sentence": sentence}
    add_row(session, OrderEvent, event)
    context.record(
        session,
        actor,
        action=action,
        topics=topics,
        subject=str(order.id),
        detail=sentence,
        account_id=order.account_id,
    )
    session.flush()
