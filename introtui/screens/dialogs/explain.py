"""How an amount came about."""

from __future__ import annotations

from textual.app import ComposeResult

from introtui.screens.dialogs.base import Dialog
from introtui.widgets.explained import Explained
from introtui.widgets.plain import Draw


class ExplainDialog(Dialog[None]):
    """Shows an explanation to read."""

    def __init__(self, title: str, draw: Draw) -> None:
        super().__init__(title)
        self._draw = draw

    def compose_body(self) -> ComposeResult:
        """Lay out the explanation."""
        yield Explained(self._draw)
