"""Somebody else saved first: both versions side by side, the user chooses by field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Button, RadioButton, RadioSet, Static

from introtui.screens.dialogs.base import Dialog
from introtui.widgets.plain import Plain, plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """A field both sides changed."""

    name: str
    label: str
    mine: str
    theirs: str


class ConflictDialog(Dialog[Mapping[str, str] | None]):
    """Returns the chosen value of each conflicting field, None to go on editing."""

    def __init__(self, what: str, who: str, conflicts: Sequence[Conflict]) -> None:
        super().__init__(f"Somebody changed {what} while you were editing")
        self._who = who
        self._conflicts = conflicts

    def compose_body(self) -> ComposeResult:
        """Show a row a field: yours, theirs."""
        with Horizontal(classes="conflict-row"):
            yield Static("", classes="conflict-label")
            yield Static("yours", classes="conflict-head")
            yield Plain(f"theirs ({self._who})", classes="conflict-head")
        for number, conflict in enumerate(self._conflicts):
            with Horizontal(classes="conflict-row"):
                yield Plain(conflict.label, classes="conflict-label")
                with RadioSet(id=f"conflict-{number}", compact=True):
                    yield RadioButton(plain(conflict.mine or "(empty)"), value=True, compact=True)
                    yield RadioButton(plain(conflict.theirs or "(empty)"), compact=True)
        yield Static("The other fields are the same or were merged.", classes="dim")

    def compose_buttons(self) -> ComposeResult:
        """Offer to go on editing or to save the choice."""
        yield Button("Back to editing", id="cancel", compact=True)
        yield Button("Save these", id="save", compact=True, variant="primary")

    def action_save(self) -> None:
        """Return the chosen values."""
        chosen: dict[str, str] = {}
        for number, conflict in enumerate(self._conflicts):
            takes_theirs = self.query_one(f"#conflict-{number}", RadioSet).pressed_index == 1
            chosen[conflict.name] = conflict.theirs if takes_theirs else conflict.mine
        self.dismiss(chosen)
