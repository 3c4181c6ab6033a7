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

    def __init__(self) -> None:
        super().__init__()
        # Not looked up when shown: the dialog may be closing when a strength is told.
        self._bar = Plain("", id="strength-bar")
        self._hint = Plain("", id="strength-hint", classes="dim")

    def compose(self) -> ComposeResult:
        """Lay out label, bar and advice."""
        yield Static("Strength", classes="field-label")
        yield self._bar
        yield self._hint

    def show(self, strength: Strength | None) -> None:
        """Show a strength, or nothing."""
        self._hint.show("" if strength is None else strength.hint)
        score = -1 if strength is None else strength.score
        self._bar.set_class(0 <= score <= 1, "danger")
        self._bar.set_class(score >= STEPS - 2, "good")
        steps = FULL * (score + 1) + EMPTY * (STEPS - 1 - score)
        self._bar.show("" if strength is None else f"{steps} {strength.label}")
