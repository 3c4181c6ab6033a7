"""Consent to a list that shuts its own writer out (spec section 5)."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.widgets import Static

from introtui.screens.dialogs.base import Dialog
from introtui.widgets.field import Field, TextField
from introtui.widgets.plain import Plain
from introtui.widgets.push_button import PushButton

WORDS = "lock me out"


class LockOutDialog(Dialog[bool]):
    """Returns True only when the words were typed; `address` is the user's own, blank when it is not known."""

    def __init__(self, address: str) -> None:
        super().__init__("This list would lock you out")
        self._address = address

    def compose_body(self) -> ComposeResult:
        """Say what would happen and ask for the words."""
        yield Plain(self._what(), classes="dialog-text")
        yield Static(f"To save it all the same, type the words: {WORDS}", classes="dialog-text")
        yield TextField("words", "Your words")

    def _what(self) -> str:
        after = (
            "this session ends. After ten minutes the list before comes back, unless you keep this one"
            " from an address it admits"
        )
        if self._address:
            return f"The list does not admit {self._address}, where you are now. Once it is saved, {after}."
        return f"Your own address is not known here, so the list may not admit you. If it does not, {after}."

    def compose_buttons(self) -> ComposeResult:
        """Offer to go on editing or to save."""
        yield PushButton("Back to editing", id="cancel")
        yield PushButton("Save this list", id="confirm", primary=True)

    def on_field_submitted(self, event: Field.Submitted) -> None:
        """Take the words."""
        event.stop()
        self.action_confirm()

    def action_confirm(self) -> None:
        """Say yes, if the words are there."""
        field = self.query_one(TextField)
        if " ".join(field.value.split()).casefold() == WORDS:
            self.dismiss(True)
        else:
            field.show_error(f"Type the words {WORDS}, or press esc.")
            field.focus_control()

    def action_cancel(self) -> None:
        """Say no."""
        self.dismiss(False)
