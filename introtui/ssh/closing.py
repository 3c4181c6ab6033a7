"""What a program closes while it goes on, such as a dialog: taken apart a moment later, which frees its memory.

A server sets aside what lives, where no collection looks again: what was closed since has to go by itself.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING
from weakref import WeakSet

from textual.widget import Widget

from introtui.ssh.dismantling import empty_caches, take_apart
from introtui.ssh.resting import forget_drawing

if TYPE_CHECKING:
    from textual.dom import DOMNode

SETTLED = 5.0
"""Seconds after which nobody reads a widget that was closed: whoever asked in a dialog has the answer."""


class Closed:
    """The widgets of a program that were closed, until they are taken apart."""

    def __init__(self, is_busy: Callable[[], bool]) -> None:
        self._is_busy = is_busy
        self._nodes: deque[tuple[float, DOMNode]] = deque()
        self._timer: asyncio.TimerHandle | None = None

    def add(self, node: DOMNode) -> None:
        """Note a widget that is being closed, with the parts it is about to forget."""
        # Textual empties these without cutting what their entries hold of one another.
        empty_caches(node)
        if isinstance(node, Widget):
            forget_drawing(node)
        loop = asyncio.get_running_loop()
        parts = (styles.node for styles in node._component_styles.values())
        self._nodes += ((loop.time(), each) for each in (node, *parts) if each is not None)
        if self._timer is None:
            self._timer = loop.call_later(SETTLED, self._look)

    def _look(self) -> None:
        loop = asyncio.get_running_loop()
        while self._nodes and self._nodes[0][0] <= loop.time() - SETTLED and not self._is_busy():
            take_apart(self._nodes.popleft()[1])
        self._timer = loop.call_later(SETTLED, self._look) if self._nodes else None

    @property
    def waiting(self) -> int:
        """How many are not taken apart yet."""
        return len(self._nodes)

    def end(self) -> list[DOMNode]:
        """Return those that are left, and take nothing apart any more."""
        if self._timer is not None:
            self._timer.cancel()
        return [node for _closed_at, node in self._nodes]


class Registry(WeakSet["DOMNode"]):
    """The widgets of a program; tells of each that is closed."""

    def __init__(self, closed: Callable[[DOMNode], None]) -> None:
        super().__init__()
        self._closed = closed

    def discard(self, item: DOMNode) -> None:
        """Forget a widget."""
        self._closed(item)
        super().discard(item)
