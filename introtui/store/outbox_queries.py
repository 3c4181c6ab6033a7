"""What is in the outbox: an account's log page by page, what did not arrive, and what is due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from introtui.domain.messages import CODE_KINDS, MessageState, MessageView
from introtui.domain.paging import Page, PageRequest
from introtui.store.keyset import newest_rows
from introtui.store.tables import Account, OutboxMessage

AGAIN = " again"
"""What a message's key has more than that of the message it repeats; so each is repeated once."""

_OPEN = and_(OutboxMessage.delivered_at.is_(None), OutboxMessage.failed_at.is_(None))


def page_of_log(session: Session, account_id: int, request: PageRequest, *, bodies: bool) -> Page[MessageView]:
    """Return one page of what was written to an account."""
    query = _rows().where(OutboxMessage.account_id == account_id)
    found = newest_rows(session, query, request, OutboxMessage.id.expression)
    return Page.of((view_of(row, bodies=bodies), (None, row.OutboxMessage.id)) for row in found)


def count_log(session: Session, account_id: int) -> int:
    """Return how many messages were written to an account."""
    mine = OutboxMessage.account_id == account_id
    return session.scalar(select(func.count()).select_from(OutboxMessage).where(mine)) or 0


def count_failed(session: Session, account_id: int, since: datetime) -> int:
    """Return how many messages to an account failed since then and can be sent again, but were not."""
    failed = and_(OutboxMessage.failed_at > since, ~OutboxMessage.kind.startswith(CODE_KINDS), ~_repeated())
    query = select(func.count()).select_from(OutboxMessage).where(OutboxMessage.account_id == account_id, failed)
    return session.scalar(query) or 0


def not_arrived() -> ColumnElement[bool]:
    """Return the condition that a message failed for good and was not sent again."""
    return and_(OutboxMessage.failed_at.is_not(None), ~_repeated())


def undelivered(session: Session, limit: int) -> list[MessageView]:
    """Return what did not arrive and was not sent again, and what still waits, of all accounts, newest first."""
    query = _rows().where(or_(not_arrived(), _OPEN)).order_by(OutboxMessage.id.desc()).limit(limit)
    return [view_of(row, bodies=False) for row in session.execute(query)]


def view(session: Session, message_id: int) -> MessageView:
    """Return one message that is there."""
    return view_of(session.execute(_rows().where(OutboxMessage.id == message_id)).one(), bodies=False)


def view_by_key(session: Session, key: str) -> MessageView | None:
    """Return the message with a key, None when there is none."""
    row = session.execute(_rows().where(OutboxMessage.key == key)).one_or_none()
    return None if row is None else view_of(row, bodies=False)


def next_due(now: datetime, channels: Sequence[str], codes_before: datetime) -> Select[OutboxMessage]:
    """Return how the message that is due first is found: to be sent, or with a code that is over by now."""
    due = and_(OutboxMessage.due_at <= now, OutboxMessage.channel.in_(channels))
    return (
        select(OutboxMessage)
        .where(_OPEN, or_(due, _is_over(now, codes_before)))
        .order_by(OutboxMessage.due_at, OutboxMessage.id)
        .limit(1)
    )


def _is_over(now: datetime, before: datetime) -> ColumnElement[bool]:
    nobody_sends_it = or_(OutboxMessage.due_at.is_(None), OutboxMessage.due_at <= now)
    return and_(OutboxMessage.kind.startswith(CODE_KINDS), OutboxMessage.created_at <= before, nobody_sends_it)


def is_repeated(session: Session, key: str) -> bool:
    """Return whether a message was sent again."""
    return bool(session.scalar(select(exists().where(OutboxMessage.key == key + AGAIN))))


def count_repeats(session: Session, account_id: int, since: datetime) -> int:
    """Return how many messages of an account were sent again since then."""
    return (
        session.scalar(
            select(func.count())
            .select_from(OutboxMessage)
            .where(
                OutboxMessage.account_id == account_id,
                OutboxMessage.created_at > since,
                OutboxMessage.key.endswith(AGAIN),
            )
        )
        or 0
    )


def view_of(row: Row[Any], *, bodies: bool) -> MessageView:
    """Return a row as it is shown."""
    message: OutboxMessage = row.OutboxMessage
    return MessageView(
        message_id=message.id,
        login=row.login,
        at=message.created_at,
        channel=message.channel,
        kind=message.kind,
        subject=message.subject,
        address=message.address,
        state=_state(message, repeated=row.repeated),
        trouble=message.trouble,
        attempts=message.attempts,
        due_at=message.due_at,
        body=message.body if bodies else "",
    )


def _state(message: OutboxMessage, *, repeated: bool) -> MessageState:
    if message.delivered_at is not None:
        return MessageState.DELIVERED
    if message.failed_at is None:
        return MessageState.WAITING
    return MessageState.SENT_AGAIN if repeated else MessageState.NOT_DELIVERED


def _rows() -> Select[*tuple[Any, ...]]:
    return select(OutboxMessage, Account.login, _repeated().label("repeated")).join(
        Account, Account.id == OutboxMessage.account_id
    )


def _repeated() -> ColumnElement[bool]:
    later = aliased(OutboxMessage)
    return exists().where(later.key == OutboxMessage.key + AGAIN)
