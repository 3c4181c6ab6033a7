"""How a database says that something was committed, so that nobody has to read a table to find out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from selectors import EVENT_READ, DefaultSelector
from socket import socketpair
from threading import Event
from typing import TYPE_CHECKING, Protocol

from sqlalchemy import Connection, Engine
from sqlalchemy.engine.interfaces import DBAPIConnection

if TYPE_CHECKING:
    from _typeshed import FileDescriptorLike

    from introtui.store.engine import Database

POLL_SECONDS = 0.2
"""SQLite tells nobody: its files are asked so often, which reads no table."""
SAFETY_SECONDS = 5.0
"""PostgreSQL tells by itself; so often it is asked all the same, in case a connection died without a word."""
PAUSE_SECONDS = 0.05
"""What PostgreSQL tells meanwhile is one: a flood of commits does not wake a listener for each."""
CHANNEL = "introtui_change"


class Waking(Protocol):
    """Wakes the one thread that waits on its connection."""

    def connected(self) -> AbstractContextManager[Connection]:
        """Open the connection to wait on and to read with, outside of any transaction."""

    def wait(self, connection: Connection) -> None:
        """Return once something may have been committed; what is committed before it is called counts too.

        Only what was committed before `connected` returned may go untold. Raises what the driver raises when the
        connection is lost.
        """

    def wake(self) -> None:
        """Have `wait` return, now or as soon as it is called; from any thread."""

    def close(self) -> None:
        """Give back what it holds; nobody may wait any more."""


def waking_of(database: Database) -> Waking:
    """Return what a database wakes by."""
    return SqliteWaking(database.engine) if database.is_sqlite else PostgresWaking(database.engine)


class SqliteWaking:
    """Watches `PRAGMA data_version`, which changes with every commit of any other connection."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._woken = Event()
        self._version = 0

    @contextmanager
    def connected(self) -> Iterator[Connection]:
        """Open the connection and note the version."""
        with self._engine.connect() as connection:
            self._changed(connection)
            yield connection

    def wait(self, connection: Connection) -> None:
        """Ask for the version until it is another one."""
        woken = False
        while not woken:
            woken = self._woken.wait(POLL_SECONDS)
            woken = self._changed(connection) or woken
        self._woken.clear()

    def wake(self) -> None:
        """Have `wait` return."""
        self._woken.set()

    def close(self) -> None:
        """Do nothing: there is nothing to give back."""

    def _changed(self, connection: Connection) -> bool:
        # Asked of the driver, as within a transaction SQLite keeps showing the old snapshot.
        last = self._version
        (self._version,) = _driver_of(connection).execute("PRAGMA data_version").fetchone()
        return self._version != last


class PostgresWaking:
    """Listens to what the trigger of table `change` tells, on a connection of its own."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._ear, self._bell = socketpair()
        self._ear.setblocking(False)
        self._bell.setblocking(False)

    @contextmanager
    def connected(self) -> Iterator[Connection]:
        """Open the connection and listen."""
        with self._engine.connect() as connection:
            # Never back into the pool, where it would go on listening.
            connection.detach()
            connection.exec_driver_sql(f"LISTEN {CHANNEL}")
            yield connection

    def wait(self, connection: Connection) -> None:
        """Sleep until the server or `wake` says a word."""
        driver = _driver_of(connection)
        if not _readable(PAUSE_SECONDS, self._ear) and not _was_told(driver):
            _readable(SAFETY_SECONDS, self._ear, driver.fileno())
            _was_told(driver)
        with suppress(BlockingIOError):
            self._ear.recv(4096)

    def wake(self) -> None:
        """Have `wait` return; where the bell is full, it rings already."""
        with suppress(BlockingIOError):
            self._bell.send(b"!")

    def close(self) -> None:
        """Close the bell."""
        self._ear.close()
        self._bell.close()


def _driver_of(connection: Connection) -> DBAPIConnection:
    driver = connection.connection.dbapi_connection
    if driver is None:
        raise RuntimeError("the connection was closed while it was waited on")
    return driver


def _was_told(driver: DBAPIConnection) -> bool:
    """Take every notification that is there, those that came with an answer included."""
    return bool(list(driver.notifies(timeout=0)))


def _readable(seconds: float, *files: FileDescriptorLike) -> bool:
    with DefaultSelector() as selector:
        for file in files:
            selector.register(file, EVENT_READ)
        return bool(selector.select(seconds))
