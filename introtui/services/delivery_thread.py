"""Delivery beside a running program: one thread that sends what is due."""

from __future__ import annotations

import logging
from threading import Event, Thread

from introtui.services.outbox import OutboxService

POLL_SECONDS = 5.0
FAREWELL_SECONDS = 3.0
"""How long the end of a program waits for a message that is being sent; left behind, it is sent again later."""

log = logging.getLogger("introtui")


class Delivery:
    """Starts when told to; it survives what fails."""

    def __init__(self, outbox: OutboxService, *, poll_seconds: float = POLL_SECONDS) -> None:
        self._outbox = outbox
        self._poll = poll_seconds
        self._stopped = Event()
        self._thread: Thread | None = None

    def start(self) -> None:
        """Begin to deliver, once."""
        if self._thread is None:
            self._thread = Thread(target=self._run, name="delivery", daemon=True)
            self._thread.start()

    def close(self) -> None:
        """Stop after the message that is being sent."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join(FAREWELL_SECONDS)

    def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                self._outbox.deliver_due(lambda: not self._stopped.is_set())
            except Exception:
                log.exception("messages could not be delivered")
            self._stopped.wait(self._poll)
