"""The line above the billing list: which view, what is found and filtered."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal

from introtui.screens.billing_rows import SORT_WORDS, View
from introtui.widgets.find_input import FindInput
from introtui.widgets.plain import Plain


class BillingBar(Horizontal):
    """The views with the current one in brackets, the find field, the filter and the sort order in words."""

    DEFAULT_CLASSES = "list-bar"

    def compose(self) -> ComposeResult:
        """Lay out the line."""
        yield Plain("", id="views")
        yield FindInput()
        yield Plain("", id="filter", classes="dim")
        yield Plain("", id="sort", classes="dim")

    def show(self, view: View, filtered_by: str, sort: tuple[str, bool]) -> None:
        """Say what the list below shows; `filtered_by` is blank where there is no filter.

        `sort` is a column's key and whether it runs down.
        """
        names = (f"[{each}]" if each is view else f" {each} " for each in View)
        self.query_one("#views", Plain).show(" ".join(names))
        self.query_one("#filter", Plain).show(f"filter: {filtered_by}" if filtered_by else "")
        column, descending = sort
        self.query_one("#sort", Plain).show(f"sort: {SORT_WORDS[column]}{' down' if descending else ''}")
