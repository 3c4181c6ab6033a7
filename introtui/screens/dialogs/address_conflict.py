"""Somebody else saved another address list first: both beside each other, one is chosen."""

from __future__ import annotations

from enum import Enum

from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Static

from introtui.screens.dialogs.base import Dialog
from introtui.widgets.plain import Plain
from introtui.widgets.push_button import PushButton


class Side(Enum):
    """Whose list is kept."""

    YOURS = "yours"
    THEIRS = "theirs"


class AddressConflictDialog(Dialog[Side | None]):
    """Returns whose list to keep, None to go on editing."""

    def __init__(self, mine: str, theirs: str) -> None:
        super().__init__("Somebody changed the list while you were editing")
        self._mine = mine
        self._theirs = theirs

    def compose_body(self) -> ComposeResult:
        """Show both lists; each scrolls by itself."""
        with Horizontal(id="both-lists"):
            for head, text in (("yours, not saved", self._mine), ("theirs, saved", self._theirs)):
                with VerticalScroll(classes="one-list"):
                    yield Static(head, classes="dim")
                    yield Plain(text or "(empty: everybody may sign in)")

    def compose_buttons(self) -> ComposeResult:
        """Offer to go on editing, or either list."""
        yield PushButton("Back to editing", id="cancel")
        yield PushButton("Take theirs", id="theirs")
        yield PushButton("Save yours", id="yours", primary=True)

    def action_yours(self) -> None:
        """Keep the user's list."""
        self.dismiss(Side.YOURS)

    def action_theirs(self) -> None:
        """Keep the saved list."""
        self.dismiss(Side.THEIRS)
