"""The line above the billing list: which view, what is found and filtered."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal

from introtui.screens.billing_rows import View
from introtui.widgets.find_input import FindInput
from introtui.widgets.plain import Plain


class BillingBar(Horizontal):
    """The views with the current one in brackets, the find field and the filter in words."""

    DEFAULT_CLASSES = "list-bar"

    def compose(self) -> ComposeResult:
        """Lay out the line."""
        yield Plain("", id="views")
        yield FindInput()
        yield Plain("", id="filter", classes="dim")

    def show(self, view: View, filtered_by: str) -> None:
        """Say what the list below shows; the statement is whole, so there nothing is found or filtered."""
        names = (f"[{each}]" if each is view else f" {each} " for each in View)
        self.query_one("#views", Plain).show(" ".join(names))
        self.query_one("#filter", Plain).show(f"filter: {filtered_by}" if filtered_by else "")
        find = self.query_one(FindInput)
        find.display = find.can_focus = bool(filtered_by)
