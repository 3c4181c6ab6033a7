"""A file that is there whole or not at all, and never in the place of another."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from introtui.domain.errors import IntrotuiError


class BackupError(IntrotuiError):
    """There is no backup now; the sentence says why and what to do."""


@contextmanager
def new_file(path: Path) -> Iterator[Path]:
    """Yield an empty file beside `path`, readable by its owner alone, that gets that name at the end.

    It is on the disk by then. Raises `BackupError` when there is a file of that name, before or after the block.
    """
    if os.path.lexists(path):
        raise _taken(path)
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        raise BackupError(f"{path} cannot be written: {error.strerror}. Name a file in another folder.") from error
    os.close(handle)
    draft = Path(name)
    try:
        yield draft
        _flush(draft)
        _give_name(draft, path)
        _flush(path.parent)
    finally:
        for ending in ("", "-journal"):
            Path(f"{draft}{ending}").unlink(missing_ok=True)


def _give_name(draft: Path, path: Path) -> None:
    try:
        # Unlike a rename, a link never takes the place of a file that came meanwhile.
        path.hardlink_to(draft)
    except FileExistsError as error:
        raise _taken(path) from error
    except OSError as error:
        raise BackupError(f"{path} cannot be named: {error.strerror}. Name a file in another folder.") from error


def _taken(path: Path) -> BackupError:
    return BackupError(f"There is a file {path} already, and a backup never takes the place of one. Name another.")


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
