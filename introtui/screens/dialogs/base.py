"""The frame of every dialog: a titled box, the keys under it; every way out is a `dismiss`."""

from __future__ import annotations

from typing import ClassVar, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.events import Resize, ScreenResume
from textual.geometry import Size
from textual.screen import ModalScreen
from textual.widgets import Button, TextArea

from introtui.commands.notifications import OUTBOX, OUTBOX_HELP, OUTBOX_KEYS
from introtui.domain.errors import IntrotuiError
from introtui.domain.text import safe
from introtui.place import place_of
from introtui.screens.page import Page
from introtui.widgets.banner import Banner
from introtui.widgets.field import Field
from introtui.widgets.key_bar import KeyBar
from introtui.widgets.plain import Plain
from introtui.widgets.push_button import PushButton
from introtui.widgets.record_messages import LoadFailed

T = TypeVar("T")
FRAME = 7
"""Lines around a dialog's body: the border, an error, the buttons with a line above, the keys."""
UNSAVED = "What you wrote is not saved. Once more to drop it."
LEAVE_HELP = "Leave the program; it asks first when something is unsaved."
SCROLL = "scroll_body"
SCROLL_HELP = "Scroll what is longer than the screen."
SCROLL_KEYS = "pgup/pgdn"


def _scroll(key: str, how: str) -> Binding:
    """Bind a key to move the body while the focus is outside of it, on a button."""
    return Binding(
        key,
        f"{SCROLL}('{how}')",
        "Scroll",
        show=key == "pagedown",
        id=f"dialog.{key}",
        key_display=SCROLL_KEYS,
        tooltip=SCROLL_HELP,
    )


class DialogBody(VerticalScroll):
    """The part of a dialog that scrolls where it is taller than the screen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("pagedown", "page_down", "Scroll", id="body.page", key_display=SCROLL_KEYS, tooltip=SCROLL_HELP),
    ]

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Measure what it holds beside the room that is kept for the scrollbar, which Textual leaves out here."""
        return super().get_content_height(container, viewport, width - self.scrollbar_size_vertical)

    def on_resize(self) -> None:
        """Offer the keys that scroll while there is something to scroll."""
        self.screen.refresh_bindings()


class Dialog(ModalScreen[T], Page[T]):
    """A modal dialog; `esc` gives the safe answer. Its button row comes last, the safe button first."""

    BINDINGS: ClassVar[list[BindingType]] = [
        _scroll("pagedown", "page_down"),
        _scroll("pageup", "page_up"),
        _scroll("down", "scroll_down"),
        _scroll("up", "scroll_up"),
        _scroll("end", "scroll_end"),
        _scroll("home", "scroll_home"),
        Binding("tab", "app.focus_next", "Next", id="dialog.next", tooltip="Go to the next control."),
        Binding("escape", "cancel", "Close", id="dialog.cancel", tooltip="Close without doing anything."),
        Binding("ctrl+q", "app.leave", "Leave", show=False, id="dialog.leave", tooltip=LEAVE_HELP),
        # In the demo the code that a dialog asks for is in there.
        Binding(OUTBOX_KEYS, OUTBOX, "Outbox", show=False, id="dialog.outbox", tooltip=OUTBOX_HELP),
    ]
    AROUND: ClassVar[int] = FRAME
    """Lines of the terminal that the body cannot have."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = title
        self._warned = False
        self._banner = ""

    def compose(self) -> ComposeResult:
        """Lay out the box: body, an error line, buttons."""
        box = Vertical(classes="dialog")
        place = place_of(self.app)
        self._banner = "" if place is None else place.banner
        if self._banner:
            yield Banner(self._banner)
        # Content is not parsed as markup, and no escaping of a string would be complete.
        box.border_title = Content(safe(self._title))
        with box:
            with DialogBody(id="dialog-body", can_focus=False):
                yield from self.compose_body()
            yield Plain("", id="dialog-error")
            with Horizontal(id="buttons"):
                yield from self.compose_buttons()
        yield KeyBar()

    def compose_body(self) -> ComposeResult:
        """Lay out what the dialog is about."""
        yield from ()

    def compose_buttons(self) -> ComposeResult:
        """Lay out the buttons, the safe one first."""
        yield PushButton("Close", id="cancel")

    def on_resize(self, event: Resize) -> None:
        """Scroll the body where it is taller than the screen: the buttons stay in view."""
        self.query_one("#dialog-body").styles.max_height = max(self.room(event.size.height), 1)

    def room(self, height: int) -> int:
        """Return how many of the lines of a terminal the body may have."""
        return height - self.AROUND - (1 if self._banner else 0)

    def on_screen_resume(self, event: ScreenResume) -> None:
        """Take away a toast that would cover the dialog: what it said was before this."""
        self.app.clear_notifications()

    def shows_hint(self, action: str) -> bool:
        """Show the keys that scroll, and the one to the next control, only where they lead somewhere."""
        if action == "page_down" or action.startswith(SCROLL):
            return self.query_one(DialogBody).max_scroll_y > 0
        return action != "app.focus_next" or len(self.focus_chain) > 1

    async def action_scroll_body(self, how: str) -> None:
        """Move the body a line, a page, or to an end; `how` is the widget's own action for it."""
        await self.app.run_action(how, self.query_one(DialogBody))

    def show_error(self, sentence: str) -> None:
        """Show why it did not work, inside the dialog; blank clears it."""
        line = self.query_one("#dialog-error", Plain)
        line.show(f"x {sentence}")
        line.display = bool(sentence)

    @property
    def is_open(self) -> bool:
        """Whether the dialog was not left yet; a closed one loses its widgets before it counts as detached."""
        return self in self.app.screen_stack

    def say(self, sentence: str) -> None:
        """Show why it did not work; the answer may come after the dialog was left."""
        if self.is_open:
            self.show_error(sentence)
        else:
            self.app.notify(sentence, severity="error")

    @on(LoadFailed)
    def _load_failed(self, event: LoadFailed[object]) -> None:
        if isinstance(event.error, IntrotuiError):
            self.say(str(event.error))

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Run `action_<button id>`."""
        event.stop()
        self.call_next(self.run_action, str(event.button.id).replace("-", "_"))

    @property
    def title_words(self) -> str:
        """What the dialog is called at its head."""
        return self._title

    def refuse_change(self, sentence: str) -> None:
        """Say why a change is not begun."""
        self.show_error(sentence)

    def has_unsaved(self) -> bool:
        """Return whether closing would lose something typed."""
        return False

    def action_cancel(self) -> None:
        """Close with the safe answer; what was typed is dropped only when asked for twice."""
        if self._warned or not self.has_unsaved():
            self.drop()
            return
        self._warned = True
        self.show_error(UNSAVED)

    def drop(self) -> None:
        """Close with the safe answer."""
        self.dismiss(None)

    @on(Field.Edited)
    @on(TextArea.Changed)
    def _typed_on(self) -> None:
        """Warn again of what is typed after a warning."""
        if self._warned:
            self._warned = False
            self.show_error("")
