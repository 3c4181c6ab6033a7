"""The sizes a program draws for, whatever a terminal says of itself."""

from __future__ import annotations

from textual.geometry import Size

USUAL = Size(80, 24)
LEAST = Size(10, 4)
MOST = Size(240, 80)
"""A wall of text; a larger screen keeps a margin. 65,535 rows would take 17 s and 700 MB to draw."""


def clamped(width: int, height: int) -> Size:
    """Return a size that can be drawn for: the usual one where a terminal does not know its own."""
    if width <= 0 or height <= 0:
        return USUAL
    return Size(
        min(max(width, LEAST.width), MOST.width),
        min(max(height, LEAST.height), MOST.height),
    )
