"""The whole program in a real pseudo-terminal, and what it told its user there."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
from pathlib import Path
from time import monotonic

PATIENCE = 30.0
REFERENCE = re.compile(r"Reference ([0-9a-f]{8})")


class PseudoTerminal:
    """A real pseudo-terminal with the whole program in it."""

    def __init__(self, environment: dict[str, str], *arguments: str) -> None:
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.before = termios.tcgetattr(slave)
        self.slave = slave
        self.process = subprocess.Popen(
            [sys.executable, "-m", "introtui", *arguments],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env={**os.environ, "TERM": "xterm-256color", **environment},
            start_new_session=True,
        )
        self.got = ""
        self.is_there = True

    def read_until(self, words: str) -> None:
        """Read until the terminal got some words."""
        end = monotonic() + PATIENCE
        while words not in self.got:
            assert monotonic() < end, f"{words!r} did not come; the terminal got {self.got[-2000:]!r}"
            self._read()

    def read_to_the_end(self) -> None:
        """Read until the program ended."""
        end = monotonic() + PATIENCE
        while self.process.poll() is None:
            assert monotonic() < end, "the program does not end"
            self._read()
        self._read()

    def _read(self) -> None:
        if select.select([self.master], [], [], 0.1)[0]:
            self.got += os.read(self.master, 1 << 16).decode("utf-8", "replace")

    def send(self, keys: bytes) -> None:
        """Type."""
        os.write(self.master, keys)

    def take_away(self) -> None:
        """Close the window: whoever reads the terminal from now on is told that it ended."""
        os.close(self.slave)
        os.close(self.master)
        self.is_there = False

    def close(self) -> None:
        """End the program if it still runs."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        if self.is_there:
            self.take_away()


def restored(terminal: PseudoTerminal) -> bool:
    """Return whether the terminal is as it was: main screen, visible cursor, no mouse, the same line settings."""
    left, entered = terminal.got.rfind("\x1b[?1049l"), terminal.got.rfind("\x1b[?1049h")
    quiet = terminal.got.rfind("\x1b[?1003l") > terminal.got.rfind("\x1b[?1003h")
    shown = terminal.got.rfind("\x1b[?25h") > terminal.got.rfind("\x1b[?25l")
    return left > entered >= 0 and quiet and shown and termios.tcgetattr(terminal.slave) == terminal.before


def at_home(folder: Path, url: str) -> dict[str, str]:
    """Return the variables that keep everything the program writes in a folder, and try what Textual reads."""
    return {
        "XDG_STATE_HOME": str(folder / "state"),
        "XDG_CONFIG_HOME": str(folder / "config"),
        "INTROTUI_DATABASE_URL": url,
        "TEXTUAL": "debug,devtools",
        "TEXTUAL_DEBUG": "1",
        "TEXTUAL_DRIVER": "nowhere:NoDriver",
        "TEXTUAL_PRESS": "ctrl+q",
    }


def references(told: str) -> list[str]:
    """Return the references in what a user was told."""
    return REFERENCE.findall(" ".join(told.split()))
