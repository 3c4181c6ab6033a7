"""Databases and programs for the tests: real SQLite files, a real PostgreSQL cluster, the real app."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from textual.widgets import Input

from introtui.services.setup import initialise
from introtui.store.engine import Database
from introtui.store.migrate import upgrade
from tests import postgres
from tests.building import CLOCK

NUMBERS = count(1)


@pytest.fixture(autouse=True)
def steady_cursor(monkeypatch: pytest.MonkeyPatch) -> None:
    """A blinking cursor would make two pictures of one screen differ."""
    monkeypatch.setattr(Input, "_toggle_cursor", lambda _self: None)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[Callable[[str], str]]:
    """Return how a database of the cluster is addressed."""
    if not postgres.binaries_are_there():
        if "INTROTUI_REQUIRE_POSTGRES" in os.environ:
            pytest.fail("PostgreSQL's server programs are missing")
        pytest.skip("PostgreSQL's server programs are not on this machine")
    with postgres.cluster() as pattern:
        make_template(pattern.format(name="postgres"))
        upgraded = Database(pattern.format(name="template_empty"))
        upgrade(upgraded)
        upgraded.close()
        yield lambda name: pattern.format(name=name)


def make_template(url: str) -> None:
    """Create the database every test's database is a copy of."""
    _postgres_command(url, "CREATE DATABASE template_empty")


def _postgres_command(url: str, command: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(command))
    engine.dispose()


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a migrated SQLite file to copy."""
    path = tmp_path_factory.mktemp("template") / "empty.db"
    database = Database(f"sqlite:///{path}")
    upgrade(database)
    database.close()
    return path


@pytest.fixture
def sqlite_url(empty_sqlite: Path, tmp_path: Path) -> str:
    """Return the URL of a migrated SQLite file of this test's own."""
    path = tmp_path / "introtui.db"
    shutil.copy(empty_sqlite, path)
    return f"sqlite:///{path}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """Return the URL of a migrated database of this test's own, on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_url")
        return
    address: Callable[[str], str] = request.getfixturevalue("postgres_url")
    name = f"test_{next(NUMBERS)}"
    _postgres_command(address("postgres"), f"CREATE DATABASE {name} TEMPLATE template_empty")
    yield address(name)
    _postgres_command(address("postgres"), f"DROP DATABASE {name} WITH (FORCE)")


def _checked(url: str) -> Iterator[Database]:
    database = Database(url)
    yield database
    with database.read() as session:
        unbalanced = session.execute(
            text("SELECT transaction_id, currency FROM posting GROUP BY 1, 2 HAVING sum(minor) <> 0")
        ).all()
    database.close()
    assert unbalanced == [], "transactions whose postings do not sum to zero"


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """Return a migrated database without data; its ledger must sum to zero when the test ends."""
    yield from _checked(database_url)


@pytest.fixture
def installed(database: Database) -> Database:
    """Return a database with VAT table and sample catalogue, on SQLite and on PostgreSQL."""
    initialise(database, CLOCK)
    return database


@pytest.fixture
def sqlite_database(sqlite_url: str) -> Iterator[Database]:
    """Return a database with VAT table and sample catalogue, on SQLite; for tests of the screens."""
    for database in _checked(sqlite_url):
        initialise(database, CLOCK)
        yield database
