"""Databases by the dozen: each call gives another fresh copy, on SQLite and on PostgreSQL."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from introtui.store.engine import Database
from tests.conftest import INSTALLED, postgres_command

NUMBERS = count(1)


@pytest.fixture(params=["sqlite", "postgresql"])
def copies(
    request: pytest.FixtureRequest, sqlite_templates: Path, tmp_path: Path
) -> Iterator[Callable[[], Database]]:
    """Return how to get one more installed database."""
    made: list[Database] = []
    if request.param == "sqlite":
        make = _sqlite(sqlite_templates / INSTALLED, tmp_path)
    else:
        make = _postgresql(request.getfixturevalue("postgres_url"))

    def one_more() -> Database:
        made.append(make())
        return made[-1]

    yield one_more
    for database in made:
        url = database.engine.url
        database.close()
        if request.param == "postgresql":
            address: Callable[[str], str] = request.getfixturevalue("postgres_url")
            postgres_command(address("postgres"), f"DROP DATABASE {url.database} WITH (FORCE)")


def _sqlite(template: Path, folder: Path) -> Callable[[], Database]:
    def make() -> Database:
        path = folder / f"copy{next(NUMBERS)}.db"
        shutil.copy(template, path)
        return Database(f"sqlite:///{path}")

    return make


def _postgresql(address: Callable[[str], str]) -> Callable[[], Database]:
    def make() -> Database:
        name = f"copy_{next(NUMBERS)}"
        postgres_command(address("postgres"), f"CREATE DATABASE {name} TEMPLATE {INSTALLED}")
        return Database(address(name))

    return make
