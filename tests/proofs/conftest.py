"""Databases by the dozen: each call gives another fresh copy, on SQLite and on PostgreSQL."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from introtui.store.engine import Database
from tests.databases import INSTALLED, Databases


@pytest.fixture(params=["sqlite", "postgresql"])
def copies(
    request: pytest.FixtureRequest, sqlite_templates: Path, tmp_path: Path
) -> Iterator[Callable[[], Database]]:
    """Return how to get one more installed database."""
    made: list[tuple[Database, str]] = []
    of_postgres: Databases | None = None
    if request.param == "postgresql":
        of_postgres = request.getfixturevalue("postgres_databases")
    numbers = count(1)

    def one_more() -> Database:
        if of_postgres is not None:
            url = of_postgres.take(INSTALLED)
        else:
            path = shutil.copy(sqlite_templates / INSTALLED, tmp_path / f"copy{next(numbers)}.db")
            url = f"sqlite:///{path}"
        made.append((Database(url), url))
        return made[-1][0]

    yield one_more
    for database, url in made:
        database.close()
        if of_postgres is not None:
            of_postgres.give_back(url)
