"""A phone reads the code of a transfer off a terminal of 80x24."""

from __future__ import annotations

import zxingcpp
from PIL import Image

from introtui.domain.company import SAMPLE
from introtui.domain.money import Money
from introtui.domain.transfers import epc_text
from introtui.paper.qr import qr_lines

SCALE = 4
DARK_HALVES = {" ": (), "▀": (0,), "▄": (1,), "█": (0, 1)}


def photographed(lines: list[str]) -> str:
    """Return what a reader makes of the lines, shown dark on light."""
    picture = Image.new("L", (len(lines[0]), 2 * len(lines)), 255)
    for row, line in enumerate(lines):
        for column, character in enumerate(line):
            for half in DARK_HALVES[character]:
                picture.putpixel((column, 2 * row + half), 0)
    large = picture.resize((picture.width * SCALE, picture.height * SCALE), Image.Resampling.NEAREST)
    (found,) = zxingcpp.read_barcodes(large)
    return found.text


def test_a_transfer_is_read_off_the_screen_and_fits_a_dialog() -> None:
    text = epc_text(SAMPLE.seller, Money(999_999_999_99, "EUR"), "RF57INV2026000123")
    assert text is not None
    lines = qr_lines(text)
    assert photographed(lines) == text
    assert len(lines) <= 22
    assert {len(line) for line in lines} == {41}
