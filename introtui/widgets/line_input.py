"""The one-line input of the program: what is pasted stays, and reaches the terminal only as harmless text."""

from __future__ import annotations

import re
from typing import ClassVar

from rich.text import Text
from textual.binding import BindingType
from textual.events import Paste
from textual.widgets import Input

from introtui.domain.text import safe

_LINE_BREAK = re.compile("\r\n?|\n")


class LineInput(Input, inherit_bindings=False):
    """An `Input` that shows control and invisible characters as U+FFFD, while its value keeps them.

    The form can then name them in an error beside the field; a plain `Input` writes them to the terminal
    (spec section 5, "Text is hostile"). Line breaks in a paste become spaces, instead of cutting the paste short.
    """

    # Without the keys that scroll, which a line has no use for: the footer names whose they are.
    BINDINGS: ClassVar[list[BindingType]] = Input.BINDINGS

    @property
    def _value(self) -> Text:
        # `Input` renders this; each character becomes one character, so cursor and selection stay in place.
        if self.password:
            return super()._value
        return Text(safe(self.value), no_wrap=True, overflow="ignore", end="")

    def _on_paste(self, event: Paste) -> None:
        event.stop()
        event.prevent_default()
        line = _LINE_BREAK.sub(" ", event.text.strip("\r\n"))
        if line:
            self.replace(line, *self.selection)
