"""Textual's driver for a terminal at the other end of an ssh channel.

It begins without one: a program is put together and drawn before anybody asks for it, and shows its first frame
when it is given a terminal.
"""

from __future__ import annotations

import asyncio
from codecs import getincrementaldecoder
from time import perf_counter
from typing import TYPE_CHECKING, Any

from textual import events
from textual.app import App
from textual.driver import Driver
from textual.geometry import Size
from textual.message import Message
from textual.messages import InBandWindowResize

from introtui.ssh.measures import KEY
from introtui.terminal_size import clamped
from introtui.whole_pastes import WholePastes

if TYPE_CHECKING:
    from introtui.ssh.line import Line

ENTER = (
    "\x1b[?1049h"  # the other screen
    "\x1b[?1000h\x1b[?1003h\x1b[?1015h\x1b[?1006h"  # mouse
    "\x1b[?25l"  # no cursor
    "\x1b[?1004h"  # focus
    "\x1b[?2004h"  # pastes are marked
    "\x1b[?7l"  # no line wrap
)
ASK = (
    "\x1b[?2026$p"  # are whole frames shown at once?
    "\x1b[?2048$p"  # are sizes told in band?
)
LEAVE = "\x1b[?2004l\x1b[?7h\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?1004l\x1b[?1049l\x1b[?25h"
LEAVE_IN_BAND = "\x1b[?2048l"
RESIZE_TIME = 0.1
"""Seconds between two sizes a program is told: laying out a screen costs more than asking for it."""
CELLS_A_SECOND = 10_000
"""Cells that are laid out anew in a second where sizes come and come."""
LONGEST_RESIZE_TIME = 1.0
ESCAPE_TIME = 0.15
"""Seconds after which an escape character alone is the escape key."""
NOTHING_DRAWN = 10.0
"""Seconds without a frame after which a key is taken to have changed nothing."""


class ScreenDriver(Driver):
    """Draws on a `Line`, once there is one."""

    def __init__(
        self,
        app: App[Any],
        *,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._line: Line | None = None
        self._parser = WholePastes()
        self._decode = getincrementaldecoder("utf-8")("replace").decode
        self._in_band = False
        self._key_at: float | None = None
        """When the first key came that led to no frame yet."""
        self._is_over = False
        self._asked_size: Size | None = None
        self._resizing: asyncio.TimerHandle | None = None
        self._resized_at = 0.0
        self._ticking: asyncio.TimerHandle | None = None

    # What Textual calls

    def start_application_mode(self) -> None:
        """Tell the program the size it is put together for."""
        self._tell_size(self.told_size)

    def write(self, data: str) -> None:
        """Send a frame, once there is somewhere to send it."""
        if self._line is not None:
            self._line.frame(data)

    def disable_input(self) -> None:
        """Read no more, and tell of no more sizes."""
        self._is_over = True
        for timer in (self._resizing, self._ticking):
            if timer is not None:
                timer.cancel()

    def stop_application_mode(self) -> None:
        """Put the terminal back as it was."""
        if self._line is not None:
            self._line.send((LEAVE_IN_BAND if self._in_band else "") + LEAVE)

    def open_url(self, url: str, new_tab: bool = True) -> None:
        """Do nothing: a browser would open on the server."""

    @property
    def told_size(self) -> Size:
        """The size the program was told last."""
        return Size(*(self._size or (80, 24)))

    # What the channel calls

    def attach(self, line: Line, size: Size) -> None:
        """Take a terminal over and draw everything on it."""
        self._line = line
        line.redraw = self.redraw
        # The first size is laid out like any other: the next one waits for it.
        self._resized_at = self._loop.time()
        line.send(ENTER)
        if size == self._app.size:
            self.redraw()
        else:
            self._size = (size.width, size.height)
            self._tell_size(size)
        line.send(ASK)

    def drawn(self) -> None:
        """Note that a frame was sent: a key may have waited for it."""
        if self._key_at is not None:
            KEY.observe(perf_counter() - self._key_at)
            self._key_at = None

    def redraw(self) -> None:
        """Draw everything again, now."""
        app = self._app
        if app.is_running and app._screen_stack:
            # Called by the channel, outside of every program.
            with app._context():
                screen = app.screen
                update = screen._compositor.render_update(full=True, screen_stack=app._background_screens)
                app._display(screen, update)

    def feed(self, data: bytes) -> None:
        """Read what the terminal sent; what is no UTF-8 is read as U+FFFD."""
        if self._is_over:
            return
        for message in self._parser.feed(self._decode(data)):
            self.process_message(message)
        if self._ticking is not None:
            self._ticking.cancel()
        self._ticking = self._loop.call_later(ESCAPE_TIME, self._tick)

    def resize(self, size: Size) -> None:
        """Tell the program another size, soon; of many at once the last one."""
        self._asked_size = size
        if self._resizing is None and not self._is_over:
            rest = min(max(size.area, self._app.size.area) / CELLS_A_SECOND, LONGEST_RESIZE_TIME)
            in_time = self._resized_at + rest - self._loop.time()
            self._resizing = self._loop.call_later(max(RESIZE_TIME, in_time), self._resize)

    def process_message(self, message: Message) -> None:
        """Hand over what was read; a size in band is a size like any other."""
        if isinstance(message, InBandWindowResize):
            if message.supported and not message.enabled and self._line is not None:
                self._line.send("\x1b[?2048h")
            self._in_band = self._in_band or message.supported
        elif isinstance(message, events.Resize):
            self.resize(clamped(message.size.width, message.size.height))
        else:
            if isinstance(message, events.Key):
                self._note_key()
            super().process_message(message)

    def send_message(self, message: Message) -> None:
        """Hand a message to the program; everything here runs in its loop."""
        self._app.post_message(message)

    def _note_key(self) -> None:
        now = perf_counter()
        if self._key_at is None or now - self._key_at > NOTHING_DRAWN:
            self._key_at = now

    def _tick(self) -> None:
        for message in self._parser.tick():
            self.process_message(message)

    def _resize(self) -> None:
        self._resizing = None
        self._resized_at = self._loop.time()
        if self._asked_size is not None:
            self._tell_size(self._asked_size)

    def _tell_size(self, size: Size) -> None:
        self._size = (size.width, size.height)
        self.send_message(events.Resize(size, size))
