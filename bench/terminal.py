"""Programs in a real pseudo-terminal, timed from the start of the process to a text on their screen."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import termios
from collections.abc import Mapping, Sequence
from time import perf_counter

PATIENCE_SECONDS = 60.0


def seconds_until(command: Sequence[str], texts: Sequence[str], environment: Mapping[str, str]) -> list[float]:
    """Start a program at 80x24 and return when each text first appeared; the program is then ended."""
    start = perf_counter()
    process, terminal = pty.fork()
    if process == 0:
        os.execvpe(command[0], list(command), dict(environment))
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    try:
        return _appearances(terminal, texts, start)
    finally:
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        os.close(terminal)


def _appearances(terminal: int, texts: Sequence[str], start: float) -> list[float]:
    output, times = b"", dict.fromkeys(texts, 0.0)
    while not all(times.values()):
        ready, _, _ = select.select([terminal], [], [], PATIENCE_SECONDS)
        if not ready:
            raise TimeoutError(f"{texts} did not appear")
        output += os.read(terminal, 65536)
        now = perf_counter() - start
        for text in texts:
            if not times[text] and text.encode() in output:
                times[text] = now
    return list(times.values())
