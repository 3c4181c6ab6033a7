"""What needs attention, each with a way to the place that mends it."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList, Static

from introtui.attention import Note
from introtui.screens.dialogs.base import Dialog
from introtui.widgets.menu import Menu
from introtui.widgets.plain import plain


class AttentionDialog(Dialog[Note | None]):
    """Returns the note to go to."""

    def __init__(self, notes: Sequence[Note]) -> None:
        super().__init__("Needs your attention")
        self._notes = notes

    def compose_body(self) -> ComposeResult:
        """List the notes."""
        if not self._notes:
            yield Static("Nothing needs your attention.")
            return
        yield Menu(
            *(Content(f"{note.section}: ").append(plain(note.sentence)) for note in self._notes), compact=True
        )

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Go to the chosen note."""
        self.dismiss(self._notes[event.option_index])
