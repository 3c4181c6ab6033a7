"""A fact of a section: read, not edited, with the button that changes it when there is one."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Static

from introtui.domain.text import safe
from introtui.widgets.plain import Plain
from introtui.widgets.push_button import PushButton


class Fact(Horizontal):
    """One line: label, value, and a note or a button of the fact's name."""

    def __init__(self, name: str, label: str, *, note: str = "", button: str = "") -> None:
        super().__init__(id=f"fact-{name}", classes="fact")
        self._label = label
        self._note = note
        self._button = button
        self._button_id = name

    def compose(self) -> ComposeResult:
        """Lay out label, value, and note or button."""
        yield Static(self._label, classes="field-label")
        yield Plain("", classes="fact-value")
        if self._note:
            yield Static(self._note, classes="dim fact-note")
        if self._button:
            yield PushButton(self._button, id=self._button_id)

    def show(self, value: str) -> None:
        """Replace the value; it stays one line whatever it holds."""
        self.query_one(".fact-value", Plain).show(safe(value))

    def offer(self, *, visible: bool, label: str = "") -> None:
        """Show or hide the button, with another label when given."""
        button = self.query_one(PushButton)
        button.display = visible
        if label:
            button.say(label)
