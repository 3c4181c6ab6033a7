"""What one session commits, every other session of the account hears within a second, and nobody else."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest
from sqlalchemy import insert
from sqlalchemy.orm import Session

from introtui.domain.topics import Topic
from introtui.services.feed import OVERLAP, ChangeFeed
from introtui.store import waking
from introtui.store.engine import Database
from introtui.store.tables import Change
from tests.services.hearing import OTHER, OWN, Heard, commit, hear
from tests.waiting import PATIENCE


def url_of(database: Database) -> str:
    return database.engine.url.render_as_string(hide_password=False)


@pytest.fixture
def elsewhere(database: Database) -> Iterator[Database]:
    """The same database, as another process has it open."""
    other = Database(url_of(database))
    yield other
    other.close()


@pytest.fixture
def feed(database: Database) -> Iterator[ChangeFeed]:
    """A feed that is closed at the end."""
    watching = ChangeFeed(database)
    yield watching
    watching.close()


def test_the_own_accounts_and_everybodys_changes_are_heard_and_no_others(
    feed: ChangeFeed, elsewhere: Database
) -> None:
    heard, others = Heard(), Heard()
    feed.subscribe(OWN, heard.put)
    feed.subscribe(OTHER, others.put)
    commit(elsewhere, (OTHER, "orders"))
    hear(others, Topic.ORDERS)
    commit(elsewhere, (OWN, "billing"), (OWN, "orders"))
    hear(heard, Topic.BILLING, Topic.ORDERS)
    commit(elsewhere, (None, "vat"))
    hear(heard, Topic.VAT)
    hear(others, Topic.VAT)
    assert heard.empty()
    assert others.empty()


def test_a_commit_of_the_same_process_is_heard_like_any_other(feed: ChangeFeed, database: Database) -> None:
    heard = Heard()
    feed.subscribe(OWN, heard.put)
    commit(database, (OWN, "profile"))
    hear(heard, Topic.PROFILE)


COMMIT = """
import sys
from introtui.store.engine import Database
from introtui.store.tables import Change
database = Database(sys.argv[1])
database.transact(lambda session: session.add(Change(account_id=1, topic="security")))
database.close()
"""


def test_a_commit_of_another_process_is_heard(feed: ChangeFeed, database: Database) -> None:
    heard = Heard()
    feed.subscribe(OWN, heard.put)
    subprocess.run([sys.executable, "-c", COMMIT, url_of(database)], check=True, timeout=PATIENCE)
    hear(heard, Topic.SECURITY)


def test_nothing_is_heard_of_what_was_before_and_nothing_is_missed_after(
    feed: ChangeFeed, database: Database
) -> None:
    """Whoever subscribes first and reads then has seen everything."""
    heard = Heard()
    commit(database, (OWN, "profile"))
    feed.subscribe(OWN, heard.put)
    commit(database, (OWN, "orders"))
    hear(heard, Topic.ORDERS)


def test_what_is_rolled_back_is_never_heard(feed: ChangeFeed, database: Database) -> None:
    heard = Heard()
    feed.subscribe(OWN, heard.put)

    def fails(session: Session) -> None:
        session.add(Change(account_id=OWN, topic="profile"))
        session.flush()
        raise ArithmeticError

    with pytest.raises(ArithmeticError):
        database.transact(fails)
    commit(database, (OWN, "orders"))
    hear(heard, Topic.ORDERS)


def test_whoever_unsubscribes_hears_nothing_more(feed: ChangeFeed, database: Database) -> None:
    stays, leaves = Heard(), Heard()
    feed.subscribe(OWN, stays.put)
    leave = feed.subscribe(OWN, leaves.put)
    leave()
    leave()
    commit(database, (OWN, "orders"))
    hear(stays, Topic.ORDERS)
    assert leaves.empty()


def test_a_lower_id_committed_later_is_heard(feed: ChangeFeed, database: Database) -> None:
    heard = Heard()
    feed.subscribe(OWN, heard.put)
    commit(database, (OWN, "orders"), first_id=OVERLAP)
    hear(heard, Topic.ORDERS)
    commit(database, (OWN, "billing"), first_id=1)
    hear(heard, Topic.BILLING)
    commit(database, (OWN, "vat"), first_id=OVERLAP + 1)
    hear(heard, Topic.VAT)


def test_two_transactions_that_commit_in_the_other_order_are_both_heard(
    feed: ChangeFeed, database: Database
) -> None:
    """PostgreSQL numbers rows when they are written and shows them when they are committed."""
    if database.is_sqlite:
        return
    heard = Heard()
    feed.subscribe(OWN, heard.put)
    with database.engine.connect() as slow:
        slow.execute(insert(Change).values(account_id=OWN, topic="profile"))
        commit(database, (OWN, "orders"))
        hear(heard, Topic.ORDERS)
        slow.commit()
    hear(heard, Topic.PROFILE)


def test_a_flood_of_changes_is_heard_once(feed: ChangeFeed, database: Database) -> None:
    heard = Heard()
    feed.subscribe(OWN, heard.put)
    commit(database, *[(OWN, "orders")] * (3 * OVERLAP), (OWN, "profile"))
    hear(heard, Topic.ORDERS, Topic.PROFILE)
    commit(database, (OWN, "vat"))
    hear(heard, Topic.VAT)


def test_a_poke_is_heard_at_once(feed: ChangeFeed, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waking, "POLL_SECONDS", PATIENCE)
    heard = Heard()
    feed.subscribe(OWN, heard.put)
    commit(database, (OWN, "orders"))
    feed.poke()
    hear(heard, Topic.ORDERS)
