"""The change feed of a replay: it looks when it is poked and at no other time, so that nothing comes late."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import func, select

from introtui.domain.topics import Topic
from introtui.services.feed import ChangeFeed, Listener
from introtui.store.engine import Database
from introtui.store.tables import Change


class PokedFeed(ChangeFeed):
    """A change feed without a thread: it has told everything committed so far when `poke` returns.

    It reads in the caller's thread: for a replay, where one session is alone with its database.
    """

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._reads = database
        self._told = 0
        self._hearing: list[tuple[int | None, Listener]] = []

    def subscribe(self, account_id: int | None, listener: Listener) -> Callable[[], None]:
        """Call `listener` with what changes from now on; returns how to stop that."""
        if not self._hearing:
            with self._reads.read() as session:
                self._told = session.scalar(select(func.max(Change.id))) or 0
        entry = (account_id, listener)
        self._hearing.append(entry)
        return lambda: self._hearing.remove(entry)

    def poke(self) -> None:
        """Tell what was committed since the last time."""
        with self._reads.read() as session:
            query = select(Change.id, Change.account_id, Change.topic).where(Change.id > self._told)
            found = session.execute(query).all()
        self._told = max((row.id for row in found), default=self._told)
        for account_id, listener in tuple(self._hearing):
            own = [row for row in found if account_id is None or row.account_id in (None, account_id)]
            topics = {Topic(row.topic) for row in own}
            if topics:
                listener(frozenset(topics))

    def close(self) -> None:
        """Do nothing: there is no thread to stop."""
