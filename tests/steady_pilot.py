"""A pilot that waits by what a program has still to do, and not by how busy the processor is."""

from __future__ import annotations

import asyncio
import unicodedata

from textual.app import App
from textual.events import Key
from textual.geometry import Size
from textual.keys import REPLACED_KEYS, _character_to_key, _get_unicode_name_from_key
from textual.pilot import Pilot

from introtui.recording.settling import drained


class SteadyPilot(Pilot[None]):
    """Presses a key once all messages that came before are handled; it waits for no service.

    Textual's own waits until the processor has been idle for a while: 40 ms a key, more where other programs keep
    the processor busy, and a service that then answers late is missed.
    """

    def __init__(self, app: App[None]) -> None:
        super().__init__(app)
        # In a terminal no task is the program's own, and what waits for one must fail here as it does there.
        app._task = None

    async def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        driver = self.app._driver
        assert driver is not None
        for key in keys:
            driver.send_message(_pressed(key))
            await drained(self.app)

    async def pause(self, delay: float | None = None) -> None:
        """Wait until every message is handled, after a delay if there is one."""
        await asyncio.sleep(delay or 0)
        await drained(self.app)

    async def resize_terminal(self, width: int, height: int) -> None:
        """Resize the terminal; the program takes the new size over after a moment of its own choosing."""
        await super().resize_terminal(width, height)
        while self.app.screen.outer_size != Size(width, height):
            await self.pause(0.005)


def _pressed(key: str) -> Key:
    name = _character_to_key(key) if len(key) == 1 and not key.isalnum() else key
    original = REPLACED_KEYS.get(name, name)
    try:
        return Key(name, unicodedata.lookup(_get_unicode_name_from_key(original)))
    except KeyError:
        return Key(name, name if len(name) == 1 else None)
