"""Databases by the dozen: fresh copies of an installed one, on SQLite and on PostgreSQL, gone after use."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from functools import partial
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from introtui.store.engine import Database
from tests.conftest import INSTALLED, postgres_command

NUMBERS = count(1)

Copies = Callable[[], AbstractContextManager[Database]]
"""Gives one more installed database."""


@pytest.fixture(params=["sqlite", "postgresql"])
def copies(request: pytest.FixtureRequest, sqlite_templates: Path) -> Copies:
    """Return how to get one more installed database."""
    if request.param == "sqlite":
        return partial(_sqlite, sqlite_templates / INSTALLED)
    return partial(_postgresql, request.getfixturevalue("postgres_url"))


@contextmanager
def _sqlite(template: Path) -> Iterator[Database]:
    with TemporaryDirectory(prefix="introtui-copy-") as folder:
        path = shutil.copy(template, folder)
        with closing(Database(f"sqlite:///{path}")) as database:
            yield database


@contextmanager
def _postgresql(address: Callable[[str], str]) -> Iterator[Database]:
    name = f"copy_{next(NUMBERS)}"
    # Copying the files takes half the time of logging each page.
    postgres_command(address("postgres"), f"CREATE DATABASE {name} TEMPLATE {INSTALLED} STRATEGY FILE_COPY")
    with closing(Database(address(name))) as database:
        yield database
    postgres_command(address("postgres"), f"DROP DATABASE {name} WITH (FORCE)")
