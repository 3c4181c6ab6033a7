"""The change feed: tells the states of this process what was committed, here or in any other session.

The database wakes it (`introtui.store.waking`); then it reads the rows that are new.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Sequence
from threading import Event, Lock, Thread

from sqlalchemy import Connection, Row, func, select

from introtui.domain.topics import Topic
from introtui.store.engine import Database
from introtui.store.tables import Change
from introtui.store.waking import Waking, waking_of

RETRY_SECONDS = 2.0
OVERLAP = 200
"""Ids are given before a commit, so a lower one may appear after a higher one: this many are read again."""

Listener = Callable[[frozenset[Topic]], None]

log = logging.getLogger("introtui")


class ChangeFeed:
    """One thread a process; listeners are called in it and must only hand over to their own loop.

    It survives what fails: a lost connection is opened again, and a listener that raises harms no other.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._listeners: list[tuple[int | None, Listener]] = []
        self._guard = Lock()
        self._stopped = Event()
        self._thread: Thread | None = None
        self._waking: Waking | None = None
        self._newest = 0
        self._seen: frozenset[int] = frozenset()

    def subscribe(self, account_id: int | None, listener: Listener) -> Callable[[], None]:
        """Call `listener` with what is committed from now on for an account or everybody; returns how to stop.

        Without an account it is called with what is committed for any of them.
        """
        entry = (account_id, listener)
        with self._guard:
            if self._thread is None:
                self._start()
            self._listeners.append(entry)

        def unsubscribe() -> None:
            with self._guard:
                if entry in self._listeners:
                    self._listeners.remove(entry)

        return unsubscribe

    def poke(self) -> None:
        """Look now: something was committed in this process."""
        with self._guard:
            if self._waking is not None:
                self._waking.wake()

    def close(self) -> None:
        """Stop watching."""
        self._stopped.set()
        self.poke()
        if self._thread is not None:
            self._thread.join()
        with self._guard:
            if self._waking is not None:
                self._waking.close()
            self._waking = None

    def _start(self) -> None:
        with self._database.read() as session:
            self._newest = session.scalar(select(func.max(Change.id))) or 0
            self._seen = frozenset(session.scalars(select(Change.id).where(Change.id > self._newest - OVERLAP)))
        self._waking = waking_of(self._database)
        self._thread = Thread(target=self._watch, args=(self._waking,), name="change feed", daemon=True)
        self._thread.start()

    def _watch(self, waking: Waking) -> None:
        away = False
        while not self._stopped.is_set():
            try:
                with waking.connected() as connection:
                    away = False
                    self._follow(connection, waking)
            except Exception:
                # Once for as long as it is away: else the log soon holds nothing else.
                if not away:
                    log.exception("the change feed lost its connection")
                away = True
                self._stopped.wait(RETRY_SECONDS)

    def _follow(self, connection: Connection, waking: Waking) -> None:
        # First what was committed before this connection opened.
        while not self._stopped.is_set():
            self._tell(self._unread(connection))
            waking.wait(connection)

    def _unread(self, connection: Connection) -> Sequence[Row[int, int | None, str]]:
        rows = connection.execute(
            select(Change.id, Change.account_id, Change.topic).where(Change.id > self._newest - OVERLAP)
        ).all()
        connection.rollback()
        seen, self._seen = self._seen, frozenset(row.id for row in rows)
        self._newest = max(self._seen, default=self._newest)
        return [row for row in rows if row.id not in seen]

    def _tell(self, rows: Sequence[Row[int, int | None, str]]) -> None:
        changed: dict[int | None, set[Topic]] = defaultdict(set)
        for row in rows:
            # A newer program beside this one may write topics unknown here.
            if row.topic in list(Topic):
                changed[row.account_id].add(Topic(row.topic))
        everybody = changed.pop(None, set())
        with self._guard:
            listeners = tuple(self._listeners)
        for account_id, listener in listeners:
            own = set().union(*changed.values()) if account_id is None else changed.get(account_id, set())
            topics = frozenset(own | everybody)
            if topics:
                _call(listener, topics)


def _call(listener: Listener, topics: frozenset[Topic]) -> None:
    try:
        listener(topics)
    except Exception:
        log.exception("a listener of the change feed failed")
