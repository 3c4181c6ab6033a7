"""Databases by the dozen: fresh copies of an installed one, on SQLite and on PostgreSQL, gone after use."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from functools import partial
from pathlib import Path

import pytest

from introtui.store.engine import Database
from tests.databases import INSTALLED, Databases

Copies = Callable[[], AbstractContextManager[Database]]
"""Gives one more installed database, one at a time."""


@pytest.fixture(params=["sqlite", "postgresql"])
def copies(request: pytest.FixtureRequest, sqlite_templates: Path, tmp_path: Path) -> Copies:
    """Return how to get one more installed database.

    Those of one address are reached by the same engine, which knows their statements by then.
    """
    if request.param == "sqlite":
        path = tmp_path / "copy.db"
        return partial(_sqlite, sqlite_templates / INSTALLED, path, Database(f"sqlite:///{path}"))
    databases: Databases = request.getfixturevalue("postgres_databases")
    engines: dict[str, Database] = {}
    return partial(_postgresql, databases, engines)


@contextmanager
def _sqlite(template: Path, path: Path, database: Database) -> Iterator[Database]:
    shutil.copy(template, path)
    with closing(database):
        yield database
    for left in path.parent.glob(f"{path.name}*"):
        left.unlink()


@contextmanager
def _postgresql(databases: Databases, engines: dict[str, Database]) -> Iterator[Database]:
    url = databases.take(INSTALLED)
    try:
        with closing(engines.setdefault(url, Database(url))) as database:
            yield database
    finally:
        databases.give_back(url)
