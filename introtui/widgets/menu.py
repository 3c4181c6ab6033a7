"""A short list to choose from with the keyboard; the footer says how."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from introtui.widgets.marked_list import MarkedList


class Menu(MarkedList):
    """A list that shows its keys; ids and order are its maker's."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select", "Choose", id="menu.choose", tooltip="Choose the entry at the cursor."),
        Binding("up", "cursor_up", "Move", id="menu.up", key_display="arrows", tooltip="Go to another entry."),
    ]
