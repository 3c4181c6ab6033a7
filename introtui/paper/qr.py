"""QR codes: as half blocks for a terminal, as a picture for paper."""

from __future__ import annotations

from io import BytesIO
from typing import Final

import segno

QUIET: Final = 2
"""Light modules around the code on a screen. ISO/IEC 18004 asks for four; two will do, and rows are dear."""
_PIXELS: Final = 8
_HALVES: Final = {(0, 0): " ", (1, 0): "▀", (0, 1): "▄", (1, 1): "█"}


def qr_lines(text: str) -> list[str]:
    """Return a QR code in half blocks, which stand for the dark modules: show them dark on light.

    A line is two modules high, and as many cells wide as the code has modules, with its light border. The code is
    the smallest that holds the text, corrected as well as its size allows.
    """
    matrix = segno.make_qr(text, error="l", encoding="utf-8").matrix
    blank = [0] * (len(matrix) + 2 * QUIET)
    border = [0] * QUIET
    rows = [blank] * QUIET + [[*border, *row, *border] for row in matrix] + [blank] * (QUIET + 1)
    return [
        "".join(_HALVES[pair] for pair in zip(upper, lower, strict=True))
        for upper, lower in zip(rows[::2], rows[1::2], strict=False)
    ]


def qr_png(text: str) -> bytes:
    """Return a QR code as a PNG without a border, with the error correction EPC069-12 asks for (level M)."""
    picture = BytesIO()
    code = segno.make_qr(text, error="m", boost_error=False, encoding="utf-8")
    code.save(picture, kind="png", scale=_PIXELS, border=0)
    return picture.getvalue()
