"""What the one channel of a connection talks to: the full-screen program, or a word of the command line."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from asyncssh import DataType, SSHServerChannel, SSHServerSession

from introtui.ssh.channel import is_name
from introtui.ssh.line import Line

TermSize = tuple[int, int, int, int]
TermModes = Mapping[int, int]

MOST_UNREAD = 64 * 1024
"""Bytes typed ahead after which the other end has to wait."""
LONGEST_COMMAND = 8_192
NO_TERMINAL = "introtui: The full-screen program needs a terminal (ssh -t). For words: ssh LOGIN@HOST help\r\n"


@dataclass(slots=True)
class Wanted:
    """What was asked for: a command, or the program on a terminal of a kind and a size."""

    command: str | None = None
    term: str = ""
    size: tuple[int, int] = (0, 0)
    has_terminal: bool = False
    environment: dict[bytes, bytes] = field(default_factory=dict)


class ServedChannel(SSHServerSession[bytes]):
    """Hands over what arrives, no faster than it is read, and runs what was asked for until it ends."""

    def __init__(self, run: Callable[[ServedChannel], Awaitable[int]]) -> None:
        self.wanted = Wanted()
        self.line: Line
        """What is written goes there, once the channel is open."""
        self.on_size: Callable[[int, int], None] = _no_size
        self.on_gone: Callable[[], None] = _nothing
        """Called when the other end is gone."""
        self.on_stop: Callable[[float], None] = _no_stop
        """Called with the seconds until the server stops, 0 for now; a word is finished in any case."""
        self._run = run
        self._channel: SSHServerChannel[bytes] | None = None
        self._unread = bytearray()
        self._arrived = asyncio.Event()
        self._writable = asyncio.Event()
        self._writable.set()
        self._ended = False
        self._serving: asyncio.Task[None] | None = None

    # What asyncssh calls

    def connection_made(self, chan: SSHServerChannel[bytes]) -> None:
        """Take the channel over."""
        self._channel = chan
        self.line = Line(chan)
        # Behind as soon as the window is used up: a frame that waits is an old one.
        chan.set_write_buffer_limits(0, 0)

    def pty_requested(self, term_type: str, term_size: TermSize, term_modes: TermModes) -> bool:
        """Take a terminal whose name is one."""
        self.wanted.has_terminal = True
        self.wanted.term = term_type if is_name(term_type) else ""
        self.wanted.size = (term_size[0], term_size[1])
        return True

    def shell_requested(self) -> bool:
        """Open the program."""
        return True

    def exec_requested(self, command: str) -> bool:
        """Run a word."""
        self.wanted.command = command
        return len(command) <= LONGEST_COMMAND

    def session_started(self) -> None:
        """Begin."""
        if self._channel is not None:
            self.wanted.environment = dict(self._channel.get_environment_bytes())
            self._channel.set_xon_xoff(False)
            # A task of its own: asyncssh cancels those of a connection that is lost.
            self._serving = asyncio.create_task(self._serve())

    def data_received(self, data: bytes, datatype: DataType) -> None:
        """Keep what was typed until it is read; ask for no more while that is much."""
        self._unread += data
        self._arrived.set()
        if len(self._unread) >= MOST_UNREAD and self._channel is not None:
            self._channel.pause_reading()

    def eof_received(self) -> bool:
        """Keep the channel open: an answer may still have to be sent."""
        self._end()
        return True

    def terminal_size_changed(self, width: int, height: int, pixwidth: int, pixheight: int) -> None:
        """Pass another size on."""
        self.wanted.size = (width, height)
        self.on_size(width, height)

    def pause_writing(self) -> None:
        """Draw nothing: the window is used up."""
        self._writable.clear()
        self.line.hold("window")

    def resume_writing(self) -> None:
        """Draw again."""
        self._writable.set()
        self.line.let_go("window")

    def connection_lost(self, exc: Exception | None) -> None:
        """End what runs."""
        self._end()
        self._writable.set()
        self._channel = None
        self.line.cut()
        self.on_gone()

    # What runs on it calls

    def forget_program(self) -> None:
        """Tell nobody of sizes, of a stop or of the end from now on."""
        self.on_size, self.on_gone, self.on_stop, self.line.redraw = _no_size, _nothing, _no_stop, _nothing

    @property
    def has_begun(self) -> bool:
        """Whether what was asked for has been begun."""
        return self._serving is not None

    @property
    def is_gone(self) -> bool:
        """Whether nobody is at the other end any more."""
        return self._channel is None or self._channel.is_closing()

    async def read(self, most: int) -> bytes:
        """Return what was typed, as soon as there is something; nothing at the end."""
        while not self._unread and not self._ended:
            self._arrived.clear()
            await self._arrived.wait()
        data = bytes(self._unread[:most])
        del self._unread[:most]
        if len(self._unread) < MOST_UNREAD // 2 and self._channel is not None:
            self._channel.resume_reading()
        return data

    async def write(self, data: bytes, *, beside: bool = False) -> None:
        """Send all of it, however slow the other end is; `beside` to standard error. Raises `BrokenPipeError`."""
        await self._writable.wait()
        if self._channel is None or self.is_gone:
            raise BrokenPipeError
        if beside:
            self._channel.write_stderr(data)
        else:
            self._channel.write(data)

    def _end(self) -> None:
        self._ended = True
        self._arrived.set()

    async def _serve(self) -> None:
        code = await self._run(self)
        if self._channel is None or self.is_gone:
            return
        connection = self._channel.get_connection()
        self._channel.exit(code)
        # Once all of it is sent: a connection that goes on without its one session would hold a place for nothing.
        await self._channel.wait_closed()
        connection.close()


def _no_size(_width: int, _height: int) -> None:
    """Do nothing: no program draws yet."""


def _no_stop(_seconds: float) -> None:
    """Do nothing: no program runs."""


def _nothing() -> None:
    """Do nothing: nothing runs yet."""
