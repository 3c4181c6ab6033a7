"""Reading a paste as one text, whatever is in it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from textual._xterm_parser import BRACKETED_PASTE_END, BRACKETED_PASTE_START, XTermParser
from textual.events import Paste
from textual.message import Message

LONGEST: Final = max(len(BRACKETED_PASTE_START), len(BRACKETED_PASTE_END))
"""Characters of what begins or ends a paste."""


class WholePastes(XTermParser):
    """A parser of the terminal's input that takes a paste as it is.

    Textual's own takes an escape character in a paste for the beginning of a key: what follows it comes as keys,
    before the rest of the text, and there does what the keys do.
    """

    def __init__(self, debug: bool = False) -> None:
        self._tail = ""
        self._pasted: list[str] | None = None
        super().__init__(debug)

    def feed(self, data: str) -> Iterable[Message]:
        """Read what the terminal sent; a paste may come in pieces."""
        if not data:
            yield from super().feed(data)
        for character in data:
            self._tail = (self._tail + character)[-LONGEST:]
            if self._pasted is not None:
                yield from self._paste(self._pasted, character)
                continue
            yield from super().feed(character)
            if self._tail == BRACKETED_PASTE_START:
                self._pasted = []

    def _paste(self, pasted: list[str], character: str) -> Iterable[Message]:
        pasted.append(character)
        if self._tail != BRACKETED_PASTE_END:
            return
        self._pasted = None
        text = "".join(pasted).removesuffix(BRACKETED_PASTE_END).replace("\0", "")
        for event in super().feed(BRACKETED_PASTE_END):
            yield Paste(text) if isinstance(event, Paste) else event
