"""A button that looks like one without colour: `[ Save ]`."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content, ContentText
from textual.widgets import Button

from introtui.domain.text import safe


class PushButton(Button):
    """A one-line button between brackets; its words are plain text."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "press", "Press", id="button.press", tooltip="Press the button."),
        Binding("space", "press", "Press", id="button.space", show=False, tooltip="Press the button."),
    ]

    def __init__(self, words: str, *, id: str, primary: bool = False, disabled: bool = False) -> None:  # noqa: A002
        super().__init__(
            _label(words),
            id=id,
            variant="primary" if primary else "default",
            compact=True,
            disabled=disabled,
        )
        # While it looks pressed, a button takes no other press.
        self.active_effect_duration = 0

    def say(self, words: str) -> None:
        """Replace the words; the button takes the width they need."""
        self.label = words
        self.refresh(layout=True)

    def validate_label(self, label: ContentText) -> Content:
        """Put words between brackets; Textual would read markup in them."""
        return label if isinstance(label, Content) else _label(str(label))


def _label(words: str) -> Content:
    """Return words between brackets, on one line whatever they hold."""
    return Content(safe(f"[ {words} ]"))
