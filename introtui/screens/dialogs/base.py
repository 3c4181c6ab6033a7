"""The frame of every dialog: a titled box, the keys under it; every way out is a `dismiss`."""

from __future__ import annotations

from typing import ClassVar, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.events import Resize
from textual.screen import ModalScreen
from textual.widgets import Button

from introtui.domain.text import safe
from introtui.widgets.key_bar import KeyBar
from introtui.widgets.plain import Plain
from introtui.widgets.push_button import PushButton

T = TypeVar("T")
FRAME = 7
"""Lines around a dialog's body: the border, an error, the buttons with a line above, the keys."""


class Dialog(ModalScreen[T]):
    """A modal dialog; `esc` gives the safe answer. Its button row comes last, the safe button first."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "app.focus_next", "Next", id="dialog.next", tooltip="Go to the next control."),
        Binding("escape", "cancel", "Close", id="dialog.cancel", tooltip="Close without doing anything."),
    ]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = title

    def compose(self) -> ComposeResult:
        """Lay out the box: body, an error line, buttons."""
        box = Vertical(classes="dialog")
        box.border_title = safe(self._title).replace("[", "\\[")
        with box:
            with VerticalScroll(id="dialog-body", can_focus=False):
                yield from self.compose_body()
            yield Plain("", id="dialog-error")
            with Horizontal(id="buttons"):
                yield from self.compose_buttons()
        yield KeyBar()

    def compose_body(self) -> ComposeResult:
        """Lay out what the dialog is about."""
        yield from ()

    def compose_buttons(self) -> ComposeResult:
        """Lay out the buttons, the safe one first."""
        yield PushButton("Close", id="cancel")

    def on_resize(self, event: Resize) -> None:
        """Scroll the body where it is taller than the screen: the buttons stay in view."""
        self.query_one("#dialog-body").styles.max_height = max(event.size.height - FRAME, 1)

    def show_error(self, sentence: str) -> None:
        """Show why it did not work, inside the dialog; blank clears it."""
        line = self.query_one("#dialog-error", Plain)
        line.show(f"x {sentence}")
        line.display = bool(sentence)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Run `action_<button id>`."""
        event.stop()
        self.call_next(self.run_action, str(event.button.id).replace("-", "_"))

    def action_cancel(self) -> None:
        """Close with the safe answer."""
        self.dismiss(None)
