"""A backup of whichever database it is, and what it holds."""

from __future__ import annotations

from pathlib import Path

from introtui.store.backup.held import Held, Progress
from introtui.store.backup.new_file import BackupError, new_file
from introtui.store.backup.postgres import Dump
from introtui.store.backup.sqlite import copy_sqlite
from introtui.store.engine import Database
from introtui.store.migrate import version_of


def back_up(database: Database, path: Path, *, progress: Progress) -> Held:
    """Write all that is committed by now to a new file, readable by its owner alone; returns what it holds.

    An older or newer schema is copied too. Raises `BackupError` where a file is already, when the copy is not
    whole or cannot be made; then there is no file.
    """
    if version_of(database) is None:
        raise BackupError("This database is empty: there is nothing to back up.")
    if database.is_sqlite:
        with new_file(path) as draft:
            return copy_sqlite(database, draft, progress)
    dump = Dump.of(database)
    with new_file(path) as draft:
        return dump.write(draft, progress)
