"""The line that says whose account one is in, while it is not one's own."""

from __future__ import annotations

from textual.content import Content
from textual.widget import Widget

from introtui.domain.text import safe


def banner_line(words: str, width: int, beside: str = "") -> Content:
    """Return the words over the whole width, cut rather than what stands beside them."""
    shown = Content(f" {safe(words)}").truncate(max(width - len(beside), 0), ellipsis=True, pad=True)
    return Content.assemble(shown, beside).stylize("$error bold reverse")


class Banner(Widget):
    """The line above a dialog, which may be as tall as the rest of the screen."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self._words = words

    def render(self) -> Content:
        """Return the line."""
        return banner_line(self._words, self.size.width)
