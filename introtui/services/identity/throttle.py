"""Counting tries in the database, so that neither a restart nor another process forgets them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from introtui.domain.throttling import Limit
from introtui.store.tables import Attempt


def take_try(session: Session, now: datetime, key: str, limit: Limit) -> int | None:
    """Count one more try and return its id, or None when all are used up: then nothing is counted.

    A try is taken before the secret is looked at, so that many at once cannot be more than the limit.
    """
    session.execute(delete(Attempt).where(Attempt.key == key, Attempt.at <= now - limit.within))
    tried = session.scalar(select(func.count()).where(Attempt.key == key)) or 0
    if tried >= limit.tries:
        return None
    attempt = Attempt(key=key, at=now)
    session.add(attempt)
    session.flush()
    return attempt.id


def give_back(session: Session, *attempts: int) -> None:
    """Forget tries that were none: the secret was right."""
    session.execute(delete(Attempt).where(Attempt.id.in_(attempts)))
