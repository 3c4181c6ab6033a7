"""The change feed goes on, whatever fails around it, and costs nothing while nothing happens."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Event

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from introtui.domain.topics import Topic
from introtui.services import feed as feeds
from introtui.services.feed import ChangeFeed
from introtui.store import waking
from introtui.store.engine import Database
from introtui.store.waking import SqliteWaking, waking_of
from tests.services.hearing import OWN, Heard, commit, hear
from tests.waiting import PATIENCE


@pytest.fixture
def feed(database: Database) -> Iterator[ChangeFeed]:
    """A feed that is closed at the end."""
    watching = ChangeFeed(database)
    yield watching
    watching.close()


def test_a_listener_that_fails_harms_no_other(
    feed: ChangeFeed, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(_topics: frozenset[Topic]) -> None:
        raise RuntimeError("Event loop is closed")

    heard = Heard()
    feed.subscribe(OWN, fails)
    feed.subscribe(OWN, heard.put)
    for topic in (Topic.ORDERS, Topic.PROFILE):
        commit(database, (OWN, topic))
        hear(heard, topic)
    assert "a listener of the change feed failed" in caplog.text


def test_a_topic_of_a_newer_program_is_passed_over(feed: ChangeFeed, database: Database) -> None:
    heard = Heard()
    feed.subscribe(OWN, heard.put)
    commit(database, (OWN, "horoscope"))
    commit(database, (OWN, "orders"))
    hear(heard, Topic.ORDERS)


def test_a_lost_connection_is_opened_again_and_nothing_is_missed(
    feed: ChangeFeed, database: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(feeds, "RETRY_SECONDS", 0.01)
    unread, failed, heard = ChangeFeed._unread, Event(), Heard()

    def once(self: ChangeFeed, connection: Connection) -> object:
        if failed.is_set():
            return unread(self, connection)
        failed.set()
        raise OperationalError("SELECT", None, OSError("server closed the connection"))

    monkeypatch.setattr(ChangeFeed, "_unread", once)
    feed.subscribe(OWN, heard.put)
    commit(database, (OWN, "orders"))
    hear(heard, Topic.ORDERS)
    assert failed.is_set()
    assert "the change feed lost its connection" in caplog.text


def test_a_database_that_stays_away_is_logged_once(
    feed: ChangeFeed, database: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(feeds, "RETRY_SECONDS", 0.001)
    tries, heard, waking = iter(range(5)), Heard(), waking_of(database)
    connected = waking.connected

    def away() -> object:
        if next(tries, None) is None:
            return connected()
        raise ConnectionError("the server does not answer")

    monkeypatch.setattr(waking, "connected", away)
    monkeypatch.setattr(feeds, "waking_of", lambda _database: waking)
    feed.subscribe(OWN, heard.put)
    commit(database, (OWN, "orders"))
    hear(heard, Topic.ORDERS)
    assert caplog.text.count("the change feed lost its connection") == 1


def test_a_database_that_cannot_be_read_is_told_to_whoever_subscribes(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    with database.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE change")
    feed = ChangeFeed(database)
    with pytest.raises(OperationalError):
        feed.subscribe(OWN, Heard().put)
    with database.engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE change (id INTEGER PRIMARY KEY, account_id INTEGER, topic TEXT)")
    heard = Heard()
    feed.subscribe(OWN, heard.put)
    commit(database, (OWN, "orders"))
    hear(heard, Topic.ORDERS)
    feed.close()
    database.close()


def test_an_idle_feed_reads_no_table_on_sqlite(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waking, "POLL_SECONDS", 0.001)
    database, reads, asked = Database(sqlite_url), list[int](), Event()
    unread, changed = ChangeFeed._unread, SqliteWaking._changed

    def counted(self: ChangeFeed, connection: Connection) -> object:
        reads.append(1)
        return unread(self, connection)

    polls = iter(range(20))

    def polled(self: SqliteWaking, connection: Connection) -> bool:
        if next(polls, None) is None:
            asked.set()
        return changed(self, connection)

    monkeypatch.setattr(ChangeFeed, "_unread", counted)
    monkeypatch.setattr(SqliteWaking, "_changed", polled)
    feed = ChangeFeed(database)
    feed.subscribe(OWN, Heard().put)
    assert asked.wait(PATIENCE)
    assert len(reads) == 1
    feed.close()
    database.close()
