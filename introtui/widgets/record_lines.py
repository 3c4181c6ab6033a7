"""The lines of a table as strips of styled text, one function a kind of line.

A style is named by the component classes that make it up, later ones over earlier ones.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from rich.cells import cell_len
from rich.segment import Segment
from textual.strip import Strip

from introtui.widgets.record_cells import GAP, Cell, Column, fit, give_way, header_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.style import Style

CURSOR: Final = ">"
"""Marks the row that keys act on."""

MARK: Final = "x"
"""Marks a selected row."""


class StyleOf(Protocol):
    """Turns short component names, such as "row", "cursor", "dim", into one style."""

    def __call__(self, *names: str) -> Style:
        """Return the style that `names` make up together."""


def gutter_width(*, selectable: bool) -> int:
    """Return the cells before the first column: the cursor, the mark where rows can be marked, a space."""
    return 3 if selectable else 2


def header_line(
    columns: Sequence[Column], widths: Sequence[int], gutter: int, sort: tuple[str, bool], style_of: StyleOf
) -> Strip:
    """Draw the titles, with an arrow on the column of `sort` (its key, and whether it descends)."""
    segments = [Segment(" " * gutter, style_of("header"))]
    for column, width in zip(columns, widths, strict=True):
        arrow = ("▼" if sort[1] else "▲") if column.key == sort[0] else ""
        names = ("header", "sorted") if arrow else ("header",)
        segments.append(Segment(header_text(column, width, arrow), style_of(*names)))
        segments.append(Segment(" " * (GAP - 1), style_of("header")))
    return Strip(segments)


def row_line(
    cells: Sequence[Cell],
    columns: Sequence[Column],
    widths: Sequence[int],
    names: tuple[str, ...],
    style_of: StyleOf,
) -> list[Segment]:
    """Draw the cells of one row; `names` make up the style of the whole row. Missing cells stay blank."""
    plain = style_of(*names)
    segments: list[Segment] = []
    for place, (column, width) in enumerate(zip(columns, give_way(columns, widths, cells), strict=True)):
        cell = cells[place] if place < len(cells) else Cell("")
        text = fit(cell.text, width, column.align)
        gap = " " * (GAP if place < len(columns) - 1 else GAP - 1)
        if cell.style:
            segments += (Segment(text, style_of(*names, cell.style)), Segment(gap, plain))
        else:
            segments.append(Segment(text + gap, plain))
    return segments


def empty_line(text: str, line: int, width: int, style: Style) -> Strip:
    """Draw line `line` of a list without rows: `text` as a block in the middle, below one blank line."""
    lines = text.split("\n")
    if not 1 <= line <= len(lines):
        return Strip([])
    block = min(max(cell_len(each) for each in lines), width)
    return Strip([Segment(" " * ((width - block) // 2), style), Segment(fit(lines[line - 1], block), style)])
