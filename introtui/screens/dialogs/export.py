"""Saving a list as a file."""

from __future__ import annotations

from pathlib import Path

from textual.app import ComposeResult

from introtui.domain.exporting import ExportFormat
from introtui.screens.dialogs.base import Dialog
from introtui.widgets.plain import Plain
from introtui.widgets.push_button import PushButton


class ExportDialog(Dialog[Path | None]):
    """Returns the file to write; its ending says the format."""

    def __init__(self, what: str, folder: Path, name: str) -> None:
        super().__init__("Export")
        self._what = what
        self._target = folder / name

    def compose_body(self) -> ComposeResult:
        """Say what is written where."""
        yield Plain(f"{self._what}, with every column.")
        yield Plain(f"{self._target}.csv, or .json. A file of that name is replaced.", classes="dim")

    def compose_buttons(self) -> ComposeResult:
        """Offer both formats."""
        yield PushButton("Not now", id="cancel")
        yield PushButton("Save CSV", id="csv", primary=True)
        yield PushButton("Save JSON", id="json")

    def action_csv(self) -> None:
        """Choose CSV."""
        self.dismiss(self._target.with_name(f"{self._target.name}.{ExportFormat.CSV}"))

    def action_json(self) -> None:
        """Choose JSON."""
        self.dismiss(self._target.with_name(f"{self._target.name}.{ExportFormat.JSON}"))
