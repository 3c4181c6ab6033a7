"""Doing soon what was asked for, once for all who ask meanwhile, and not too often."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from math import inf


class Paced:
    """Calls `act` so many seconds after the first who asks, and with so many from one call to the next."""

    def __init__(self, act: Callable[[], None], *, pause: float, rest: float) -> None:
        self._act = act
        self._pause, self._rest = pause, rest
        self._due: asyncio.TimerHandle | None = None
        self._acted_at = -inf
        self._is_over = False

    def ask(self) -> None:
        """Have it done in a while."""
        if self._due is None and not self._is_over:
            loop = asyncio.get_running_loop()
            in_time = self._acted_at + self._rest - loop.time()
            self._due = loop.call_later(max(self._pause, in_time), self._do)

    @property
    def is_due(self) -> bool:
        """Whether somebody asked, and it is not done yet."""
        return self._due is not None

    def hurry(self) -> None:
        """Do now what is due: for replays and tests."""
        if self._due is not None:
            self._due.cancel()
            self._do()

    def end(self) -> None:
        """Do nothing any more, and hold nobody."""
        self._is_over = True
        self._act = _nothing
        if self._due is not None:
            self._due.cancel()

    def _do(self) -> None:
        self._due = None
        self._acted_at = asyncio.get_running_loop().time()
        self._act()


def _nothing() -> None:
    """Do nothing: it is over."""
