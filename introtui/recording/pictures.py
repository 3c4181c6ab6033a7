"""Pictures of the screen that are the same whenever the screen is, and what differs between two."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path

from rich.cells import cell_len

CELL_WIDTH = 12.2
"""Of one column in the drawing: rich draws with a letter height of 20 and a width of 0.61 of it."""

_ID = re.compile(r"terminal-\d+")
_TEXT = re.compile(
    r'<text class="[^"]*" x="([\d.e+]+)" y="[^"]*" textLength="[^"]*" clip-path="url\(#terminal-line-(\d+)\)">'
    r"([^<]*)</text>"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """The screen at a mark: as a drawing (SVG), and as its lines of text."""

    mark: str
    svg: str
    text: str

    def write(self, folder: Path) -> None:
        """Write both into a folder, under the mark's name."""
        folder.mkdir(parents=True, exist_ok=True)
        for ending, content in (("svg", self.svg), ("txt", self.text)):
            (folder / f"{self.mark}.{ending}").write_text(content, encoding="utf-8", newline="\n")


@dataclass(frozen=True, slots=True)
class Difference:
    """A mark whose picture is not the one kept, and how: a sentence, or the lines that differ."""

    mark: str
    how: str


def picture(mark: str, svg: str) -> Picture:
    """Return the picture that Textual's screenshot is, without the number rich makes of its content."""
    plain = _ID.sub("terminal", svg) + "\n"
    return Picture(mark=mark, svg=plain, text="\n".join(_lines(plain)) + "\n")


def difference(new: Picture, folder: Path) -> Difference | None:
    """Compare a picture with the one kept in a folder; None when they are the same."""
    svg, text = _kept(folder, new.mark, "svg"), _kept(folder, new.mark, "txt")
    if svg is None or text is None:
        return Difference(new.mark, f"There is no picture of it in {folder} yet.")
    if text != new.text:
        lines = unified_diff(text.splitlines(), new.text.splitlines(), "kept", "now", n=0, lineterm="")
        return Difference(new.mark, "\n".join(lines))
    if svg != new.svg:
        return Difference(new.mark, "The words are the same; colours or styles differ.")
    return None


def _kept(folder: Path, mark: str, ending: str) -> str | None:
    path = folder / f"{mark}.{ending}"
    return path.read_text(encoding="utf-8") if path.exists() else None


def _lines(svg: str) -> Iterator[str]:
    """Yield the drawing's lines of text, each piece at its column."""
    lines: dict[int, str] = {}
    for x, number, piece in _TEXT.findall(svg):
        line = lines.get(int(number), "")
        gap = round(float(x) / CELL_WIDTH) - cell_len(line)
        lines[int(number)] = line + " " * gap + html.unescape(piece).replace("\xa0", " ")
    for number in range(max(lines, default=-1) + 1):
        yield lines.get(number, "").rstrip()
