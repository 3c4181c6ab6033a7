"""Databases by the dozen: fresh copies of an installed one, on SQLite and on PostgreSQL, gone after use."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from functools import partial
from itertools import count
from pathlib import Path

import pytest

from introtui.store.engine import Database
from tests.conftest import INSTALLED, postgres_command

NUMBERS = count(1)

Copies = Callable[[], AbstractContextManager[Database]]
"""Gives one more installed database, one at a time."""


@pytest.fixture(params=["sqlite", "postgresql"])
def copies(request: pytest.FixtureRequest, sqlite_templates: Path, tmp_path: Path) -> Copies:
    """Return how to get one more installed database.

    All have the same address and are reached by the same engine, which knows their statements by then.
    """
    if request.param == "sqlite":
        path = tmp_path / "copy.db"
        return partial(_sqlite, sqlite_templates / INSTALLED, path, Database(f"sqlite:///{path}"))
    address: Callable[[str], str] = request.getfixturevalue("postgres_url")
    name = f"copy_{next(NUMBERS)}"
    return partial(_postgresql, address("postgres"), name, Database(address(name)))


@contextmanager
def _sqlite(template: Path, path: Path, database: Database) -> Iterator[Database]:
    shutil.copy(template, path)
    with closing(database):
        yield database
    for left in path.parent.glob(f"{path.name}*"):
        left.unlink()


@contextmanager
def _postgresql(server: str, name: str, database: Database) -> Iterator[Database]:
    # Copying the files takes half the time of logging each page.
    postgres_command(server, f"CREATE DATABASE {name} TEMPLATE {INSTALLED} STRATEGY FILE_COPY")
    try:
        with closing(database):
            yield database
    finally:
        postgres_command(server, f"DROP DATABASE {name} WITH (FORCE)")
