"""Columns and cells of a table: their values, their widths, and text cut to fit them."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from typing import TYPE_CHECKING, Final, Literal

from rich.cells import cell_len, split_text

from introtui.domain.text import safe

if TYPE_CHECKING:
    from collections.abc import Sequence

Align = Literal["left", "right"]
"""Which side of its column a text stands on; numbers stand right."""

CellStyle = Literal["", "bright", "dim", "accent", "success", "warning", "danger"]
"""How a cell looks; each is the component class `record-table--<style>`. The text must say the same."""

GAP: Final = 1
"""Cells between two columns; it also holds the arrow of a sorted header that fills its column."""

ELLIPSIS: Final = "…"
"""Ends a text that was cut."""


SCANNED: Final = 8
"""Characters looked at for each cell of width: `safe` leaves no stack of marks that high."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `key` names it in a sort, `width` is in terminal cells.

    A column that may `grow` takes the width that is left over, so `width` is its least. What is `whole` is never
    cut: in a row where it is wider than its column, the one that may grow gives way.
    """

    key: str
    title: str
    width: int
    _: KW_ONLY
    align: Align = "left"
    sortable: bool = True
    grow: bool = False
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """One text of a row, shown as it is: never parsed as markup."""

    text: str
    style: CellStyle = ""


def lay_out(columns: Sequence[Column], room: int, gutter: int) -> tuple[int, ...]:
    """Return the width of each column in `room` cells, the first `gutter` of which are taken.

    The first column that may grow takes what is left; nothing shrinks below its own width.
    """
    widths = [column.width for column in columns]
    spare = room - needed(columns, gutter)
    growing = next((place for place, column in enumerate(columns) if column.grow), None)
    if growing is not None and spare > 0:
        widths[growing] += spare
    return tuple(widths)


def give_way(columns: Sequence[Column], widths: Sequence[int], cells: Sequence[Cell]) -> Sequence[int]:
    """Return the widths of one row: what is to be whole takes what it lacks from the first column that grows."""
    growing = next((place for place, column in enumerate(columns) if column.grow), None)
    if growing is None:
        return widths
    given = list(widths)
    for place, (column, cell) in enumerate(zip(columns, cells, strict=False)):
        if column.whole and (lacking := min(cell_len(cell.text) - given[place], given[growing])) > 0:
            given[growing] -= lacking
            given[place] += lacking
    return given


def needed(columns: Sequence[Column], gutter: int) -> int:
    """Return the cells a row takes at least, with one at its end for the arrow of the last header."""
    return gutter + sum(column.width + GAP for column in columns) - (GAP - 1 if columns else 0)


def fit(text: str, width: int, align: Align = "left") -> str:
    """Return hostile `text` made safe, on one line, and exactly `width` terminal cells wide.

    A wide character that would be cut in half gives way to the padding.
    """
    shown = safe(text[: SCANNED * (width + 1)])
    taken = cell_len(shown)
    if taken > width:
        shown = split_text(shown, width - 1)[0].rstrip(" ") + ELLIPSIS if width > 0 else ""
        taken = cell_len(shown)
    padding = " " * (width - taken)
    return padding + shown if align == "right" else shown + padding


def header_text(column: Column, width: int, arrow: str) -> str:
    """Return a header `width` + 1 cells wide, with `arrow` (one cell, or nothing) beside the title."""
    if column.align == "right":
        # Before the title where it fits: behind it, the arrow touches the next title.
        if cell_len(column.title) < width:
            return fit(arrow + column.title, width, "right") + " "
        return fit(column.title, width, "right") + (arrow or " ")
    title = fit(column.title, width).rstrip(" ") if arrow else column.title
    return fit(title + arrow, width + 1) if arrow else fit(title, width) + " "


def column_at(columns: Sequence[Column], widths: Sequence[int], gutter: int, x: int) -> Column | None:
    """Return the column under cell `x` of a row, its gap included, or None beside all columns."""
    left = gutter
    for column, width in zip(columns, widths, strict=True):
        if left <= x < left + width + GAP:
            return column
        left += width + GAP
    return None
