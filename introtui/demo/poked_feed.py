"""The change feed of a replay: it looks when it is poked and at no other time, so that nothing comes late."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import func, or_, select

from introtui.domain.topics import Topic
from introtui.services.feed import ChangeFeed, Listener
from introtui.store.engine import Database
from introtui.store.tables import Change


class PokedFeed(ChangeFeed):
    """A change feed without a thread: it has told everything committed so far when `poke` returns.

    It reads in the caller's thread and takes one listener: for a replay, where one session is alone with its
    database.
    """

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._reads = database
        self._told = 0
        self._account_id = 0
        self._listener: Listener | None = None

    def subscribe(self, account_id: int, listener: Listener) -> Callable[[], None]:
        """Call `listener` with what changes from now on; returns how to stop that."""
        with self._reads.read() as session:
            self._told = session.scalar(select(func.max(Change.id))) or 0
        self._account_id, self._listener = account_id, listener

        def unsubscribe() -> None:
            self._listener = None

        return unsubscribe

    def poke(self) -> None:
        """Tell what was committed since the last time."""
        with self._reads.read() as session:
            mine = or_(Change.account_id == self._account_id, Change.account_id.is_(None))
            found = session.execute(select(Change.id, Change.topic).where(Change.id > self._told, mine)).all()
        self._told = max((row.id for row in found), default=self._told)
        if found and self._listener is not None:
            self._listener(frozenset(Topic(row.topic) for row in found))

    def close(self) -> None:
        """Do nothing: there is no thread to stop."""
