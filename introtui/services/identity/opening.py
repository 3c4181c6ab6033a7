"""How a session begins: its row, the login history, the audit."""

from __future__ import annotations

from sqlalchemy.orm import Session

from introtui.domain.access import Actor
from introtui.domain.topics import Topic
from introtui.services.context import Context
from introtui.store.tables import Account, AccountSession, LoginEvent


def open_session(context: Context, session: Session, account: Account, *, address: str, way: str) -> Actor:
    """Write the session of an account whose user just proved who they are."""
    now = context.clock.now()
    row = AccountSession(
        account_id=account.id, started_at=now, last_key_at=now, factor_at=now, address=address, way=way
    )
    session.add(row)
    session.add(LoginEvent(account_id=account.id, at=now, address=address, way=way))
    session.flush()
    actor = Actor(
        account_id=account.id,
        login=account.login,
        role=account.role,
        address=address,
        way=way,
        session_id=row.id,
    )
    context.record(session, actor, action="session.start", topics=(Topic.SECURITY,))
    return actor
