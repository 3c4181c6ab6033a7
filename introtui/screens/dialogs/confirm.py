"""A question with a safe answer."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.widgets import Button

from introtui.screens.dialogs.base import Dialog
from introtui.widgets.plain import Plain


class ConfirmDialog(Dialog[bool]):
    """Asks before something that cannot be taken back; `esc` and the first button say no."""

    def __init__(self, title: str, question: str, *, yes: str, no: str) -> None:
        super().__init__(title)
        self._question = question
        self._yes = yes
        self._no = no

    def compose_body(self) -> ComposeResult:
        """Show the question."""
        yield Plain(self._question)

    def compose_buttons(self) -> ComposeResult:
        """Offer no and yes."""
        yield Button(self._no, id="cancel", compact=True)
        yield Button(self._yes, id="confirm", compact=True, variant="error")

    def action_confirm(self) -> None:
        """Say yes."""
        self.dismiss(True)
