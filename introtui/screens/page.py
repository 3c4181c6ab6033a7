"""What sections and dialogs share: two widths, and no styling of a whole screen that is styled already."""

from __future__ import annotations

from typing import TypeVar

from textual.events import ScreenResume
from textual.screen import Screen

T = TypeVar("T")


class Page(Screen[T]):
    """A screen that is styled as its widgets are mounted, and again when the theme or the width changes."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]

    def on_compose(self) -> None:
        """Take the width class before there are widgets: taken later, it has all of them styled again."""
        names = self._get_breakpoint_classes(self.app.size.width, self.HORIZONTAL_BREAKPOINTS)
        self.add_class(*names)

    def on_screen_resume(self, event: ScreenResume) -> None:
        """Keep the styles; Textual sends this twice to a new screen, and styles every widget each time."""
        event.refresh_styles = False
