"""The database keeps its promises: durable, one writer at a time in the order they came, all or nothing."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from threading import Barrier, Event, Thread

import pytest
from sqlalchemy import event, func, select, text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from introtui.store.engine import MOST_TRIES, POOL_SIZE, Database, FairLock
from introtui.store.tables import Change, Product
from tests.building import add_account
from tests.waiting import PATIENCE, finish


def url_of(database: Database) -> str:
    return database.engine.url.render_as_string(hide_password=False)


def products(database: Database) -> set[str]:
    with database.read() as session:
        return set(session.scalars(select(Product.name)))


def adding(name: str) -> Callable[[Session], None]:
    return lambda session: session.add(Product(name=name))


def test_every_connection_is_durable_and_keeps_references(sqlite_url: str) -> None:
    with closing(Database(sqlite_url)) as database:
        connections = [database.engine.connect() for _ in range(2 * POOL_SIZE)]
        for connection in connections:
            found = [
                connection.exec_driver_sql(f"PRAGMA {name}").scalar()
                for name in ("journal_mode", "synchronous", "foreign_keys", "recursive_triggers")
            ]
            assert found == ["wal", 2, 1, 1]
            connection.close()


def test_a_connection_that_cannot_be_made_safe_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "plain.db"
    with closing(sqlite3.connect(path)) as plain:
        plain.execute("CREATE TABLE t (a)")
    with (
        closing(Database(f"sqlite:///file:{path}?mode=ro&uri=true")) as database,
        pytest.raises((RuntimeError, OperationalError), match=r"journal_mode|readonly"),
        database.read() as session,
    ):
        session.execute(text("SELECT 1"))


def test_a_writer_takes_the_lock_before_it_reads(sqlite_url: str) -> None:
    with closing(Database(sqlite_url)) as database:
        statements: list[str] = []
        event.listen(
            database.engine,
            "before_cursor_execute",
            lambda _connection, _cursor, statement, *_: statements.append(statement),
        )
        database.transact(lambda session: session.scalar(select(func.count()).select_from(Product)))
        with database.read() as session:
            session.scalar(select(func.count()).select_from(Product))
    assert [line for line in statements if line.startswith("BEGIN")] == ["BEGIN IMMEDIATE", "BEGIN"]
    assert statements[0] == "BEGIN IMMEDIATE"


def test_two_writers_of_two_processes_queue_and_a_reader_is_not_blocked(sqlite_url: str) -> None:
    first, second = Database(sqlite_url), Database(sqlite_url)
    holding, go_on, order = Event(), Event(), list[str]()

    def slow(session: Session) -> None:
        session.add(Product(name="first"))
        session.flush()
        holding.set()
        assert go_on.wait(PATIENCE)
        order.append("first")

    def quick(session: Session) -> set[str]:
        session.add(Product(name="second"))
        session.flush()
        order.append("second")
        return set(session.scalars(select(Product.name)))

    seen: list[set[str]] = []
    slow_thread = Thread(target=lambda: first.transact(slow))
    slow_thread.start()
    assert holding.wait(PATIENCE)
    quick_thread = Thread(target=lambda: seen.append(second.transact(quick)))
    quick_thread.start()
    assert products(second) == set()
    go_on.set()
    finish(slow_thread, quick_thread)
    assert order == ["first", "second"]
    assert seen == [{"first", "second"}]
    first.close()
    second.close()


def test_the_lock_is_handed_over_in_the_order_it_was_asked_for() -> None:
    lock, order, threads = FairLock(), list[int](), list[Thread]()

    def take(number: int) -> None:
        with lock.held():
            order.append(number)

    with lock.held():
        for number in range(8):
            threads.append(Thread(target=take, args=(number,)))
            threads[-1].start()
            until_waiting(lock, number + 2)
    finish(*threads)
    assert order == list(range(8))


def until_waiting(lock: FairLock, count: int) -> None:
    """Wait until so many hold the lock or ask for it."""
    patience = Event()
    for _ in range(5_000):
        if len(lock._waiting) == count:
            return
        patience.wait(0.001)
    raise AssertionError("nobody came")


def test_whoever_is_interrupted_while_waiting_blocks_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    lock = FairLock()

    def interrupted(_event: Event, timeout: float | None = None) -> bool:
        raise KeyboardInterrupt

    with lock.held(), monkeypatch.context() as patch:
        patch.setattr(Event, "wait", interrupted)
        with pytest.raises(KeyboardInterrupt), lock.held():
            pass
    taken = Thread(target=lambda: lock.held().__enter__())
    taken.start()
    finish(taken)


def test_failing_work_leaves_nothing_behind(database: Database) -> None:
    def work(session: Session) -> None:
        session.add(Product(name="half"))
        session.flush()
        session.add(Change(account_id=None, topic="vat"))
        session.flush()
        raise ArithmeticError

    with pytest.raises(ArithmeticError):
        database.transact(work)
    database.transact(adding("whole"))
    assert products(database) == {"whole"}
    with database.read() as session:
        assert session.scalars(select(Change)).all() == []


def test_a_reader_sees_one_moment_and_keeps_nothing(database: Database) -> None:
    with database.read() as session:
        assert session.scalars(select(Product.name)).all() == []
        database.transact(adding("late"))
        assert session.scalars(select(Product.name)).all() == []
    with database.read() as session:
        session.add(Product(name="by a reader"))
        session.flush()
    assert products(database) == {"late"}


@pytest.mark.parametrize("databases", [1, 2])
def test_what_was_read_still_holds_when_it_is_written(database: Database, databases: int) -> None:
    """Every writer counts, then adds; where two could count the same, a number would be there twice."""
    others = [Database(url_of(database)) for _ in range(databases)]
    barrier = Barrier(6)
    tries = list[int]()

    def work(session: Session) -> None:
        tries.append(1)
        count = session.scalar(select(func.count()).select_from(Change))
        if len(tries) <= barrier.parties and not database.is_sqlite:
            barrier.wait(PATIENCE)
        session.add(Change(account_id=None, topic=f"number {count}"))

    threads = [Thread(target=others[n % databases].transact, args=(work,)) for n in range(6)]
    for thread in threads:
        thread.start()
    finish(*threads)
    with database.read() as session:
        written = session.scalars(select(Change.topic).order_by(Change.topic)).all()
    assert written == [f"number {n}" for n in range(6)]
    # On PostgreSQL all six read the same count: all but one had to begin again.
    assert len(tries) == 6 if database.is_sqlite else len(tries) >= 11
    for other in others:
        other.close()


def test_an_error_that_stays_is_raised_in_the_end(database: Database) -> None:
    database.transact(adding("one"))
    tries = list[int]()

    def work(session: Session) -> None:
        tries.append(1)
        session.add(Product(name="one"))

    with pytest.raises(IntegrityError):
        database.transact(work)
    assert len(tries) == (1 if database.is_sqlite else MOST_TRIES)


def test_a_killed_writer_leaves_a_whole_database(empty_sqlite: Path, tmp_path: Path) -> None:
    """What is committed is in the log even when the process ends there and then."""
    path, copy = tmp_path / "a.db", tmp_path / "b.db"
    shutil.copy(empty_sqlite, path)
    with closing(Database(f"sqlite:///{path}")) as database:
        add_account(database)
        for suffix in ("", "-wal"):
            shutil.copy(f"{path}{suffix}", f"{copy}{suffix}")
    with closing(sqlite3.connect(copy)) as found:
        assert found.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert found.execute("SELECT count(*) FROM account").fetchone() == (1,)
