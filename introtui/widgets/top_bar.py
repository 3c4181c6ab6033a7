"""The first two lines of every section: who and how much, then the sections with the current one marked."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.events import Click
from textual.message import Message
from textual.widgets import Static

from introtui.commands import SECTIONS, Scope
from introtui.widgets.plain import Plain

RECONNECTING = "reconnecting\u2026"


class SectionTab(Static):
    """A section's key and name; a click goes there."""

    def __init__(self, number: int, section: Scope, *, current: bool) -> None:
        # Brackets, because capitals alone would not mark a name such as VAT.
        words = f"[{number} {section}]" if current else f" {number} {section} "
        super().__init__(words, classes="tab -current" if current else "tab", markup=False)
        self._section = section

    def on_click(self, event: Click) -> None:
        """Go to the section."""
        event.stop()
        self.post_message(TopBar.SectionChosen(self._section))


class TopBar(Vertical):
    """Brand, login and name, balance, and how many things need attention."""

    class SectionChosen(Message):
        """A tab was clicked."""

        def __init__(self, section: Scope) -> None:
            super().__init__()
            self.section = section

    def __init__(self, brand: str, section: Scope) -> None:
        super().__init__()
        self._brand = brand
        self._section = section

    def compose(self) -> ComposeResult:
        """Lay out both lines."""
        with Horizontal(id="who-line"):
            yield Plain(self._brand, id="brand")
            yield Plain("", id="who")
            yield Plain("", id="balance")
            yield Plain("", id="notes")
        with Horizontal(id="sections"):
            for number, section in enumerate(SECTIONS, 1):
                yield SectionTab(number, section, current=section is self._section)

    def show_who(self, text: str) -> None:
        """Show login and name."""
        self.query_one("#who", Plain).show(text)

    def show_balance(self, text: str, *, low: bool) -> None:
        """Show the balance, marked when it is under the customer's threshold."""
        balance = self.query_one("#balance", Plain)
        balance.show(f"balance {text} low" if low else f"balance {text}")
        balance.set_class(low, "-low")

    def show_notes(self, count: int, *, is_away: bool = False) -> None:
        """Show how many things need attention, and the key that lists them; or that the database is away."""
        words = {0: "", 1: "n: 1 note"}.get(count, f"n: {count} notes")
        self.query_one("#notes", Plain).show(RECONNECTING if is_away else words)
