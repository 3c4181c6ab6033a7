"""An A4 sheet to write hostile text on: its fonts, its letters, the foot of each page."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Final, Literal

from fpdf import FPDF
from fpdf.enums import MethodReturnValue
from fpdf.fonts import TTFFont

from introtui.domain.text import REPLACEMENT, safe
from introtui.paper.typefaces import BOLD, REGULAR, fonts_for

MARGIN: Final = 18.0
"""Millimetres, as every length here but the sizes of letters, which are points."""
SIZE: Final = 9.0
SMALL: Final = 7.5
FOOT: Final = 24.0
"""What the foot takes of a page's height."""
LEADING: Final = 0.5
"""Millimetres from line to line for each point of size."""
_FAMILY: Final = "noto"
_BLACK, _GREY, _LIGHT = 0, 90, 180
_PAGES: Final = "\x02"
"""Stands for the number of pages until it is known; a control, so no stored text can hold it."""


class Sheet(FPDF):
    """The pages of one document; the same texts on the same day make the same bytes.

    `title` and `imprint` stand at the foot of each page.
    """

    def __init__(self, *, title: str, imprint: str, day: date) -> None:
        super().__init__(format="A4")
        self._foot = (imprint, title)
        self._printed: dict[str, bool] = {}
        self._fallbacks: tuple[str, ...] = ()
        self.set_margin(MARGIN)
        self.set_auto_page_break(auto=False)
        self.c_margin = 0
        self.set_title(safe(title))
        self.set_lang("en")
        self.set_creation_date(datetime.combine(day, time(), UTC))
        self.alias_nb_pages(_PAGES)
        self.set_text_shaping(use_shaping_engine=True)
        self.add_font(_FAMILY, "", REGULAR)
        self.add_font(_FAMILY, "B", BOLD)

    def printable(self, text: str) -> str:
        """Return hostile text on one line, with U+FFFD for letters no font has; loads the fonts it needs."""
        text = safe(text)
        if new := set(text) - self._printed.keys():
            self._meet(new)
        return "".join(letter if self._printed[letter] else REPLACEMENT for letter in text)

    def _meet(self, letters: set[str]) -> None:
        for path in fonts_for(letter for letter in letters if not self._has(letter)):
            self.add_font(path.stem, "", path)
            self._fallbacks = (*self._fallbacks, path.stem)
            self.set_fallback_fonts(self._fallbacks, exact_match=False)
        self._printed |= {letter: self._has(letter) for letter in letters}

    def _has(self, letter: str) -> bool:
        return any(isinstance(font, TTFFont) and ord(letter) in font.cmap for font in self.fonts.values())

    def write_at(
        self,
        x: float,
        y: float,
        width: float,
        text: str,
        *,
        size: float = SIZE,
        bold: bool = False,
        grey: bool = False,
        align: Literal["L", "R"] = "L",
    ) -> float:
        """Write a paragraph, broken where it has to be, and return where the next one may begin."""
        self._take(size, bold=bold)
        self.set_text_color(_GREY if grey else _BLACK)
        self.set_xy(x, y)
        self.multi_cell(width, size * LEADING, self.printable(text), align=align)
        return self.get_y()

    def height_of(self, width: float, text: str, *, size: float = SIZE, bold: bool = False) -> float:
        """Return how high `write_at` would make a paragraph."""
        self._take(size, bold=bold)
        found = self.multi_cell(
            width,
            size * LEADING,
            self.printable(text),
            align="L",
            dry_run=True,
            output=MethodReturnValue.HEIGHT,
        )
        if not isinstance(found, float):  # what it returns depends on `output`, which its type cannot say
            raise TypeError(found)
        return found

    def _take(self, size: float, *, bold: bool) -> None:
        self.set_font(_FAMILY, "B" if bold else "", size)

    def rule(self, y: float, *, x: float = MARGIN) -> None:
        """Draw a line from `x` to the right margin."""
        self.set_draw_color(_LIGHT)
        self.set_line_width(0.2)
        self.line(x, y, self.w - MARGIN, y)

    def has_room(self, y: float, height: float) -> bool:
        """Tell whether something fits on this page below `y`."""
        return y + height <= self.h - FOOT

    def footer(self) -> None:
        """Write who issued what, and the page, at the foot of a page."""
        imprint, title = self._foot
        top = self.h - FOOT + 4
        self.rule(top)
        half = self.epw / 2
        self.write_at(MARGIN, top + 2, half, imprint, size=SMALL, grey=True)
        # The stand-in for the number of pages is a control: it goes round `printable`.
        page = f"{self.printable(title)} · page {self.page_no()} of {_PAGES}"
        self.set_xy(MARGIN + half, top + 2)
        self.cell(half, SMALL * LEADING, page, align="R")
