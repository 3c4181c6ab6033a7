"""The terminal the program was started in, and what happens when it is taken away.

Textual's reader meets the end of a terminal that is gone again and again, without a pause.
"""

from __future__ import annotations

import asyncio
import select
import signal
from functools import partial

from textual.drivers import linux_driver
from textual.drivers.linux_driver import LinuxDriver
from textual.events import Resize
from textual.message import Message
from textual.timer import Timer

from introtui.terminal_size import clamped
from introtui.whole_pastes import WholePastes

LOOK_TIME = 0.5
"""Seconds between two looks at whether the terminal is still there."""

GONE = 128 + signal.SIGHUP
"""The exit code of a program that ends because its terminal did."""


class Terminal(LinuxDriver):
    """Ends the program when nobody can see it any more: a closed window, a lost connection."""

    _watch: Timer | None = None
    """Begun once: the program takes its terminal over again each time it was suspended."""

    def start_application_mode(self) -> None:
        """Take the terminal over, and watch it from then on."""
        super().start_application_mode()  # type: ignore[no-untyped-call]
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGHUP, self._end)
        # Else an interrupt would leave the terminal as it is, and the thread that reads it.
        for told in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(told, partial(self._app.exit, return_code=128 + told))
        if self._watch is None:
            self._watch = self._app.set_interval(LOOK_TIME, self._look)

    def _get_terminal_size(self) -> tuple[int, int]:
        return clamped(*super()._get_terminal_size())

    def process_message(self, message: Message) -> None:
        """Hand over what was read; a size told in band is one that can be drawn for, too."""
        if isinstance(message, Resize):
            size = clamped(*message.size)
            message = Resize(size, size, pixel_size=message.pixel_size)
        super().process_message(message)

    def run_input_thread(self) -> None:
        """Read what the user types and pastes."""
        # Where the driver looks its parser up; it has no other place to say which.
        vars(linux_driver)["XTermParser"] = WholePastes
        super().run_input_thread()

    def _look(self) -> None:
        # A poll that asks for nothing still reports the end; reading would take the user's keys.
        poll = select.poll()
        poll.register(self.fileno, 0)
        if poll.poll(0):
            self._end()

    def _end(self) -> None:
        self._app.exit(return_code=GONE)
