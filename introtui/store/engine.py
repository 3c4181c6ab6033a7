"""The database: connections set up for safety, and the one way to read and to write.

Writers run alone in a process, in the order they came, because SQLite's own busy wait is unfair; on SQLite each
takes the write lock at once (`BEGIN IMMEDIATE`), on PostgreSQL each is `SERIALIZABLE` and repeated as a whole when
the server asks for it (SQLSTATE 40001, 40P01).
"""

from __future__ import annotations

import sqlite3
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Lock
from time import monotonic, sleep
from typing import TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, func, make_url, select, text
from sqlalchemy.engine.interfaces import DBAPIConnection, ExceptionContext
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from introtui.domain.errors import DatabaseAway, OutcomeUnknown
from introtui.domain.ip_rules import lies_between
from introtui.store.reach import PATIENCE_SECONDS, Reach
from introtui.store.receipts import is_committed, receipt_of

T = TypeVar("T")

POOL_SIZE = 4
BUSY_SECONDS = 30
PAUSE_SECONDS = 0.01
MOST_TRIES = 12
_REPEAT = {"40001", "40P01", "23505"}
"""Serialization failure, deadlock, and a unique key that a concurrent twin of this transaction took first."""
LOWER = "introtui_lower"
"""What SQLite's connections know as `lower` for every alphabet: its own stops after Z."""
BETWEEN = "introtui_between"
"""What SQLite's connections know to compare addresses by, as PostgreSQL does by its type `inet`."""
_WRITES = "introtui_writes"
_SCHEMA_LOCK = 0x696E74726F747569
"""The number of PostgreSQL's advisory lock: "introtui" in ASCII."""


class FairLock:
    """A lock handed over in the order it was asked for."""

    def __init__(self) -> None:
        self._guard = Lock()
        self._waiting: deque[Event] = deque()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the lock for a block."""
        turn = Event()
        with self._guard:
            self._waiting.append(turn)
            if len(self._waiting) == 1:
                turn.set()
        try:
            turn.wait()
            yield
        finally:
            with self._guard:
                self._leave(turn)

    def _leave(self, turn: Event) -> None:
        # An interrupted waiter leaves from the middle of the queue.
        was_first = self._waiting[0] is turn
        self._waiting.remove(turn)
        if was_first and self._waiting:
            self._waiting[0].set()


class Database:
    """An engine with its rules; `read` for looking, `transact` for changing."""

    def __init__(self, url: str) -> None:
        self.engine = _sqlite_engine(url) if is_sqlite(url) else _postgres_engine(url)
        self.reach = Reach(0.0 if self.is_sqlite else PATIENCE_SECONDS)
        self._writing = FairLock()
        self._reader = self.engine if self.is_sqlite else self._isolated("REPEATABLE READ")
        self._writer = (
            self.engine.execution_options(**{_WRITES: True}) if self.is_sqlite else self._isolated("SERIALIZABLE")
        )

    @property
    def is_sqlite(self) -> bool:
        """Whether this is an SQLite file."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Open a session on one consistent snapshot; nothing it changes is kept."""
        with (
            Session(self._reader, autoflush=False, expire_on_commit=False) as session,
            self.reach.reading(),
        ):
            self.reach.connect(session)
            yield session
            session.rollback()

    def transact(self, work: Callable[[Session], T]) -> T:
        """Run `work` in one write transaction and commit it; repeat it whole when the database asks."""
        if not self.is_sqlite:
            return self._repeat_until_serial(work)
        with self._writing.held():
            return self._once(work)

    def transact_in_turn(self, work: Callable[[Session], T]) -> T:
        """Run `work` like `transact`, after every other that came before it in any process: for money.

        Documents are numbered without gaps, so no two of them can be written at once anyway: on PostgreSQL those
        who wait in line lose no work to each other, and none has to be repeated for it.
        """
        return self.transact(work if self.is_sqlite else _in_turn(work))

    def _repeat_until_serial(self, work: Callable[[Session], T]) -> T:
        for attempt in range(MOST_TRIES):
            try:
                # The first try runs beside others; a loser then queues, so that each further try can win.
                if attempt == 0:
                    return self._once(work)
                with self._writing.held():
                    return self._once(work)
            except DBAPIError as error:
                if getattr(error.orig, "sqlstate", None) not in _REPEAT or attempt == MOST_TRIES - 1:
                    raise
        raise AssertionError("unreachable")

    def _isolated(self, level: str) -> Engine:
        return self.engine.execution_options(isolation_level=level)

    def _once(self, work: Callable[[Session], T]) -> T:
        return self.reach.begun_again(lambda: self._begun(work))

    def _begun(self, work: Callable[[Session], T]) -> T:
        with Session(self._writer, expire_on_commit=False) as session:
            self.reach.connect(session)
            result = work(session)
            self.reach.commit(session, lambda: self._was_committed(session))
            return result

    def _was_committed(self, lost: Session) -> bool:
        """Find out what became of a transaction that was cut off; raises `OutcomeUnknown`."""
        receipt = receipt_of(lost)
        if receipt is None:
            raise OutcomeUnknown

        def look() -> bool:
            with Session(self._isolated("READ COMMITTED")) as session:
                self.reach.connect(session)
                # In milliseconds: a commit may still wait for a standby that is gone.
                session.execute(text(f"SET LOCAL lock_timeout = {PATIENCE_SECONDS * 1000:.0f}"))
                return is_committed(session, receipt)

        try:
            return self.reach.begun_again(look)
        except (DBAPIError, DatabaseAway) as error:
            raise OutcomeUnknown from error

    @contextmanager
    def migrating(self) -> Iterator[Connection]:
        """Open a transaction that changes the schema, one at a time over all processes; commits it at the end."""
        writer = self.engine.execution_options(**{_WRITES: True})
        with (
            self._writing.held(),
            writer.connect() as connection,
            _foreign_keys_off(connection),
            connection.begin(),
        ):
            if not self.is_sqlite:
                connection.execute(select(func.pg_advisory_xact_lock(_SCHEMA_LOCK)))
            yield connection
            _refuse_orphans(connection)

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def _in_turn(work: Callable[[Session], T]) -> Callable[[Session], T]:
    def queued(session: Session) -> T:
        # LOCK TABLE alone takes no snapshot: what is read afterwards is what the one before has committed.
        session.execute(text("LOCK TABLE document_series IN EXCLUSIVE MODE"))
        return work(session)

    return queued


@contextmanager
def _foreign_keys_off(connection: Connection) -> Iterator[None]:
    """Let SQLite replace a table that others refer to; it heeds this only outside of a transaction."""
    driver = connection.connection.driver_connection
    if not isinstance(driver, sqlite3.Connection):
        yield
        return
    driver.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys = ON")


def _refuse_orphans(connection: Connection) -> None:
    if connection.dialect.name == "sqlite" and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise RuntimeError("a migration left rows that refer to nothing")


def is_sqlite(url: str) -> bool:
    """Return whether a database URL names SQLite."""
    return make_url(url).get_backend_name() == "sqlite"


def _sqlite_engine(url: str) -> Engine:
    engine = create_engine(
        url,
        connect_args={"timeout": BUSY_SECONDS},
        pool_size=POOL_SIZE,
        max_overflow=POOL_SIZE,
        hide_parameters=True,
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    """Set and check what safety rests on; the driver's own implicit BEGIN is switched off."""
    if not isinstance(connection, sqlite3.Connection):
        raise TypeError("the SQLite engine needs the standard library driver")
    connection.isolation_level = None
    connection.create_function(LOWER, 1, str.lower, deterministic=True)
    connection.create_function(BETWEEN, 3, lies_between, deterministic=True)
    for pragma, value, wanted in (
        ("journal_mode", "WAL", "wal"),
        ("synchronous", "FULL", 2),
        ("foreign_keys", "ON", 1),
        # Without it, INSERT OR REPLACE deletes rows behind the back of the append-only triggers.
        ("recursive_triggers", "ON", 1),
    ):
        _once_free(connection, f"PRAGMA {pragma} = {value}")
        (found,) = connection.execute(f"PRAGMA {pragma}").fetchone()
        if found != wanted:
            raise RuntimeError(f"SQLite refused PRAGMA {pragma} = {value} (it is {found})")


def _once_free(connection: sqlite3.Connection, pragma: str) -> None:
    """Set a pragma; where two at once turn a new file into a WAL one, SQLite itself would not wait."""
    until = monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute(pragma)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or monotonic() > until:
                raise
            sleep(PAUSE_SECONDS)
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _postgres_engine(url: str) -> Engine:
    engine = create_engine(
        url, pool_size=POOL_SIZE, max_overflow=POOL_SIZE, pool_pre_ping=True, hide_parameters=True
    )
    event.listen(engine, "handle_error", _hide_detail)
    return engine


def _hide_detail(context: ExceptionContext) -> None:
    """Keep the first line of an error: the server's DETAIL holds the whole row that failed, hashes and all."""
    error, shown = context.original_exception, context.sqlalchemy_exception
    if isinstance(shown, DBAPIError) and getattr(error, "sqlstate", None):
        first, _, _ = str(error).partition("\n")
        error.args = (first,)
        shown.args = (f"({type(error).__name__}) {first}",)
