"""The first two lines of every section: who and how much, then the sections with the current one marked."""

from __future__ import annotations

from collections.abc import Iterator

from textual.content import Content
from textual.events import Click
from textual.message import Message
from textual.widget import Widget

from introtui.commands import SECTIONS, Scope
from introtui.domain.text import safe

RECONNECTING = "reconnecting\u2026"
MARGIN = 1
GAP = 3
"""Cells between brand, name, balance and notes."""


class TopBar(Widget):
    """Brand, login and name, balance, and how many things need attention.

    It draws all of it: a widget for each part would be a fifth of what a session keeps in memory.
    """

    class SectionChosen(Message):
        """A tab was clicked."""

        def __init__(self, section: Scope) -> None:
            super().__init__()
            self.section = section

    def __init__(self, brand: str, section: Scope) -> None:
        super().__init__()
        self._brand = brand
        self._section = section
        self._who = ""
        self._balance = Content("")
        self._notes = ""

    def show_who(self, text: str) -> None:
        """Show login and name."""
        self._who = safe(text)
        self.refresh()

    def show_balance(self, text: str, *, low: bool) -> None:
        """Show the balance, marked when it is under the customer's threshold."""
        style = "$error bold" if low else "bold"
        self._balance = Content.styled(safe(f"balance {text} low" if low else f"balance {text}"), style)
        self.refresh()

    def show_notes(self, count: int, *, is_away: bool = False) -> None:
        """Show how many things need attention, and the key that lists them; or that the database is away."""
        words = {0: "", 1: "n: 1 note"}.get(count, f"n: {count} notes")
        self._notes = RECONNECTING if is_away else words
        self.refresh()

    def render(self) -> Content:
        """Return both lines."""
        return Content("\n").join([self._who_line(self.size.width - 2 * MARGIN), self._section_line()])

    def _who_line(self, width: int) -> Content:
        right = self._balance
        if self._notes:
            right = Content.assemble(right, " " * GAP, (self._notes, "$warning"))
        brand = Content.assemble((safe(self._brand), "$accent bold"), " " * GAP)
        room = width - brand.cell_length - right.cell_length - GAP + 1
        who = Content(self._who).truncate(max(room, 0), ellipsis=True, pad=True)
        return Content.assemble(" " * MARGIN, brand, who, " " * (GAP - 1), right)

    def _section_line(self) -> Content:
        styles = {True: "$accent bold", False: "$quiet"}
        return Content(" ").join(
            Content.styled(words, styles[section is self._section]) for section, words in self._tabs()
        )

    def _tabs(self) -> Iterator[tuple[Scope, str]]:
        for number, section in enumerate(SECTIONS, 1):
            # Brackets, because capitals alone would not mark a name such as VAT.
            yield section, f"[{number} {section}]" if section is self._section else f" {number} {section} "

    def on_click(self, event: Click) -> None:
        """Go to the section whose name was clicked."""
        at = event.x
        for section, words in self._tabs():
            if event.y == 1 and 0 <= at < len(words):
                self.post_message(self.SectionChosen(section))
            at -= len(words) + 1
