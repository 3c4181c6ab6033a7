"""The text area of the program: what is pasted stays, and reaches the terminal only as harmless text."""

from __future__ import annotations

from rich.text import Text
from textual.widgets import TextArea

from introtui.domain.text import safe


class PlainArea(TextArea):
    """A `TextArea` that shows control and invisible characters as U+FFFD, while its text keeps them.

    What is saved can then be refused by naming them; a plain `TextArea` writes them to the terminal (spec section
    5, "Text is hostile").
    """

    def get_line(self, line_index: int) -> Text:
        """Return a line as it is drawn: each character as one character, so the cursor stays in place."""
        return Text(safe(self.document.get_line(line_index)), end="", no_wrap=True)
