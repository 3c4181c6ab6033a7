"""Somebody else saved first: both versions side by side, the user chooses by field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.events import Click
from textual.reactive import reactive
from textual.widgets import Static

from introtui.screens.dialogs.base import Dialog
from introtui.widgets.plain import Plain
from introtui.widgets.push_button import PushButton

EMPTY = "(empty)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """A field both sides changed: the values, and how they are written for people."""

    name: str
    label: str
    mine: str
    theirs: str
    mine_words: str
    theirs_words: str


class ConflictRow(Horizontal, can_focus=True):
    """One field with both values; `>` stands before the one that is kept."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "left", "keep(False)", "Choose", id="conflict.mine", key_display="arrows", tooltip="Keep your value."
        ),
        Binding("right", "keep(True)", "Theirs", id="conflict.theirs", show=False, tooltip="Take their value."),
        Binding("space", "turn", "Turn", id="conflict.turn", show=False, tooltip="Choose the other value."),
        Binding("down,enter", "app.focus_next", "Next", show=False, tooltip="Go to the next field."),
        Binding("up", "app.focus_previous", "Back", show=False, tooltip="Go to the field before."),
    ]

    takes_theirs: reactive[bool] = reactive(False)
    """Whether their value is kept."""

    def __init__(self, conflict: Conflict) -> None:
        super().__init__(classes="conflict-row")
        self._conflict = conflict

    @property
    def name_and_value(self) -> tuple[str, str]:
        """The field and the value that is kept."""
        conflict = self._conflict
        return conflict.name, conflict.theirs if self.takes_theirs else conflict.mine

    def compose(self) -> ComposeResult:
        """Lay out label, yours, theirs."""
        yield Plain(self._conflict.label, classes="conflict-label")
        for side, words in (("-mine", self._conflict.mine_words), ("-theirs", self._conflict.theirs_words)):
            yield Static("", classes=f"conflict-mark {side}")
            yield Plain(words or EMPTY, classes=f"conflict-value {side}")

    def watch_takes_theirs(self) -> None:
        """Move the mark."""
        for side, kept in (("-mine", not self.takes_theirs), ("-theirs", self.takes_theirs)):
            self.query_one(f".conflict-mark.{side}", Static).update(">" if kept else "")
            self.query_one(f".conflict-value.{side}").set_class(kept, "-kept")

    def action_keep(self, theirs: bool) -> None:
        """Choose a side."""
        self.takes_theirs = theirs

    def action_turn(self) -> None:
        """Choose the other side."""
        self.takes_theirs = not self.takes_theirs

    def on_click(self, event: Click) -> None:
        """Choose the value that was clicked."""
        if event.widget is not None and event.widget.has_class("conflict-value"):
            self.takes_theirs = event.widget.has_class("-theirs")


class ConflictDialog(Dialog[Mapping[str, str] | None]):
    """Returns the chosen value of each conflicting field, None to go on editing."""

    def __init__(self, what: str, who: str, conflicts: Sequence[Conflict]) -> None:
        super().__init__(f"Somebody changed {what} while you were editing")
        self._who = who
        self._conflicts = conflicts

    def compose_body(self) -> ComposeResult:
        """Show a row a field: yours, theirs."""
        with Horizontal(classes="conflict-heads"):
            yield Static("", classes="conflict-label")
            yield Static("", classes="conflict-mark")
            yield Static("yours", classes="conflict-value")
            yield Static("", classes="conflict-mark")
            yield Static("theirs", classes="conflict-value")
        for conflict in self._conflicts:
            yield ConflictRow(conflict)
        saved_by = f"Theirs was saved by {self._who}. " if self._who else ""
        yield Plain(f"{saved_by}The other fields are the same or were merged.", classes="dim conflict-rest")

    def compose_buttons(self) -> ComposeResult:
        """Offer to go on editing or to save the choice."""
        yield PushButton("Back to editing", id="cancel")
        yield PushButton("Save these", id="save", primary=True)

    def action_save(self) -> None:
        """Return the chosen values."""
        self.dismiss(dict(row.name_and_value for row in self.query(ConflictRow)))
