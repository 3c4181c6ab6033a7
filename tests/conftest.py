"""Databases and programs for the tests: real SQLite files, a real PostgreSQL cluster, the real app."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from functools import cache, partial
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import create_engine, text
from textual.widgets import Input

from introtui.demo.build import Progress, _build, quietly
from introtui.store.engine import Database
from tests import postgres
from tests.databases import EMPTY, INSTALLED, TEMPLATES, Databases, make_template
from tests.needed import need
from tests.program_log import log
from tests.statements import Statements

__all__ = ["log"]


# How long an example takes says how busy the machine is, and nothing about the rule.
settings.register_profile("untimed", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

# Young objects are looked at less often: a test makes many, and most are gone by themselves.
gc.set_threshold(200_000, 10, 20)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what looks at every object there is: later a worker has millions."""
    items.sort(key=lambda item: not item.path.match("tests/ssh/test_dismantling.py"))


def pytest_collection_finish() -> None:
    """Set aside what every test uses: no collection has to look at it again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def small_garbage(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a server that starts look for garbage in what is new: here it would be that of a thousand programs."""
    monkeypatch.setattr("introtui.ssh.garbage.gc", SimpleNamespace(**{**vars(gc), "unfreeze": lambda: None}))


@pytest.fixture(autouse=True)
def steady_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    """A blinking cursor, or a list that still glides, would make two pictures of one screen differ."""
    monkeypatch.setattr(Input, "_toggle_cursor", lambda _self: None)
    monkeypatch.setattr("textual.constants.TEXTUAL_ANIMATIONS", "none")


@pytest.fixture(autouse=True, scope="session")
def shared_statements() -> Iterator[None]:
    """Compile each statement once, and not again for the database of each test."""
    sharing = partial(create_engine, execution_options={"compiled_cache": Statements()})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("introtui.store.engine.create_engine", sharing)
        yield


@pytest.fixture(autouse=True)
def own_key_file(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep away from the key of an installation on this machine."""
    monkeypatch.setenv("INTROTUI_KEY_FILE", str(tmp_path_factory.getbasetemp() / "introtui.key"))


@pytest.fixture(scope="session")
def postgres_databases() -> Iterator[Databases]:
    """Return the databases of a cluster of this process's own."""
    need("PostgreSQL", is_there=postgres.binaries_are_there())
    with (
        postgres.cluster() as pattern,
        closing(Databases(lambda name: pattern.format(name=name))) as databases,
    ):
        yield databases


@pytest.fixture(scope="session")
def sqlite_templates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with an SQLite file of each template."""
    folder = tmp_path_factory.mktemp("templates")
    for template in TEMPLATES:
        make_template(f"sqlite:///{folder / template}", template)
    return folder


@pytest.fixture(scope="session")
def empty_sqlite(sqlite_templates: Path) -> Path:
    """Return a migrated SQLite file to copy."""
    return sqlite_templates / EMPTY


@pytest.fixture
def sqlite_url(empty_sqlite: Path, tmp_path: Path) -> str:
    """Return the URL of a migrated SQLite file of this test's own."""
    return _copied(empty_sqlite, tmp_path)


def _copied(template: Path, folder: Path) -> str:
    path = folder / "introtui.db"
    shutil.copy(template, path)
    return f"sqlite:///{path}"


@pytest.fixture(params=["sqlite", "postgresql"])
def copy_of(
    request: pytest.FixtureRequest, sqlite_templates: Path, tmp_path: Path
) -> Iterator[Callable[[str], str]]:
    """Return how a test gets its copy of a template, by the copy's URL, on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        yield lambda template: _copied(sqlite_templates / template, tmp_path)
        return
    databases: Databases = request.getfixturevalue("postgres_databases")
    taken: list[str] = []

    def copied(template: str) -> str:
        taken.append(databases.take(template))
        return taken[-1]

    yield copied
    for url in taken:
        databases.give_back(url)


@pytest.fixture
def database_url(copy_of: Callable[[str], str]) -> str:
    """Return the URL of a migrated database of this test's own, on SQLite and on PostgreSQL."""
    return copy_of(EMPTY)


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
def installed(copy_of: Callable[[str], str]) -> Iterator[Database]:
    """Return a database with VAT table and sample catalogue, on SQLite and on PostgreSQL."""
    yield from _checked(copy_of(INSTALLED))


@pytest.fixture
def sqlite_database(sqlite_templates: Path, sqlite_url: str, tmp_path: Path) -> Iterator[Database]:
    """Return a database with VAT table and sample catalogue, at `sqlite_url`; for tests of the screens."""
    yield from _checked(_copied(sqlite_templates / INSTALLED, tmp_path))


@pytest.fixture(scope="session")
def built_demo(tmp_path_factory: pytest.TempPathFactory) -> Callable[[date, int], Path]:
    """Return how to find a day's demo with a number of accounts, to be read only; each is built once."""
    folder = tmp_path_factory.mktemp("demos")

    @cache
    def built(today: date, accounts: int) -> Path:
        path = folder / f"{today}-{accounts}.db"
        _build(path, today, accounts, quietly)
        return path

    return built


@pytest.fixture
def quick_demo(built_demo: Callable[[date, int], Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a demo copied instead of built: the same arguments give the same bytes."""

    def copied(path: Path, today: date, accounts: int, progress: Progress) -> None:
        shutil.copyfile(built_demo(today, accounts), path)
        progress(accounts, accounts)

    monkeypatch.setattr("introtui.demo.build._build", copied)
