"""A program nobody types into keeps what it is, and not what it drew: that is a third of its memory."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from textual.geometry import NULL_SIZE
from textual.widget import Widget, _RenderCache

from introtui.ssh.dismantling import empty
from introtui.widgets.record_canvas import RecordCanvas

if TYPE_CHECKING:
    from textual.app import App

QUIET = 3.0
"""Seconds without a frame after which a program rests."""


class Rest:
    """Calls `begun` once nothing has happened for a while."""

    def __init__(self, begun: Callable[[], None]) -> None:
        self._begun = begun
        self._last = 0.0
        self._timer: asyncio.TimerHandle | None = None

    def put_off(self) -> None:
        """Note that something happens; costs next to nothing."""
        loop = asyncio.get_running_loop()
        self._last = loop.time()
        if self._timer is None:
            self._timer = loop.call_later(QUIET, self._look)

    def _look(self) -> None:
        loop = asyncio.get_running_loop()
        left = self._last + QUIET - loop.time()
        if left > 0:
            self._timer = loop.call_later(left, self._look)
        else:
            self._timer = None
            self._begun()

    def end(self) -> None:
        """Never begin again."""
        if self._timer is not None:
            self._timer.cancel()
        self._begun = _nothing


def forget_drawings(app: App[Any]) -> None:
    """Drop every line an app has drawn; each is drawn again when it is needed."""
    for widget in _widgets(app):
        forget_drawing(widget)


def forget_drawing(widget: Widget) -> None:
    """Drop every line a widget has drawn."""
    widget._styles_cache.clear()
    widget._layout_cache.clear()
    empty(widget._box_model_cache)
    empty(widget._query_one_cache)
    if widget._render_cache.lines:
        widget._render_cache = _RenderCache(NULL_SIZE, [])
        # Textual draws a widget again that is dirty, and takes a line that is not there for a blank one.
        widget._dirty_regions.add(widget.outer_size.region)
    if isinstance(widget, RecordCanvas):
        widget.forget_lines()


def _widgets(app: App[Any]) -> Iterator[Widget]:
    for stack in app._screen_stacks.values():
        yield from stack
    for node in app._registry:
        if isinstance(node, Widget):
            yield node


def _nothing() -> None:
    """Do nothing: the program is over."""
