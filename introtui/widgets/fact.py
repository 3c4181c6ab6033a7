"""A fact of a section: read, not edited, with the button that changes it when there is one."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.content import Content

from introtui.domain.text import safe
from introtui.widgets.labelled_line import WIDEST, LabelledLine, widest, wrapped
from introtui.widgets.push_button import PushButton

GAP = 2
"""Cells before a button."""
MOST_LINES = 2


class _Shown(LabelledLine):
    """A label, a value and perhaps a button."""

    def __init__(self, label: str, *, id: str, classes: str, button: PushButton | None) -> None:  # noqa: A002
        super().__init__(label, id=id, classes=classes)
        self.value = ""
        """What is shown."""
        self._button = button

    def compose(self) -> ComposeResult:
        """Place the button."""
        if self._button is not None:
            yield self._button


class Fact(_Shown):
    """Label, value, and at the end of the line a note or a button of the fact's name."""

    def __init__(self, name: str, label: str, *, note: str = "", button: str = "") -> None:
        made = PushButton(button, id=name) if button else None
        super().__init__(label, id=f"fact-{name}", classes="fact", button=made)
        self._note = note

    def show(self, value: str) -> None:
        """Replace the value."""
        self.value = safe(value)
        self.refresh(layout=True)

    def offer(self, *, visible: bool, label: str = "") -> None:
        """Show or hide the button, with another label when given."""
        if self._button is None:
            return
        self._button.display = visible
        if label:
            self._button.say(label)

    def _end_room(self) -> int:
        if self._button is None:
            return len(self._note)
        return Content(str(self._button.label)).cell_length + GAP if self._button.display else 0

    def draw_beside(self, width: int) -> list[Content]:
        """Return the value, and the note at the end of its first line."""
        room = width - self._end_room()
        value = wrapped(self.value, room)[:MOST_LINES]
        if not self._note:
            return value
        first = (value or [Content("")])[0].truncate(room, pad=True)
        return [first.append(Content.styled(self._note, "$quiet")), *value[1:]]


class StatedFact(_Shown):
    """Label, value, hint and button one after the other, and the state of the value underneath."""

    def __init__(self, name: str, label: str, *, button: tuple[str, str] | None = None, hint: str = "") -> None:
        made = PushButton(button[1], id=button[0]) if button else None
        super().__init__(label, id=f"shown-{name}", classes="field", button=made)
        self.state = ""
        """What is said of the value."""
        self._hint = hint
        self._place()

    def show(self, value: str, state: str = "") -> None:
        """Replace the value and its state; no line is kept for a blank state."""
        self.value, self.state = value, state
        self._place()
        self.refresh(layout=True)

    def _place(self) -> None:
        if self._button is not None:
            self._button.styles.margin = (0, 0, 0, self.beside + widest(wrapped(self.value, WIDEST - 1)) + 1 + GAP)

    def draw_beside(self, width: int) -> list[Content]:
        """Return the value and its hint."""
        value = wrapped(self.value, min(WIDEST - 1, width)) or [Content("")]
        hint = Content.styled(f"  {self._hint}", "$quiet") if self._hint else Content("")
        return [value[0].append(hint), *value[1:]]

    def draw_under(self, width: int) -> list[Content]:
        """Return the state."""
        return wrapped(self.state, width, "$quiet")
