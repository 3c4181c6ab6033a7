"""Where the demo's database is kept between runs, and when it is built anew."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path

from introtui.demo.build import ACTION, Progress, build_demo, built_from, quietly
from introtui.domain.errors import IntrotuiError
from introtui.store.migrate import HEAD

LOCK_SECONDS = 600
"""How long one program waits for another that is building the same demo."""


class DemoError(IntrotuiError):
    """The demo's database cannot be kept where it belongs."""


def demo_path(today: date, accounts: int) -> Path:
    """Return where the demo's database is kept: in the user's data folder (XDG), by what it was built from."""
    from platformdirs import user_data_path

    return user_data_path("introtui") / f"demo-{accounts}-{today}.db"


def ready_demo(
    path: Path, *, today: date, accounts: int, fresh: bool = False, progress: Progress = quietly
) -> None:
    """See to it that `path` holds the demo; what was done in it stays, unless it is to be `fresh`.

    It is built when it is missing, of another schema, or built from other arguments. Programs that come at once
    take turns, and one that has the demo open meanwhile sees it begin anew. Raises `DemoError`.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _turn(path):
            if fresh or not _is_demo(path, today, accounts):
                _renew(path, today, accounts, progress)
    except (OSError, sqlite3.Error) as error:
        raise DemoError(f"The demo cannot be kept as {path}: {error}.") from error


@contextmanager
def _turn(path: Path) -> Iterator[None]:
    """Hold the demo's lock: SQLite's own, which every system has and which ends with the program."""
    lock = path.with_name(f"{path.name}.lock")
    with closing(sqlite3.connect(lock, timeout=LOCK_SECONDS, isolation_level=None)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        yield


def _is_demo(path: Path, today: date, accounts: int) -> bool:
    if not path.exists():
        return False
    try:
        with closing(sqlite3.connect(path)) as connection:
            (version,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
            (detail,) = connection.execute("SELECT detail FROM audit WHERE action = ?", (ACTION,)).fetchone()
    except (sqlite3.DatabaseError, TypeError):
        return False
    return (version, detail) == (HEAD, built_from(today, accounts))


def _renew(path: Path, today: date, accounts: int, progress: Progress) -> None:
    """Put a new demo at `path`.

    An older one is overwritten through SQLite and not replaced as a file: another program may have it open, and
    would go on with its own journal beside a file it does not belong to.
    """
    if not _is_database(path):
        build_demo(path, today=today, accounts=accounts, progress=progress)
        return
    beside = path.with_name(f"{path.name}.new")
    try:
        build_demo(beside, today=today, accounts=accounts, progress=progress)
        with closing(sqlite3.connect(beside)) as built, closing(sqlite3.connect(path)) as kept:
            built.backup(kept)
    finally:
        beside.unlink(missing_ok=True)


def _is_database(path: Path) -> bool:
    if not path.exists():
        return False
    try:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except sqlite3.DatabaseError:
        return False
    return True
