"""Standard input and output of a word, where several are said at once in one process.

What prints or reads while a word runs talks to that word's channel; everything else talks to the process's own
streams.
"""

from __future__ import annotations

import asyncio
import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from typing_extensions import Buffer

    from introtui.ssh.wire import ServedChannel

CHUNK = 32 * 1024
LONGEST_INPUT = 64 * 1024
"""Bytes a word reads as lines; a password or a name needs no more."""
LONGEST_FILE = 65 * 1024 * 1024
"""Bytes a word reads as a file, which has its own limit below this."""


@dataclass(frozen=True, slots=True)
class Voice:
    """The streams of one word; `taken` is what is heard, as the bytes of a file."""

    heard: TextIO
    taken: io.BufferedIOBase
    said: TextIO
    told: TextIO


_VOICE: ContextVar[Voice | None] = ContextVar("voice", default=None)


class ChannelOutput(io.RawIOBase):
    """Sends what a thread writes, and has it wait while the other end does not read."""

    def __init__(self, channel: ServedChannel, loop: asyncio.AbstractEventLoop, *, beside: bool) -> None:
        super().__init__()
        self._channel, self._loop, self._beside = channel, loop, beside

    def writable(self) -> bool:
        """Take bytes."""
        return True

    def write(self, data: Buffer, /) -> int:
        """Send bytes; raises `BrokenPipeError` when nobody is there any more."""
        sent = bytes(data)
        asyncio.run_coroutine_threadsafe(self._channel.write(sent, beside=self._beside), self._loop).result()
        return len(sent)


class ChannelInput(io.RawIOBase):
    """Reads what the other end sends, as far as a word wants it."""

    def __init__(self, channel: ServedChannel, loop: asyncio.AbstractEventLoop, most: int) -> None:
        super().__init__()
        self._channel, self._loop, self._left = channel, loop, most

    def readable(self) -> bool:
        """Give bytes."""
        return True

    def readinto(self, buffer: Buffer, /) -> int:
        """Read some bytes; none at the end, or after more than any word needs."""
        view = memoryview(buffer)
        most = min(len(view), self._left)
        data = asyncio.run_coroutine_threadsafe(self._channel.read(most), self._loop).result() if most else b""
        view[: len(data)] = data
        self._left -= len(data)
        return len(data)


def voice_of(channel: ServedChannel, loop: asyncio.AbstractEventLoop) -> Voice:
    """Return the streams of a word said on a channel."""
    # A client that asked for a terminal has made its own one raw: a line has to be begun at its left there.
    newline = "\r\n" if channel.wanted.has_terminal else "\n"

    def output(*, beside: bool) -> TextIO:
        raw = ChannelOutput(channel, loop, beside=beside)
        return io.TextIOWrapper(io.BufferedWriter(raw, CHUNK), encoding="utf-8", errors="replace", newline=newline)

    def read(most: int) -> io.BufferedReader:
        return io.BufferedReader(ChannelInput(channel, loop, most))

    heard = io.TextIOWrapper(read(LONGEST_INPUT), encoding="utf-8", errors="replace")
    return Voice(heard, read(LONGEST_FILE), output(beside=False), output(beside=True))


@contextmanager
def speaking(voice: Voice) -> Iterator[None]:
    """Have what is printed go to a word's channel."""
    token = _VOICE.set(voice)
    try:
        yield
    finally:
        _VOICE.reset(token)
        voice.told.flush()
        voice.said.flush()


class Routed(io.TextIOBase):
    """A standard stream of the process that is another one while a word is said."""

    def __init__(self, name: str, usual: TextIO) -> None:
        super().__init__()
        self._name, self._usual = name, usual

    @property
    def _now(self) -> TextIO:
        voice = _VOICE.get()
        stream: TextIO = self._usual if voice is None else getattr(voice, self._name)
        return stream

    @property
    def buffer(self) -> io.BufferedIOBase:
        """The stream of bytes beneath."""
        voice = _VOICE.get()
        if voice is not None and self._name == "heard":
            return voice.taken
        beneath: io.BufferedIOBase = self._now.buffer  # type: ignore[assignment]
        return beneath

    def write(self, text: str, /) -> int:
        """Write to whoever speaks."""
        return self._now.write(text)

    def readline(self, size: int = -1, /) -> str:  # type: ignore[override]
        """Read from whoever speaks."""
        return self._now.readline(size)

    def flush(self) -> None:
        """Send what waits."""
        self._now.flush()

    def isatty(self) -> bool:
        """Tell whether this is a terminal; a word's channel never is."""
        return _VOICE.get() is None and self._usual.isatty()


def route_streams() -> None:
    """Put routed streams in place of the process's own, once."""
    if not isinstance(sys.stdout, Routed):
        sys.stdin = Routed("heard", sys.stdin)
        sys.stdout = Routed("said", sys.stdout)
        sys.stderr = Routed("told", sys.stderr)
