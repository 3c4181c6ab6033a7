"""A button that looks like one without colour: `[ Save ]`."""

from __future__ import annotations

from textual.widgets import Button

from introtui.widgets.plain import plain


class PushButton(Button):
    """A one-line button between brackets; its words are plain text."""

    def __init__(self, words: str, *, id: str, primary: bool = False, disabled: bool = False) -> None:  # noqa: A002
        super().__init__(
            plain(f"[ {words} ]"),
            id=id,
            variant="primary" if primary else "default",
            compact=True,
            disabled=disabled,
        )

    def say(self, words: str) -> None:
        """Replace the words; the button takes the width they need."""
        self.label = plain(f"[ {words} ]")
        self.refresh(layout=True)
