"""Collecting garbage in a process that holds many programs, without holding them all up.

A full collection looks at every object there is: a hundred programs are a second. So old objects are looked at
while they are few, and what is still alive then is set aside, where no collection looks; counting references frees
it when its program ends (`dismantling`), and the rest goes when nobody is connected.
"""

from __future__ import annotations

import asyncio
import ctypes
import gc
from collections.abc import Callable

from introtui.ssh.strips import hold_no_lines_by_themselves

YOUNG = (2_000, 10, 1_000_000_000)
"""Objects made until the youngest are looked at, and how often until the middle ones are; the oldest never are."""
MOST_OLD = 10_000
"""Old objects that are looked at at once; a microsecond each."""
PAUSE = 0.25
"""Seconds between two looks at how many there are."""
WORTH_IT = 20
"""Programs that have ended until it is worth to look at everything."""

M_MMAP_THRESHOLD = -3
BIG = 1 << 20
"""Bytes from which on memory is given back to the system as soon as it is free."""


def give_back_big_memory() -> None:
    """Keep nothing of what a hash of a password took; glibc would keep as much for every thread (mallopt(3))."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(M_MMAP_THRESHOLD, BIG)


class Collector:
    """Collects for one process from `start` until `close`."""

    def __init__(self, sessions: Callable[[], int]) -> None:
        self.ended = 0
        """How many programs have ended since everything was looked at."""
        self._sessions = sessions
        self._running: asyncio.Task[None] | None = None
        self._before = gc.get_threshold()

    def start(self) -> None:
        """Set aside what is there now, and collect from time to time."""
        hold_no_lines_by_themselves()
        self._look_at_everything()
        gc.set_threshold(*YOUNG)
        self._running = asyncio.create_task(self._run())

    def close(self) -> None:
        """Leave it to Python again."""
        if self._running is not None:
            self._running.cancel()
            gc.set_threshold(*self._before)
            gc.unfreeze()

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(PAUSE)
            self.look()

    def look(self) -> None:
        """Collect what is worth it now."""
        if self.ended >= WORTH_IT and not self._sessions():
            self._look_at_everything()
        elif len(gc.get_objects(generation=2)) > MOST_OLD:
            gc.collect()
            gc.freeze()

    def _look_at_everything(self) -> None:
        gc.unfreeze()
        gc.collect()
        gc.freeze()
        self.ended = 0
