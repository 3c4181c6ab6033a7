"""Writing a file: all of it or nothing."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from secrets import token_hex

from introtui.domain.errors import ActionRefused
from introtui.session import Session


def folder_of(session: Session, word: str) -> Path:
    """Return where files go; raises `ActionRefused` where the user has no folder, with what to say instead."""
    if session.export_folder is None:
        raise ActionRefused(f"Files are kept on your own machine. Say there: ssh LOGIN@HOST {word} > FILE")
    return session.export_folder.expanduser().absolute()


def save_file(path: Path, content: bytes) -> None:
    """Put a file in place; raises what `save_pieces` raises."""
    save_pieces(path, [content])


def save_pieces(path: Path, pieces: Iterable[bytes]) -> None:
    """Put a file in place once it is complete; until then, and when that fails, the old one stays.

    A file that cannot be written raises `ActionRefused`.
    """
    part = path.with_name(f".{path.name}.{token_hex(4)}")
    try:
        try:
            with part.open("xb") as file:
                file.writelines(pieces)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise ActionRefused(f"{path} cannot be written: {error.strerror}. Nothing was saved.") from error
