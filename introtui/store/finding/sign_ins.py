"""Who signed in from an address."""

from __future__ import annotations

from sqlalchemy import Select, func, select

from introtui.store.tables import LoginEvent


def who_came_from(address: str, limit: int) -> Select[int]:
    """Return the query of some accounts that signed in from an address.

    Each is looked up behind the one before: so an account costs as little that came from there a million times.
    """
    there = LoginEvent.address == address
    first = select(func.min(LoginEvent.account_id).label("account_id")).where(there)
    who = first.cte("who", recursive=True)
    following = select(func.min(LoginEvent.account_id)).where(there, LoginEvent.account_id > who.c.account_id)
    more = select(following.correlate(who).scalar_subquery()).select_from(who).where(who.c.account_id.is_not(None))
    who = who.union_all(more)
    return select(who.c.account_id).where(who.c.account_id.is_not(None)).limit(limit)
