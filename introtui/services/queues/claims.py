"""Who works on what: a thing is one person's until they are done, leave it, or do nothing for a while."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Delete, delete, select
from sqlalchemy.orm import Session

from introtui.domain.access import Actor
from introtui.domain.desk import Queue
from introtui.domain.errors import ActionRefused
from introtui.domain.queues import CLAIM_TIME
from introtui.store.desk_queries import NUMBER, waits
from introtui.store.rows import add_unless_there
from introtui.store.tables import Account, QueueClaim


def free_for(actor: Actor, queue: Queue, item_id: ColumnElement[int], now: datetime) -> ColumnElement[bool]:
    """Return the condition that nobody else works on a thing, and that it was not put off."""
    taken = (
        select(QueueClaim.item_id)
        .where(QueueClaim.queue == queue, QueueClaim.item_id == item_id, QueueClaim.until > now)
        .where((QueueClaim.account_id != actor.account_id) | QueueClaim.later)
    )
    return ~taken.exists()


def held_by_others(session: Session, actor: Actor, queue: Queue, now: datetime) -> dict[str, int]:
    """Return how many things of a queue each of the others works on, by login."""
    claims = (
        select(QueueClaim.item_id, Account.login)
        .join(Account, Account.id == QueueClaim.account_id)
        .where(QueueClaim.queue == queue, QueueClaim.until > now, QueueClaim.later.is_(False))
        .where(QueueClaim.account_id != actor.account_id)
        .order_by(Account.login)
    )
    held: dict[int, str] = dict(session.execute(claims).all())
    number = NUMBER[queue]
    still = set(session.scalars(select(number).where(number.in_(held), waits(queue, now.date()))))
    return dict(Counter(login for item_id, login in held.items() if item_id in still))


def claim(session: Session, actor: Actor, queue: Queue, item_id: int, now: datetime) -> bool:
    """Take a thing, or keep it for longer; False where somebody else has it."""
    _forget_old(session, queue, item_id, now)
    row = {"queue": queue, "item_id": item_id, "account_id": actor.account_id, "until": now + CLAIM_TIME}
    if add_unless_there(session, QueueClaim, row):
        return True
    held = session.get(QueueClaim, (queue, item_id), populate_existing=True)
    if held is None or held.account_id != actor.account_id or held.later:
        return False
    held.until = now + CLAIM_TIME
    return True


def require_claim(session: Session, actor: Actor, queue: Queue, item_id: int, now: datetime) -> None:
    """Take a thing before it is decided; raises `ActionRefused` with who works on it."""
    if claim(session, actor, queue, item_id, now):
        return
    held = session.get(QueueClaim, (queue, item_id))
    holder = None if held is None else session.get(Account, held.account_id)
    if held is not None and held.later:
        raise ActionRefused("This was put off meanwhile. Go on with the next one.")
    who = "Somebody" if holder is None else holder.login
    raise ActionRefused(f"{who} works on this one now. Go on with the next one.")


def let_go(session: Session, actor: Actor, queue: Queue, item_id: int) -> None:
    """Give back one thing that somebody took."""
    session.execute(_taken_by(actor).where(QueueClaim.queue == queue, QueueClaim.item_id == item_id))


def let_all_go(session: Session, actor: Actor) -> Collection[tuple[str, int]]:
    """Give back everything that somebody took, and return what it was."""
    given_back = session.execute(_taken_by(actor).returning(QueueClaim.queue, QueueClaim.item_id)).all()
    return {(row.queue, row.item_id) for row in given_back}


def _taken_by(actor: Actor) -> Delete:
    return delete(QueueClaim).where(QueueClaim.account_id == actor.account_id, QueueClaim.later.is_(False))


def put_off(session: Session, actor: Actor, queue: Queue, item_id: int, now: datetime, time: timedelta) -> None:
    """Have a thing come back to nobody until some time has gone by."""
    held = session.get_one(QueueClaim, (queue, item_id))
    held.account_id, held.until, held.later = actor.account_id, now + time, True


def bring_back(session: Session, queue: Queue, item_id: int) -> None:
    """Have a thing that was put off wait again."""
    session.execute(delete(QueueClaim).where(QueueClaim.queue == queue, QueueClaim.item_id == item_id))


def _forget_old(session: Session, queue: Queue, item_id: int, now: datetime) -> None:
    session.execute(
        delete(QueueClaim).where(QueueClaim.queue == queue, QueueClaim.item_id == item_id, QueueClaim.until <= now)
    )
