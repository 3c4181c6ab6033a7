"""Reading a paste as one text, whatever is in it."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from typing import Final

from textual._xterm_parser import BRACKETED_PASTE_END, BRACKETED_PASTE_START, XTermParser
from textual.events import Paste
from textual.message import Message

LONGEST: Final = max(len(BRACKETED_PASTE_START), len(BRACKETED_PASTE_END))
"""Characters of what begins or ends a paste."""
MOST_PASTED: Final = 1_000_000
"""Characters of a paste that are kept: more than any field takes."""


class WholePastes(XTermParser):
    """A parser of the terminal's input that takes a paste as it is.

    Textual's own takes an escape character in a paste for the beginning of a key: what follows it comes as keys,
    before the rest of the text, and there does what the keys do.
    """

    def __init__(self, debug: bool = False) -> None:
        self._tail = ""
        """The last characters read: the beginning or the end of a paste may come in pieces."""
        self._pasted: list[str] | None = None
        self._kept = 0
        super().__init__(debug)

    def feed(self, data: str) -> Iterable[Message]:
        """Read what the terminal sent; a paste may come in pieces."""
        if not data:
            yield from super().feed(data)
        while data:
            if self._pasted is not None:
                data = yield from self._paste(self._pasted, data)
                continue
            character, data = data[0], data[1:]
            self._tail = (self._tail + character)[-LONGEST:]
            yield from super().feed(character)
            if self._tail == BRACKETED_PASTE_START:
                self._pasted, self._kept, self._tail = [], 0, ""

    def _paste(self, pasted: list[str], data: str) -> Generator[Message, None, str]:
        """Take what belongs to a paste; returns what comes after it."""
        read = self._tail + data
        end = read.find(BRACKETED_PASTE_END)
        if end < 0:
            # What may be the beginning of the end is looked at again.
            self._keep(pasted, read[: 1 - LONGEST])
            self._tail = read[1 - LONGEST :]
            return ""
        self._keep(pasted, read[:end])
        self._pasted, self._tail = None, ""
        text = "".join(pasted).replace("\0", "")
        for event in super().feed(BRACKETED_PASTE_END):
            yield Paste(text) if isinstance(event, Paste) else event
        return read[end + len(BRACKETED_PASTE_END) :]

    def _keep(self, pasted: list[str], text: str) -> None:
        kept = text[: MOST_PASTED - self._kept]
        if kept:
            pasted.append(kept)
            self._kept += len(kept)
