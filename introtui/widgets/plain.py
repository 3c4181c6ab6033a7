"""Text that is only ever text: no markup, no control characters, whatever is stored."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from introtui.domain.text import safe


class Plain(Static):
    """A `Static` for text that users or other people wrote."""

    def __init__(self, text: str = "", *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(plain(text), id=id, classes=classes, markup=False)

    def show(self, text: str) -> None:
        """Replace the text; the same text again costs nothing, a new one lays the screen out again."""
        shown = plain(text)
        if not isinstance(self.content, Content) or self.content.plain != shown.plain:
            self.update(shown)


def plain(text: str) -> Content:
    """Return text as content that is safe to show; lines stay lines."""
    return Content(safe(text, multiline=True))
