"""Whether a session is still open, asked before everything it commits."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from introtui.domain.access import Actor
from introtui.domain.errors import FactorNeeded, SessionEnded
from introtui.domain.sessions import FRESH, WHY, Ended
from introtui.store.tables import AccountSession


def require_live(session: Session, actor: Actor) -> None:
    """Raise `SessionEnded` when the actor's session was ended meanwhile."""
    if actor.session_id is None:
        return
    row = session.execute(
        select(AccountSession.ended_at, AccountSession.ended_because).where(
            AccountSession.id == actor.session_id, AccountSession.account_id == actor.person.account_id
        )
    ).one_or_none()
    if row is None or row.ended_at is not None:
        raise SessionEnded(told_why("" if row is None else row.ended_because))


def told_why(stored: str) -> str:
    """Return the sentence for a stored reason."""
    return WHY[Ended(stored) if stored in list(Ended) else Ended.LOST]


def require_fresh(session: Session, actor: Actor, now: datetime) -> None:
    """Raise `FactorNeeded` unless the actor proved who they are within five minutes (spec section 5)."""
    if actor.session_id is None:
        return
    proved_at = session.scalar(select(AccountSession.factor_at).where(AccountSession.id == actor.session_id))
    if proved_at is None or now - proved_at >= FRESH:
        raise FactorNeeded


def end_sessions(session: Session, account_id: int, why: Ended, now: datetime, *, but: int | None = None) -> None:
    """End every open session of an account, but perhaps the one that asks for it."""
    ending = update(AccountSession).where(
        AccountSession.account_id == account_id, AccountSession.ended_at.is_(None)
    )
    if but is not None:
        ending = ending.where(AccountSession.id != but)
    session.execute(ending.values(ended_at=now, ended_because=why))
