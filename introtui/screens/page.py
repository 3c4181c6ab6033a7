"""What sections and dialogs share: two widths, styles made once, nothing begun that staff may not do there."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar, TypeVar

from textual import on
from textual.events import Key, Mount, ScreenResume
from textual.screen import Screen
from textual.widgets import Button

from introtui.place import Place, place_of

T = TypeVar("T")


class Page(Screen[T]):
    """A screen that is styled as its widgets are mounted, and again when the theme or the width changes."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]
    CHANGES: ClassVar[Mapping[str, tuple[str, ...]]] = MappingProxyType({})
    """The actions that change an account, as keys run them, and what the audit calls what each does.

    Staff in the account are neither offered nor begin what they may not do in its owner's place.
    """

    def on_compose(self) -> None:
        """Take the width class before there are widgets: taken later, it has all of them styled again."""
        names = self._get_breakpoint_classes(self.app.size.width, self.HORIZONTAL_BREAKPOINTS)
        self.add_class(*names)

    def on_screen_resume(self, event: ScreenResume) -> None:
        """Keep the styles; Textual sends this twice to a new screen, and styles every widget each time."""
        event.refresh_styles = False

    # In somebody else's account

    @property
    def where(self) -> Place | None:
        """Where whoever reads this works now."""
        return place_of(self.app)

    def refused(self, action: str) -> str | None:
        """Return why staff in the account do not begin an action, as a key runs it; None where they may."""
        done = self.CHANGES.get(action)
        where = None if done is None else self.where
        return None if done is None or where is None else where.session.refused(done)

    def refuse_change(self, sentence: str) -> None:
        """Say why a change is not begun."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave out what staff may not change in somebody else's account."""
        if self.CHANGES and self.refused(_as_run(action, parameters)) is not None:
            return False
        return super().check_action(action, parameters)

    @on(Mount)
    def _hide_buttons(self) -> None:
        for button in self.query(Button) if self.CHANGES else ():
            # Not by `display`, which tells whether there is something to change.
            button.visible = self.refused(str(button.id).replace("-", "_")) is None

    def on_key(self, event: Key) -> None:
        """Say why a key that changes an account begins nothing."""
        for binding in self._bindings.key_to_bindings.get(event.key, ()) if self.CHANGES else ():
            sentence = self.refused(binding.action)
            if sentence is not None:
                self.refuse_change(sentence)


def _as_run(action: str, parameters: tuple[object, ...]) -> str:
    return f"{action}({', '.join(map(repr, parameters))})" if parameters else action
