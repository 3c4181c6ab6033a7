"""Where the program's stylesheet is, and a stylesheet that parses each rule once.

Textual parses everything again at each change of mode or screen, in case the theme's variables changed; for this
program that was five times 20 ms before the first frame.
"""

from __future__ import annotations

from pathlib import Path

from textual.css.stylesheet import Stylesheet


def stylesheet_path() -> Path:
    """Return `styles.tcss`: inside the package when installed as a wheel, else at the root of the checkout."""
    packed = Path(__file__).with_name("styles.tcss")
    return packed if packed.exists() else Path(__file__).parents[1] / "styles.tcss"


class SteadyStylesheet(Stylesheet):
    """A stylesheet that parses again only when its variables really changed."""

    _variables_changed = False

    def set_variables(self, variables: dict[str, str]) -> None:
        """Take variables; the same ones keep what is parsed."""
        if variables != self._variables:
            self._variables_changed = True
            super().set_variables(variables)

    def reparse(self) -> None:
        """Parse again where that can make a difference."""
        if self._variables_changed:
            self._variables_changed = False
            super().reparse()
