"""A terminal that keeps a screen as people see it: a window of tmux, with a shell in it."""

from __future__ import annotations

import asyncio
import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

from tests.needed import needed
from tests.ssh.openssh import own_environment
from tests.ssh.serving import PATIENCE

PAUSE = 0.05
SMALL = (80, 24)


class Tmux:
    """A tmux server of one test's own; what is typed goes to its one window."""

    def __init__(self, folder: Path) -> None:
        self._command = (needed("tmux"), "-S", str(folder / "tmux"), "-f", os.devnull)
        width, height = map(str, SMALL)
        new = ("new-session", "-d", "-x", width, "-y", height, "-c", str(folder), "/bin/sh")
        environment = {**own_environment(folder), "PS1": "$ "}
        self._run("set-option", "-g", "status", "off", ";", *new, environment=environment)

    def type(self, text: str) -> None:
        """Type a line."""
        self._run("send-keys", "-l", text)
        self.press("Enter")

    def press(self, *keys: str) -> None:
        """Press keys, by tmux's names."""
        self._run("send-keys", *keys)

    def resize(self, width: int, height: int) -> None:
        """Make the window another size."""
        self._run("resize-window", "-x", str(width), "-y", str(height))

    def shown(self) -> list[str]:
        """Return the lines of the screen, without spaces at their ends."""
        return [line.rstrip() for line in self._run("capture-pane", "-p").splitlines()]

    def modes(self) -> str:
        """Return whether the cursor is shown, the other screen is, and the mouse is watched: 100 in a shell."""
        return self._run("display-message", "-p", "#{cursor_flag}#{alternate_on}#{mouse_any_flag}").strip()

    async def until(self, words: str) -> None:
        """Wait until the screen shows some words."""
        await self.until_that(lambda: words in "\n".join(self.shown()), words)

    async def until_that(self, happened: Callable[[], bool], what: str) -> None:
        """Look again and again until the screen is as it should be."""
        end = monotonic() + PATIENCE
        while not happened():
            assert monotonic() < end, f"{what!r} did not come:\n" + "\n".join(self.shown())
            await asyncio.sleep(PAUSE)

    def close(self) -> None:
        """End the server with everything in it."""
        self._run("kill-server")

    def _run(self, *words: str, environment: dict[str, str] | None = None) -> str:
        done = subprocess.run(
            [*self._command, *words], env=environment, capture_output=True, text=True, check=True, timeout=PATIENCE
        )
        return done.stdout


@contextmanager
def tmux(folder: Path) -> Iterator[Tmux]:
    """Open a window in a folder."""
    window = Tmux(folder)
    try:
        yield window
    finally:
        window.close()
