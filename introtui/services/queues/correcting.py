"""Mail that a decision wrote, once that is taken back: withdrawn while it waits, else corrected by another."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from introtui.domain.desk import Queue
from introtui.domain.topics import Topic
from introtui.services.context import Context
from introtui.services.messages import tell
from introtui.services.queues.claims import bring_back
from introtui.store.outbox_queries import is_repeated
from introtui.store.tables import Change, OutboxMessage

WITHDRAWN = "The mail about it is withdrawn."
CORRECTED = "A mail says that it was a mistake."


def correct_mail(context: Context, session: Session, account_id: int, key: str) -> str:
    """Withdraw the message with a key, or correct it; returns which, in a sentence, blank where there is none."""
    # Locked: a worker that claims it at this moment is waited for, and seen.
    query = select(OutboxMessage).where(OutboxMessage.key == key, OutboxMessage.account_id == account_id)
    locked = query.with_for_update().execution_options(populate_existing=True)
    message = session.scalars(locked).first()
    if message is None:
        return ""
    if _stayed_here(session, message):
        _withdraw(session, message)
        return WITHDRAWN
    tell(
        context,
        session,
        account_id,
        kind="support.by_mistake",
        key=f"{key} undone",
        to=message.address,
        told=message.subject,
    )
    return CORRECTED


def _stayed_here(session: Session, message: OutboxMessage) -> bool:
    """Tell whether nobody can have got a message: no try, or each told what came between."""
    was_tried = message.attempts > 0 and not message.trouble
    return message.delivered_at is None and not was_tried and not is_repeated(session, message.key)


def _withdraw(session: Session, message: OutboxMessage) -> None:
    bring_back(session, Queue.MAIL, message.id)
    session.delete(message)
    session.add(Change(account_id=message.account_id, topic=Topic.NOTIFICATIONS))
    session.flush()
