"""The file with the key under which secrets are kept: outside the database, readable by its owner alone."""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path

from introtui.domain.errors import IntrotuiError

KEY_BYTES = 32
MODE = 0o600


class KeyFileError(IntrotuiError):
    """The key cannot be used; the sentence says what to do."""


def make_key_file(path: Path) -> None:
    """Write a new key; raises `KeyFileError` where a file is: what is sealed needs its own key."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, MODE)
    except OSError as error:
        raise KeyFileError(f"The key file {path} cannot be made: {error.strerror}.") from error
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(KEY_BYTES) + "\n")
        file.flush()
        os.fsync(file.fileno())


def load_key(path: Path) -> bytes:
    """Return the 32 bytes of a key file; raises `KeyFileError`."""
    try:
        with path.open(encoding="ascii") as file:
            mode, text = os.fstat(file.fileno()).st_mode, file.read()
    except OSError as error:
        raise KeyFileError(
            f"The key file {path} cannot be read: {error.strerror}. Put back the one from your backup; "
            "for a new installation run: introtui init"
        ) from error
    if stat.S_IMODE(mode) & 0o077:
        raise KeyFileError(f"Others can read the key file {path}. Run: chmod 600 {path}")
    try:
        key = bytes.fromhex(text.strip())
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise KeyFileError(f"The key file {path} is damaged: put back the one from your backup.")
    return key
