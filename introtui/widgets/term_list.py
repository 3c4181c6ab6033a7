"""Orders with a term of each one's own: up and down choose the order, left and right its term."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets.option_list import Option

from introtui.domain.plans import TERMS
from introtui.domain.text import safe
from introtui.widgets.marked_list import MarkedList
from introtui.widgets.record_cells import fit

PLAN = 16
"""Cells of a plan's name."""
HEAD = f"  {'Order':>6}  {'Plan':<{PLAN}} {'Term in months':<27}  From"
"""Stands over the lines."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TermRow:
    """One order: what is shown of it, and its term in months to begin with."""

    order_id: int
    plan: str
    note: str
    term_months: int


class TermList(MarkedList):
    """A line for each order with all its terms in view."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right", "term(1)", "Term", id="terms.on", key_display="left/right", tooltip="A longer term."),
        Binding("left", "term(-1)", "Term", show=False, id="terms.back", tooltip="A shorter term."),
        Binding("up", "cursor_up", "Move", show=False, id="terms.up", tooltip="Go to another order."),
        Binding("a", "same", "This term for all", id="terms.same", tooltip="Give every order this one's term."),
    ]

    class Changed(Message):
        """An order has another term."""

    def __init__(self, rows: Sequence[TermRow]) -> None:
        self._rows = tuple(rows)
        self.terms = {row.order_id: row.term_months for row in rows}
        """The chosen term in months, by order."""
        super().__init__(*(Option(self._drawn(row)) for row in rows), compact=True, markup=False)
        self.highlighted = 0

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer one term for all only where there are several orders."""
        return len(self._rows) > 1 if action == "same" else True

    def say(self, rows: Sequence[TermRow]) -> None:
        """Say what is known of the orders now; their terms stay as they were chosen, and none comes or goes."""
        known = {row.order_id: row for row in rows}
        self._rows = tuple(known.get(row.order_id, row) for row in self._rows)
        for place, row in enumerate(self._rows):
            self.replace_option_prompt_at_index(place, self._drawn(row))

    def action_term(self, by: int) -> None:
        """Choose the next or the previous term of the order at the cursor."""
        row = self._current
        place = TERMS.index(self.terms[row.order_id]) + by
        self._choose([row], TERMS[place % len(TERMS)])

    def action_same(self) -> None:
        """Give every order the term of the one at the cursor."""
        self._choose(self._rows, self.terms[self._current.order_id])

    @property
    def _current(self) -> TermRow:
        return self._rows[self.highlighted or 0]

    def _choose(self, rows: Sequence[TermRow], term: int) -> None:
        changed = [row for row in rows if self.terms[row.order_id] != term]
        for row in changed:
            self.terms[row.order_id] = term
            self.replace_option_prompt_at_index(self._rows.index(row), self._drawn(row))
        if changed:
            self.post_message(self.Changed())

    def _drawn(self, row: TermRow) -> Content:
        chosen = self.terms[row.order_id]
        terms = "  ".join(f"{'(o)' if term == chosen else '( )'} {term}" for term in TERMS)
        # One line, whatever a plan is called: a second one would look like another order.
        return Content(safe(f"{row.order_id:>6}  {fit(row.plan, PLAN)} {terms}  {row.note}"))
