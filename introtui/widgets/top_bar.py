"""The first two lines of every section: who and how much, then the sections with the current one marked."""

from __future__ import annotations

from collections.abc import Iterator

from textual.content import Content
from textual.events import Click
from textual.message import Message
from textual.widget import Widget

from introtui.commands import Scope
from introtui.domain.text import safe
from introtui.place import Place
from introtui.widgets.banner import banner_line

RECONNECTING = "reconnecting\u2026"
MARGIN = 1
LEAVE = "  ^n leaves "
"""How to get out of somebody else's account."""
GAP = 3
"""Cells between brand, name, balance and notes."""
MARGINS = 3
"""Cells that a section's name has around it, where there is room."""
NARROWEST = 80
"""Cells all names have to fit into; in fewer, the names that do not are left out."""


class TopBar(Widget):
    """Brand, login and name, balance, and how many things need attention.

    It draws all of it: a widget for each part would be a fifth of what a session keeps in memory.
    """

    class SectionChosen(Message):
        """A tab was clicked."""

        def __init__(self, section: Scope) -> None:
            super().__init__()
            self.section = section

    def __init__(self, place: Place, section: Scope) -> None:
        super().__init__()
        self._place = place
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

    def show_waiting(self, count: int) -> None:
        """Show how much waits at the desk, which has no balance."""
        self._balance = Content(f"{count or 'nothing'} {'waits' if count <= 1 else 'wait'}")
        self.refresh()

    def render(self) -> Content:
        """Return both lines."""
        width, banner = self.size.width, self._place.banner
        first = banner_line(banner, width, LEAVE) if banner else self._who_line(width - 2 * MARGIN)
        return Content("\n").join([first, self._section_line()])

    def _who_line(self, width: int) -> Content:
        right = self._balance
        if self._notes:
            right = Content.assemble(right, " " * GAP, (self._notes, "$warning"))
        brand = Content.assemble((safe(self._place.brand), "$accent bold"), " " * GAP)
        room = width - brand.cell_length - right.cell_length - GAP + 1
        who = Content(self._who).truncate(max(room, 0), ellipsis=True, pad=True)
        return Content.assemble(" " * MARGIN, brand, who, " " * (GAP - 1), right)

    def _section_line(self) -> Content:
        styles = {True: "$accent bold", False: "$quiet"}
        return Content(" ").join(
            Content.styled(words, styles[section is self._section]) for section, words in self._tabs()
        )

    def _tabs(self) -> Iterator[tuple[Scope, str]]:
        numbers = {section: str(self._place.number(section)) for section in self._place.sections}
        names = {section: f"{number} {section.tab}" for section, number in numbers.items()}
        cells = sum(map(len, names.values()))
        # Where there are many, the brackets are the only margin; where they do not fit, the others have no name.
        margin = " " if cells + MARGINS * len(names) <= min(NARROWEST, self.size.width) else ""
        fits = cells + len(names) + len("[]") - 1 <= self.size.width
        for section, name in names.items():
            # Brackets, because capitals alone would not mark a name such as VAT.
            other = f"{margin}{name}{margin}" if fits else numbers[section]
            yield section, f"[{name}]" if section is self._section else other

    def on_click(self, event: Click) -> None:
        """Go to the section whose name was clicked."""
        at = event.x
        for section, words in self._tabs():
            if event.y == 1 and 0 <= at < len(words):
                self.post_message(self.SectionChosen(section))
            at -= len(words) + 1
