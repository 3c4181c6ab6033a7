"""PostgreSQL wakes the change feed itself: nothing here would be heard in time by asking now and then."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, closing
from threading import Event, Thread

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.orm import Session

from introtui.domain.topics import Topic
from introtui.services import feed as feeds
from introtui.services.feed import ChangeFeed
from introtui.store import waking
from introtui.store.engine import POOL_SIZE, Database
from introtui.store.tables import Change
from introtui.store.waking import PostgresWaking
from tests.databases import EMPTY, Databases
from tests.services.hearing import OTHER, OWN, Heard, commit, hear
from tests.services.test_feed import COMMIT, url_of
from tests.waiting import PATIENCE, finish

LOSE_ALL = """
SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


@pytest.fixture(autouse=True)
def never_asking(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask so seldom that a test is over before."""
    monkeypatch.setattr(waking, "SAFETY_SECONDS", 100 * PATIENCE)


@pytest.fixture
def database(postgres_databases: Databases) -> Iterator[Database]:
    """Return a migrated PostgreSQL database."""
    url = postgres_databases.take(EMPTY)
    with closing(Database(url)) as database:
        yield database
    postgres_databases.give_back(url)


@pytest.fixture
def feed(database: Database) -> Iterator[ChangeFeed]:
    """A feed that is closed at the end."""
    watching = ChangeFeed(database)
    yield watching
    finish_closing(watching)


@pytest.fixture
def heard(feed: ChangeFeed, database: Database) -> Heard:
    """What a listener hears that has heard something already, so that the feed sleeps or is about to."""
    heard = Heard()
    feed.subscribe(OWN, heard.put)
    commit(database, (OWN, "profile"))
    hear(heard, Topic.PROFILE, within=PATIENCE)
    return heard


def finish_closing(feed: ChangeFeed) -> None:
    closing_it = Thread(target=feed.close, daemon=True)
    closing_it.start()
    finish(closing_it)


def test_a_commit_of_another_process_wakes_it(heard: Heard, database: Database) -> None:
    subprocess.run([sys.executable, "-c", COMMIT, url_of(database)], check=True, timeout=PATIENCE)
    hear(heard, Topic.SECURITY, within=PATIENCE)


def test_a_thousand_changes_of_one_commit_are_told_once(heard: Heard, database: Database) -> None:
    commit(database, *[(OWN, "orders")] * 1000)
    hear(heard, Topic.ORDERS, within=PATIENCE)
    commit(database, (OWN, "vat"))
    hear(heard, Topic.VAT, within=PATIENCE)


def test_it_looks_once_for_each_commit_and_never_for_what_is_rolled_back(
    database: Database, feed: ChangeFeed, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads, unread = list[int](), ChangeFeed._unread

    def counted(self: ChangeFeed, connection: Connection) -> object:
        reads.append(1)
        return unread(self, connection)

    def fails(session: Session) -> None:
        session.add(Change(account_id=OWN, topic="profile"))
        session.flush()
        raise ArithmeticError

    monkeypatch.setattr(ChangeFeed, "_unread", counted)
    heard = Heard()
    feed.subscribe(OWN, heard.put)
    commit(database, (OWN, "orders"))
    hear(heard, Topic.ORDERS, within=PATIENCE)
    for _ in range(5):
        with pytest.raises(ArithmeticError):
            database.transact(fails)
    commit(database, (OWN, "vat"))
    hear(heard, Topic.VAT, within=PATIENCE)
    assert len(reads) <= 3  # when it began, and for each commit


def test_it_is_closed_while_it_sleeps(feed: ChangeFeed, heard: Heard) -> None:
    finish_closing(feed)
    feed.poke()
    feed.close()
    assert heard.empty()


def test_many_pokes_are_no_trouble(feed: ChangeFeed, heard: Heard, database: Database) -> None:
    """More of them than a pipe holds."""
    for _ in range(5000):
        feed.poke()
    commit(database, (OWN, "orders"))
    hear(heard, Topic.ORDERS, within=PATIENCE)


def test_what_is_committed_while_the_server_is_away_is_heard_when_it_is_back(
    feed: ChangeFeed, heard: Heard, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feeds, "RETRY_SECONDS", 0.01)
    lost, back, connected = Event(), Event(), PostgresWaking.connected

    def once_it_is_back(self: PostgresWaking) -> AbstractContextManager[Connection]:
        lost.set()
        assert back.wait(PATIENCE)
        return connected(self)

    monkeypatch.setattr(PostgresWaking, "connected", once_it_is_back)
    with closing(Database(url_of(database))) as elsewhere:
        with elsewhere.engine.begin() as connection:
            connection.execute(text(LOSE_ALL))
        assert lost.wait(PATIENCE)
        commit(elsewhere, (OWN, "orders"), (OTHER, "billing"))
        back.set()
        hear(heard, Topic.ORDERS, within=PATIENCE)
        commit(elsewhere, (OWN, "vat"))
        hear(heard, Topic.VAT, within=PATIENCE)


def test_no_connection_of_the_pool_goes_on_listening(feed: ChangeFeed, heard: Heard, database: Database) -> None:
    finish_closing(feed)
    with ExitStack() as held:
        for _ in range(POOL_SIZE):
            connection = held.enter_context(database.engine.connect())
            assert connection.scalars(text("SELECT pg_listening_channels()")).all() == []
    assert heard.empty()
