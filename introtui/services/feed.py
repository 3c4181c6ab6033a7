"""The change feed: tells the states of this process what was committed, here or in any other session.

SQLite is watched by `PRAGMA data_version`, which costs no read of any table while nothing changes; any other
database is asked for new rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from threading import Event, Lock, Thread

from sqlalchemy import Connection, select, text

from introtui.domain.topics import Topic
from introtui.store.engine import Database
from introtui.store.tables import Change

POLL_SECONDS = 0.2
OVERLAP = 200
"""Ids are given before a commit, so a lower one may appear after a higher one: this many are read again."""

Listener = Callable[[frozenset[Topic]], None]


class ChangeFeed:
    """One thread a process; listeners are called in it and must only hand over to their own loop."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._listeners: dict[int, list[Listener]] = defaultdict(list)
        self._guard = Lock()
        self._wake = Event()
        self._stopped = False
        self._thread: Thread | None = None

    def subscribe(self, account_id: int, listener: Listener) -> Callable[[], None]:
        """Call `listener` with what changed in an account or for everybody; returns how to stop that."""
        with self._guard:
            self._listeners[account_id].append(listener)
            if self._thread is None:
                started = Event()
                self._thread = Thread(target=self._watch, args=(started,), name="change feed", daemon=True)
                self._thread.start()
                started.wait()

        def unsubscribe() -> None:
            with self._guard:
                self._listeners[account_id].remove(listener)

        return unsubscribe

    def poke(self) -> None:
        """Look now: something was committed in this process."""
        self._wake.set()

    def close(self) -> None:
        """Stop watching."""
        self._stopped = True
        self._wake.set()
        if self._thread is not None:
            self._thread.join()

    def _watch(self, started: Event) -> None:
        with self._database.engine.connect() as connection:
            newest, seen = self._newest(connection)
            version = self._version(connection)
            started.set()
            while not self._stopped:
                self._wake.wait(POLL_SECONDS)
                self._wake.clear()
                last, version = version, self._version(connection)
                if version is not None and version == last:
                    continue
                newest, seen = self._tell(connection, newest, seen)

    def _version(self, connection: Connection) -> int | None:
        if not self._database.is_sqlite:
            return None
        # Outside a transaction: within one, SQLite keeps showing the old snapshot.
        driver = connection.connection.driver_connection
        return None if driver is None else int(driver.execute("PRAGMA data_version").fetchone()[0])

    def _tell(self, connection: Connection, newest: int, seen: frozenset[int]) -> tuple[int, frozenset[int]]:
        rows = connection.execute(
            select(Change.id, Change.account_id, Change.topic).where(Change.id > newest - OVERLAP)
        ).all()
        connection.rollback()
        changed: dict[int | None, set[Topic]] = defaultdict(set)
        for row in rows:
            if row.id not in seen:
                changed[row.account_id].add(Topic(row.topic))
        everybody = changed.pop(None, set())
        with self._guard:
            calls = [
                (listener, frozenset(changed.get(account_id, set()) | everybody))
                for account_id, listeners in self._listeners.items()
                for listener in listeners
            ]
        for listener, topics in calls:
            if topics:
                listener(topics)
        ids = frozenset(row.id for row in rows)
        return max(ids, default=newest), ids or seen

    def _newest(self, connection: Connection) -> tuple[int, frozenset[int]]:
        newest = connection.execute(text("SELECT coalesce(max(id), 0) FROM change")).scalar() or 0
        ids = connection.execute(select(Change.id).where(Change.id > newest - OVERLAP)).scalars()
        seen = frozenset(ids)
        connection.rollback()
        return newest, seen
