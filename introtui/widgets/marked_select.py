"""A select whose open list has a sign at its current line, so that it is not told by colour alone."""

from __future__ import annotations

from typing import TypeVar

from textual.app import ComposeResult
from textual.widgets import Select
from textual.widgets._select import SelectCurrent, SelectOverlay

from introtui.widgets.marked_list import MarkedList

T = TypeVar("T")


class MarkedOverlay(SelectOverlay, MarkedList):
    """The open list of a select."""


class MarkedSelect(Select[T]):
    """A `Select` whose open list is a `MarkedOverlay`."""

    def compose(self) -> ComposeResult:
        """Lay out what is chosen, and the list."""
        yield SelectCurrent(self.prompt)
        yield MarkedOverlay().data_bind(compact=Select.compact)
