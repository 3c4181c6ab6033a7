"""Work beside a running program: a thread of its own that does what is due, such as sending messages."""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Event, Thread

POLL_SECONDS = 5.0
FAREWELL_SECONDS = 3.0
"""How long the end of a program waits for what is being done; left behind, it is done again later."""

log = logging.getLogger("introtui")


class Background:
    """Starts when told to; it survives what fails.

    `work` does what is due while the function it is given says so.
    """

    def __init__(
        self, name: str, work: Callable[[Callable[[], bool]], object], *, poll_seconds: float = POLL_SECONDS
    ) -> None:
        self._name = name
        self._work = work
        self._poll = poll_seconds
        self._stopped = False
        self._due = Event()
        self._thread: Thread | None = None

    def start(self) -> None:
        """Begin to work, once."""
        if self._thread is None:
            self._thread = Thread(target=self._run, name=self._name, daemon=True)
            self._thread.start()

    def wake(self) -> None:
        """Look now: something is due."""
        self._due.set()

    def close(self) -> None:
        """Stop after what is being done."""
        self._stopped = True
        self._due.set()
        if self._thread is not None:
            self._thread.join(FAREWELL_SECONDS)

    def _goes_on(self) -> bool:
        return not self._stopped

    def _run(self) -> None:
        while not self._stopped:
            try:
                self._work(self._goes_on)
            except Exception:
                log.exception("%s failed", self._name)
            self._due.wait(self._poll)
            if not self._stopped:
                self._due.clear()
