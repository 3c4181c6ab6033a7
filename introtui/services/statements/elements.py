"""Looking into an element of one namespace by the short names of ISO 20022."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from introtui.domain.statements import MOST_TEXT
from introtui.domain.text import safe


class Element:
    """An XML element; paths are names with slashes, and text is made fit to be shown."""

    __slots__ = ("_element", "_space")

    def __init__(self, element: Any, space: str) -> None:
        self._element = element
        self._space = space

    @property
    def line(self) -> int:
        """Where it begins in its file, counted from 1."""
        return int(self._element.sourceline or 1)

    def all(self, path: str) -> Iterator[Element]:
        """Yield what a path leads to."""
        whole = "/".join(f"{{{self._space}}}{name}" for name in path.split("/"))
        for found in self._element.iterfind(whole):
            yield Element(found, self._space)

    def first(self, *paths: str) -> Element | None:
        """Return the first thing that one of the paths leads to."""
        return next((found for path in paths for found in self.all(path)), None)

    def text(self, *paths: str) -> str:
        """Return the text of the first thing that one of the paths leads to, "" where there is none."""
        found = self.first(*paths)
        return "" if found is None else found.own

    def joined(self, path: str) -> str:
        """Return the texts of everything a path leads to, with a space between."""
        return " ".join(found.own for found in self.all(path) if found.own)[:MOST_TEXT]

    @property
    def own(self) -> str:
        """Its own text, in one line without outer spaces."""
        return safe(str(self._element.text or ""))[:MOST_TEXT].strip()

    def attribute(self, name: str) -> str:
        """Return an attribute, "" where there is none."""
        return safe(str(self._element.get(name, "")))[:MOST_TEXT]
