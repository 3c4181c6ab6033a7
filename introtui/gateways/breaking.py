"""A circuit breaker: who did not answer several times is left alone for a while."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from time import monotonic

FAILURES = 3
PAUSE_SECONDS = 60.0


class Breaker:
    """Counts failures in a row; after the pause, one question after the other tells whether it is over."""

    def __init__(
        self,
        *,
        failures: int = FAILURES,
        pause_seconds: float = PAUSE_SECONDS,
        seconds: Callable[[], float] = monotonic,
    ) -> None:
        self._most = failures
        self._pause = pause_seconds
        self._seconds = seconds
        self._guard = Lock()
        self._failures = 0
        self._closed_until = 0.0

    def lets_ask(self) -> bool:
        """Return whether to ask now; the first to ask after a pause asks alone."""
        with self._guard:
            if self._failures < self._most:
                return True
            now = self._seconds()
            if now < self._closed_until:
                return False
            self._closed_until = now + self._pause
            return True

    def answered(self) -> None:
        """Note that there was an answer."""
        with self._guard:
            self._failures = 0

    def failed(self) -> None:
        """Note that there was none."""
        with self._guard:
            self._failures += 1
            if self._failures >= self._most:
                self._closed_until = self._seconds() + self._pause
