"""A driver that keeps every character the program writes to its terminal, and how such a stream is judged."""

from __future__ import annotations

import asyncio
import re
import unicodedata
from collections.abc import Awaitable, Callable

from textual import events
from textual.driver import Driver
from textual.geometry import Size
from textual.pilot import Pilot

from introtui.app import IntroTUI
from introtui.recording.settling import settle
from tests.programs import until
from tests.steady_pilot import SteadyPilot

Walk = Callable[[Pilot[None]], Awaitable[None]]

DRAWING = re.compile(
    r"\x1b\[[0-9;]*m"  # colours and weights
    r"|\x1b\[[0-9]+;[0-9]+H"  # where the next text goes
    r"|\x1b\]22;[a-z-]*\x07"  # the shape of the mouse pointer
)
"""Everything Textual writes between texts once a program runs; not a single other sequence is needed."""

INVISIBLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0000-\U000e0fff]"
)
"""Characters that leave no ink although their category is that of a letter, a mark or a symbol."""


class ByteDriver(Driver):
    """A terminal that is not there: not headless, so the program draws everything, and all of it is kept."""

    def __init__(
        self,
        app: IntroTUI,
        *,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self.written: list[str] = []

    def write(self, data: str) -> None:
        """Keep what is written."""
        self.written.append(data)

    def start_application_mode(self) -> None:
        """Tell the program its size, as a terminal does."""
        size = Size(*(self._size or (80, 24)))
        asyncio.get_running_loop().call_soon(self.send_message, events.Resize(size, size))

    def disable_input(self) -> None:
        """Do nothing: there is no input."""

    def stop_application_mode(self) -> None:
        """Do nothing: there is no terminal to put back."""


async def driven(app: IntroTUI, walk: Walk, size: tuple[int, int]) -> str:
    """Run the program while `walk` uses it, from when it is loaded; returns what its terminal got."""

    async def loaded(pilot: Pilot[None]) -> None:
        await until(pilot, lambda: app.session.state.orders is not None)
        await settle(app)
        await walk(pilot)
        app.exit()

    stream = await written(app, loaded, size)
    if app._exception is not None:
        raise app._exception
    return stream


async def written(app: IntroTUI, walk: Walk, size: tuple[int, int]) -> str:
    """Run the program until it ends, however it does; returns what its terminal got."""
    app.driver_class = ByteDriver

    async def walked(_pilot: Pilot[object]) -> None:
        await walk(SteadyPilot(app))

    await app.run_async(headless=False, size=size, auto_pilot=walked)
    assert isinstance(app._driver, ByteDriver)
    return "".join(app._driver.written)


def texts(stream: str) -> str:
    """Return a stream's texts without their colours, a line for each place where something was drawn."""
    return DRAWING.sub(lambda found: "\n" if found[0].endswith("H") else "", stream)


def intruders(stream: str) -> set[str]:
    """Return the characters of a stream that no terminal may get, by code point; Textual's own sequences aside."""
    left = DRAWING.sub("", stream)
    return {f"U+{ord(character):04X}" for character in set(left) if _is_intruder(character)}


def _is_intruder(character: str) -> bool:
    if character in "\r\n":
        return False
    return unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"} or bool(INVISIBLE.match(character))
