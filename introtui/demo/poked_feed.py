"""The change feed of a replay: it looks when it is poked and at no other time, so that nothing comes late."""

from __future__ import annotations

from threading import Event

from introtui.services.feed import ChangeFeed
from introtui.store.engine import Database


class PokedFeed(ChangeFeed):
    """A change feed that has told everything committed so far when `poke` returns.

    It reads in the caller's thread: for a replay, where one session is alone with its database.
    """

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._told: tuple[int, frozenset[int]] = (0, frozenset())

    def poke(self) -> None:
        """Tell what was committed since the last time."""
        with self._database.engine.connect() as connection:
            self._told = self._tell(connection, *self._told)

    def _watch(self, started: Event) -> None:
        """Take what is there as told, and be done: the thread that watches is not needed."""
        with self._database.engine.connect() as connection:
            self._told = self._newest(connection)
        started.set()
