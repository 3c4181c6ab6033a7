"""A line with its label: what forms and lists of facts are made of."""

from __future__ import annotations

from collections.abc import Iterator

from textual.content import Content
from textual.geometry import Size

from introtui.widgets.plain import Remeasured, plain

LABEL = 16
"""Cells of a label; a mark stands after it."""
WIDEST = 40
"""Cells a control, a value or a hint takes at most."""


class LabelledLine(Remeasured):
    """Draws a label, what stands at its right and what stands under it; a child stands over what is left blank.

    It draws all words itself: a widget for each would be most of what a form keeps in memory.
    """

    def __init__(self, label: str, *, id: str, classes: str, label_width: int = LABEL) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self.label = label
        self._label_width = label_width

    @property
    def beside(self) -> int:
        """The cell at which what is labelled begins."""
        return self._label_width + 1

    def draw_label(self) -> Content:
        """Return the label and its mark."""
        return plain(self.label)

    def draw_beside(self, width: int) -> list[Content]:
        """Return the lines at the right of the label."""
        return []

    def draw_under(self, width: int) -> list[Content]:
        """Return the lines under it all."""
        return []

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return how high the words and the child are, in cells."""
        child = super().get_content_height(container, viewport, width) if self.children else 1
        room = width - self.beside
        return max(child, len(self.draw_beside(room))) + len(self.draw_under(room))

    def render(self) -> Content:
        """Return all lines; what stands under is at the bottom."""
        return Content("\n").join(self._lines(self.size.width - self.beside, self.size.height))

    def _lines(self, room: int, height: int) -> Iterator[Content]:
        under = self.draw_under(room)
        beside = self.draw_beside(room)
        head = self.draw_label().truncate(self.beside, pad=True)
        for number in range(height - len(under)):
            line = beside[number] if number < len(beside) else Content("")
            yield (head if number == 0 else Content(" " * self.beside)).append(line)
        yield from (Content(" " * self.beside).append(line) for line in under)


def wrapped(text: str, width: int, style: str = "") -> list[Content]:
    """Return the lines of a text at a width in cells; none for no text."""
    return [line.stylize(style) for line in plain(text).wrap(max(width, 1))] if text else []


def widest(lines: list[Content]) -> int:
    """Return the cells of the longest line."""
    return max((line.cell_length for line in lines), default=0)
