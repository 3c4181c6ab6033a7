"""How a session begins: its row, the login history, the audit, and a notice where it comes from a new place."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from introtui.domain.access import Actor
from introtui.domain.throttling import network_of
from introtui.domain.topics import Topic
from introtui.services.context import Context
from introtui.services.messages import warn
from introtui.services.staff_roles import permissions_of
from introtui.store.tables import Account, AccountSession, LoginEvent


def open_session(context: Context, session: Session, account: Account, *, address: str, way: str) -> Actor:
    """Write the session of an account whose user just proved who they are."""
    now, is_new_place = context.clock.now(), _is_new_place(session, account.id, address)
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
        permissions=permissions_of(session, account),
    )
    context.record(session, actor, action="session.start", topics=(Topic.SECURITY,))
    if is_new_place:
        warn(context, session, actor, kind="new_place", key=str(row.id))
    return actor


def _is_new_place(session: Session, account_id: int, address: str) -> bool:
    """Tell whether somebody signed in before, but never from this network: an address alone changes by itself."""
    seen = session.scalars(select(LoginEvent.address).where(LoginEvent.account_id == account_id).distinct())
    networks = set(map(network_of, seen))
    return bool(networks) and network_of(address) not in networks
