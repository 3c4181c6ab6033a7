"""The key by which people know this server again: made once, kept, and never silently made anew."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from asyncssh import KeyImportError, SSHKey, generate_private_key, import_private_key

from introtui.domain.errors import IntrotuiError

KIND = "ssh-ed25519"
MODE = 0o600


class HostKeyError(IntrotuiError):
    """The host key cannot be used; the sentence says what to do."""


def make_host_key(path: Path) -> None:
    """Write a new key, readable by its owner alone; raises `HostKeyError` where a file is."""
    content = generate_private_key(KIND, comment="introtui").export_private_key()
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, MODE)
    except OSError as error:
        raise HostKeyError(f"The host key {path} cannot be made: {error.strerror}.") from error
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def load_host_key(path: Path) -> SSHKey:
    """Return the key of a file, loaded once for all connections; raises `HostKeyError`."""
    try:
        with path.open("rb") as file:
            mode, content = os.fstat(file.fileno()).st_mode, file.read()
    except OSError as error:
        raise HostKeyError(
            f"The host key {path} cannot be read: {error.strerror}. Put back the one from your backup: with"
            " another one every client would warn of an attack. For a new server run:"
            " introtui serve --make-host-key"
        ) from error
    if stat.S_IMODE(mode) & 0o077:
        raise HostKeyError(f"Others can read the host key {path}. Run: chmod 600 {path}")
    try:
        return import_private_key(content)
    except KeyImportError as error:
        raise HostKeyError(
            f"The host key {path} is no private key without a passphrase: put back the one from your backup."
        ) from error


def fingerprint(key: SSHKey) -> str:
    """Return what people compare when they connect for the first time."""
    return key.get_fingerprint()
