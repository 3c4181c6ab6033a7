"""How hard a password is to guess, as a bar, a word and advice."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Static

from introtui.domain.passwords import Strength
from introtui.widgets.plain import Plain

STEPS = 5
FULL, EMPTY = "█", "░"


class StrengthMeter(Horizontal):
    """Empty until it is told a strength; the word says the same as the bar and its colour."""

    def compose(self) -> ComposeResult:
        """Lay out label, bar and advice."""
        yield Static("Strength", classes="field-label")
        yield Plain("", id="strength-bar")
        yield Plain("", id="strength-hint", classes="dim")

    def show(self, strength: Strength | None) -> None:
        """Show a strength, or nothing."""
        bar, hint = self.query_one("#strength-bar", Plain), self.query_one("#strength-hint", Plain)
        hint.show("" if strength is None else strength.hint)
        score = -1 if strength is None else strength.score
        bar.set_class(0 <= score <= 1, "danger")
        bar.set_class(score >= STEPS - 2, "good")
        bar.show("" if strength is None else f"{FULL * (score + 1)}{EMPTY * (STEPS - 1 - score)} {strength.label}")
