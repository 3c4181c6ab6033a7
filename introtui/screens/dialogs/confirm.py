"""A question with a safe answer."""

from __future__ import annotations

from textual.app import ComposeResult

from introtui.screens.dialogs.base import Dialog
from introtui.widgets.plain import Plain
from introtui.widgets.push_button import PushButton


class ConfirmDialog(Dialog[bool | None]):
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
        yield PushButton(self._no, id="cancel")
        yield PushButton(self._yes, id="confirm", primary=True)

    def action_confirm(self) -> None:
        """Say yes."""
        self.dismiss(True)
