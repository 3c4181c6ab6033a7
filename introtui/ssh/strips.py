"""Drawn lines that do not hold themselves: so each is free as soon as another one is drawn in its place.

A line of Textual remembers what was cut out of it, and of a cut that leaves it whole that is the line itself. Such
a ring is only undone by a collection, and a server looks no more at what it has set aside.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.style import Style
from textual.strip import Strip

_divide, _crop_extend = Strip.divide, Strip.crop_extend


def hold_no_lines_by_themselves() -> None:
    """Have a line that is cut nowhere be the answer itself, and not remembered by itself; for this process."""
    Strip.divide = divide  # type: ignore[method-assign]
    Strip.crop_extend = crop_extend  # type: ignore[method-assign]


def divide(self: Strip, cuts: Iterable[int]) -> Sequence[Strip]:
    """Divide a line as `Strip.divide` does."""
    length = self.cell_length
    within = [cut for cut in cuts if cut <= length]
    return [self] if within == [length] else _divide(self, within)


def crop_extend(self: Strip, start: int, end: int, style: Style | None) -> Strip:
    """Cut a piece out of a line, or extend it, as `Strip.crop_extend` does."""
    return self if start <= 0 and end == self.cell_length else _crop_extend(self, start, end, style)
