"""Text that is only ever text: no markup, no control characters, whatever is stored."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Self

from textual.content import Content
from textual.geometry import Region
from textual.widget import Widget
from textual.widgets import Static

from introtui.domain.text import safe

Draw = Callable[[int], Iterator[Content]]
"""Makes the lines of a text at a width in cells."""


class Remeasured(Widget):
    """A widget that is as high as what it draws, however often that changes.

    Textual takes changes before one idle moment for one; a layout between them would keep the height of the first.
    """

    def refresh(
        self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> Self:
        """Have what was measured before measured again."""
        if layout:
            self._layout_updates += 1
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)


class Block(Static, Remeasured):
    """A `Static` that is as high as its text."""


class Plain(Block):
    """A block for text that users or other people wrote."""

    def __init__(self, text: str = "", *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(plain(text), id=id, classes=classes, markup=False)

    def show(self, text: str) -> None:
        """Replace the text; the same again costs nothing, a new one lays out again only what it must."""
        shown = plain(text)
        if not isinstance(self.content, Content) or self.content.plain != shown.plain:
            self.update(shown, layout=self.styles.auto_dimensions)


def plain(text: str) -> Content:
    """Return text as content that is safe to show; lines stay lines."""
    return Content(safe(text, multiline=True))


def hanging(text: str, indent: int, width: int) -> Iterator[Content]:
    """Return text wrapped at `width` cells, each line with `indent` blanks before it."""
    return (Content(" " * indent).append(line) for line in plain(text).wrap(width - indent))


def labelled(label: str, value: str, beside: int, width: int) -> Iterator[Content]:
    """Return a value at cell `beside`, next to its label; what wraps of it, or breaks, hangs under it."""
    lines = plain(value).wrap(width - beside)
    for head, line in zip([label, *[""] * len(lines)], lines, strict=False):
        yield Content.assemble((f"{head:<{beside}}", "$quiet"), line)


def lines_of(lines: Sequence[str]) -> Draw:
    """Return what shows lines that are laid out already."""
    return lambda _width: (plain(line) for line in lines)
