"""What sections and dialogs share: two widths, styles made once, nothing begun where one only looks."""

from __future__ import annotations

from typing import ClassVar, TypeVar

from textual import on
from textual.actions import parse
from textual.events import Key, Mount, ScreenResume
from textual.screen import Screen
from textual.widgets import Button

from introtui.place import place_of

T = TypeVar("T")


class Page(Screen[T]):
    """A screen that is styled as its widgets are mounted, and again when the theme or the width changes."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]
    CHANGES: ClassVar[frozenset[str]] = frozenset()
    """The actions that change an account: where one only looks, they are neither offered nor begun."""

    def on_compose(self) -> None:
        """Take the width class before there are widgets: taken later, it has all of them styled again."""
        names = self._get_breakpoint_classes(self.app.size.width, self.HORIZONTAL_BREAKPOINTS)
        self.add_class(*names)

    def on_screen_resume(self, event: ScreenResume) -> None:
        """Keep the styles; Textual sends this twice to a new screen, and styles every widget each time."""
        event.refresh_styles = False

    # Where one only looks

    @property
    def only_looks(self) -> bool:
        """Whether this is somebody else's account, where nothing is changed."""
        place = place_of(self.app)
        return place is not None and place.only_looks

    def refuse_change(self) -> None:
        """Say that one only looks."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave out what changes an account, where one only looks."""
        if action in self.CHANGES and self.only_looks:
            return False
        return super().check_action(action, parameters)

    @on(Mount)
    def _hide_buttons(self) -> None:
        if self.CHANGES and self.only_looks:
            for button in self.query(Button):
                # Not by `display`, which tells whether there is something to change.
                button.visible = str(button.id).replace("-", "_") not in self.CHANGES

    def on_key(self, event: Key) -> None:
        """Say why a key that changes an account begins nothing, where one only looks."""
        if self.CHANGES and self.only_looks:
            bound = self._bindings.key_to_bindings.get(event.key, ())
            if any(parse(binding.action)[1] in self.CHANGES for binding in bound):
                self.refuse_change()
