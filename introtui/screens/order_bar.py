"""The line above the order list: which list, how many, what is found, filtered and sorted."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal

from introtui.domain.order_views import ExpiryFilter, OrderFilter, OrderList, OrdersSummary
from introtui.widgets.find_input import FindInput
from introtui.widgets.plain import Plain

SORT_WORDS = {
    "id": "ID",
    "plan": "plan",
    "address": "IP",
    "paid_until": "paid until",
    "days": "days",
    "status": "status",
    "cost": "cost",
    "ended": "ended",
}


class OrderBar(Horizontal):
    """Counts of both lists, the find field, the filter and the sort order in words."""

    DEFAULT_CLASSES = "list-bar"

    def compose(self) -> ComposeResult:
        """Lay out the line."""
        yield Plain("Loading…", id="lists")
        yield FindInput()
        yield Plain("", id="filter", classes="dim")
        yield Plain("", id="sort", classes="dim")

    def show(
        self, summary: OrdersSummary, wanted: OrderFilter, sort: tuple[str, bool], *, selected: int = 0
    ) -> None:
        """Say what the list below shows; `sort` is a column's key and whether it runs down.

        `selected` counts the marked orders, whether the list shows them now or not.
        """
        active, ended = f"Active {summary.active}", f"History {summary.history}"
        history = wanted.which is OrderList.HISTORY
        self.query_one("#lists", Plain).show(f"{active}   [{ended}]" if history else f"[{active}]   {ended}")
        marks = f"{selected} selected   " if selected else ""
        self.query_one("#filter", Plain).show(f"{marks}filter: {_filter_words(wanted)}")
        column, descending = sort
        self.query_one("#sort", Plain).show(f"sort: {SORT_WORDS[column or 'days']}{' down' if descending else ''}")


def _filter_words(wanted: OrderFilter) -> str:
    chosen = (wanted.status, wanted.product, None if wanted.expiry is ExpiryFilter.ANY else wanted.expiry)
    return ", ".join(word.replace("_", " ") for word in chosen if word) or "all"
