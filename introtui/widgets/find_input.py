"""The find field above a list: it finds as you type; `esc` clears it, `enter` and the arrows go to the list."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from introtui.widgets.line_input import LineInput


class FindInput(LineInput):
    """Tells its text by `Input.Changed`; the list is the record table of its screen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter,down", "leave", "To the list", id="find.leave", key_display="enter", tooltip="Go to the list."
        ),
        Binding("escape", "clear", "Clear", id="find.clear", tooltip="Find everything again, and go to the list."),
    ]

    def __init__(self) -> None:
        super().__init__(placeholder="/ find", compact=True, classes="find", id="find")

    @property
    def wanted(self) -> str:
        """What to find; blank for everything."""
        return self.value.strip()

    def action_leave(self) -> None:
        """Go to the list with what was typed."""
        # At once, so that a key pressed right after it is one for the list.
        self.screen.focus_next("RecordTable")

    def action_clear(self) -> None:
        """Find everything again, and go to the list."""
        self.clear()
        self.action_leave()
