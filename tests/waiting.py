"""Waiting in tests for threads and for what they do: always with an end, never a sleep."""

from __future__ import annotations

from threading import Thread

PATIENCE = 20.0
"""Seconds after which a test gives up; nothing is expected to take that long."""


def finish(*threads: Thread) -> None:
    """Join threads; AssertionError when one does not end."""
    for thread in threads:
        thread.join(PATIENCE)
        assert not thread.is_alive(), "a thread does not end"
