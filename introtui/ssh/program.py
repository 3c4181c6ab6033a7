"""The program of one ssh session, put together before it is known whose it will be."""

from __future__ import annotations

import asyncio
import sys
from math import ceil
from time import perf_counter
from typing import TYPE_CHECKING

from rich.color import ColorSystem
from textual.driver import Driver
from textual.events import DescendantFocus
from textual.widgets import Input, TextArea

from introtui.app import IntroTUI
from introtui.commands import Scope
from introtui.domain.text import safe
from introtui.ssh.closing import Closed, Registry
from introtui.ssh.dismantling import RememberedWorkers
from introtui.ssh.measures import FRAME
from introtui.ssh.resting import Rest, forget_drawings
from introtui.ssh.screen_driver import ScreenDriver

if TYPE_CHECKING:
    from rich.console import RenderableType
    from textual.geometry import Size
    from textual.screen import Screen

    from introtui.session import Session
    from introtui.ssh.line import Line

MOST_WAITING = 512
"""Keys that may wait for their turn before no more are read."""
MOMENT = 0.02
STOPS = "The server stops in {seconds} seconds: save what you are typing."
STOPPED = "The server was stopped. Connect again in a moment."


class ServedProgram(IntroTUI):
    """Waits, with its first section drawn, until somebody who was let in gets it."""

    def __init__(self, session: Session, *, brand: str, theme: str) -> None:
        super().__init__(session, brand=brand, theme=theme)
        self.farewell = ""
        """What is said on the terminal once it is put back: why the program ended, where that has a reason."""
        self.ready = asyncio.Event()
        """Set when the first section is drawn."""
        self._given = asyncio.Event()
        self._fits = False
        self.console._color_system = ColorSystem.TRUECOLOR
        self.animation_level = "none"
        self._workers = RememberedWorkers(self)
        self.closed = Closed(self._is_working)
        """Every screen and widget that was closed, and their parts."""
        self._registry = Registry(self.closed.add)
        self._rest = Rest(lambda: forget_drawings(self))
        # Of many programs in one process, none may turn the process's own output into its.
        self._capture_stdout, self._capture_stderr = sys.stdout, sys.stderr  # type: ignore[assignment]

    def get_driver_class(self) -> type[Driver]:
        """Return the driver of a terminal far away."""
        return ScreenDriver

    @property
    def screen_driver(self) -> ScreenDriver:
        """The driver, once the program runs."""
        driver = self._driver
        if not isinstance(driver, ScreenDriver):
            raise TypeError("the program does not run on a terminal far away")
        return driver

    async def sign_in(self) -> bool:
        """Wait for the terminal of somebody who has signed in; the section is put together before."""
        await self.switch_mode(Scope.ORDERS.name.lower())
        await self.drawn()
        self.ready.set()
        await self._given.wait()
        return True

    def give(self, line: Line, size: Size) -> None:
        """Show the program on a terminal, and open the account."""
        self._given.set()
        self.screen_driver.attach(line, size)

    async def has_room(self) -> None:
        """Wait until the program has handled most of what was typed."""
        while self.typed_keys > MOST_WAITING and self.is_running:
            await asyncio.sleep(MOMENT)

    async def _close_all(self) -> None:
        """Close every screen."""
        self._rest.end()
        forget_drawings(self)
        await super()._close_all()

    def _is_working(self) -> bool:
        """Return whether something goes on that may know a closed widget, such as a service that answers late."""
        return any(not worker.is_finished and worker not in self._asking for worker in self.workers)

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        """Draw nothing before there is a terminal: its colours are not known, and its size may be another."""
        if self._is_shown(screen):
            began = perf_counter()
            super()._display(screen, renderable)
            FRAME.observe(perf_counter() - began)
            self._rest.put_off()
            if isinstance(self._driver, ScreenDriver):
                self._driver.drawn()

    def _is_shown(self, screen: Screen[object]) -> bool:
        """Return whether frames are for the terminal, and not yet for the size the program was put together in."""
        if self._given.is_set() and not self._fits:
            self._fits = screen._compositor.size == self.screen_driver.told_size
        return self._fits

    def _print_error_renderables(self) -> None:
        """Print nothing: the terminal is not this process's."""

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """Keep the cursor still: each blink would be a frame on the line."""
        if isinstance(event.widget, Input | TextArea):
            event.widget.cursor_blink = False

    def collect_garbage(self) -> None:
        """Leave that to the process, which holds many programs."""

    def stop(self, seconds: float) -> None:
        """Tell that the server stops in so many seconds; at 0 end, and say why."""
        if not self.is_running:
            return
        if seconds:
            sentence = STOPS.format(seconds=ceil(seconds))
            self.call_later(self.notify, sentence, severity="warning", timeout=seconds)
        else:
            self.exit(return_code=1, message=STOPPED)

    def exit(self, result: None = None, return_code: int = 0, message: object | None = None) -> None:
        """End, and keep what is to be said."""
        if message is not None and not self.farewell:
            self.farewell = safe(str(message))
        super().exit(result, return_code)
