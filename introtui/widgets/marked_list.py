"""A list to choose from whose current line has a sign, so that it is not told by colour alone."""

from __future__ import annotations

from rich.segment import Segment
from textual.strip import Strip
from textual.widgets import OptionList

from introtui.widgets.record_lines import CURSOR

GUTTER = 2
"""Cells before each line: the sign and a space."""


class MarkedList(OptionList):
    """An `OptionList` with `>` before its current option, in its first line."""

    def _get_left_gutter_width(self) -> int:
        return GUTTER

    def render_line(self, y: int) -> Strip:
        """Draw a line with what stands before it, in the style of its beginning."""
        line = super().render_line(y)
        style = next((segment.style for segment in line), None)
        mark = CURSOR if self._begins_current(self.scroll_offset.y + y) else ""
        return Strip([Segment(f"{mark:<{GUTTER}}", style), *line])

    def _begins_current(self, line: int) -> bool:
        return 0 <= line < len(self._lines) and self._lines[line] == (self.highlighted, 0)
