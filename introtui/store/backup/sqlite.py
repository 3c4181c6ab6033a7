"""A copy of an SQLite file, page by page from one snapshot, and proved whole before it counts."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from introtui.store.backup.held import Held, Progress
from introtui.store.backup.new_file import BackupError
from introtui.store.engine import Database

PAGES = 1024
"""Copied at a time: 4 MB, after which the progress is told."""


def copy_sqlite(database: Database, draft: Path, progress: Progress) -> Held:
    """Copy what is committed by now into an empty file; raises `BackupError` unless the copy is whole."""
    try:
        version = _copy(database, draft, progress)
        progress(0, 1, "Checking the copy")
        with closing(sqlite3.connect(draft)) as copy:
            # One file, without the two that belong to a database that is in use.
            copy.execute("PRAGMA journal_mode = DELETE")
            _require_whole(copy, version)
            held = Held.counted(lambda query: int(copy.execute(query).fetchone()[0]))
        progress(1, 1, "Checking the copy")
    except sqlite3.Error as error:
        raise BackupError(
            f"There is no backup now, as the copy failed: {error}. See that the disk has room and no errors, then"
            " try again."
        ) from error
    return held


def _copy(database: Database, draft: Path, progress: Progress) -> str:
    """Copy the pages; returns the schema's version."""
    with database.engine.connect() as connection, closing(sqlite3.connect(draft)) as copy:
        # An open snapshot: without one, the copy begins again with each commit of another process, and never ends.
        version = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one()
        source = connection.connection.driver_connection
        if not isinstance(source, sqlite3.Connection):
            raise TypeError("the SQLite engine needs the standard library driver")

        def advance(_status: int, left: int, total: int) -> None:
            progress(total - left, total, "Copying")

        source.backup(copy, pages=PAGES, progress=advance)
    return str(version)


def _require_whole(copy: sqlite3.Connection, version: str) -> None:
    found = [str(row[0]) for row in copy.execute("PRAGMA integrity_check(1)")]
    if found != ["ok"]:
        raise BackupError(
            f"The copy is damaged ({found[0]}), so it was not kept. Try again; if it is the same then, the"
            " database itself is damaged: go back to the last backup."
        )
    orphan = copy.execute("PRAGMA foreign_key_check").fetchone()
    if orphan is not None:
        raise BackupError(
            f"A row of table {orphan[0]} refers to nothing, so the copy was not kept. The database itself is"
            " damaged: go back to the last backup."
        )
    if copy.execute("SELECT version_num FROM alembic_version").fetchone() != (version,):
        raise BackupError("The copy has another version than the database, so it was not kept. Try again.")
