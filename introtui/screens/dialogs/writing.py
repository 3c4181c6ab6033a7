"""What dialogs share in which a text of several lines is written: nothing of it is lost until it is stored."""

from __future__ import annotations

from typing import ClassVar, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from introtui.domain.errors import IntrotuiError, StaleVersion
from introtui.screens.dialogs.base import Dialog
from introtui.widgets.plain import Plain
from introtui.widgets.plain_area import PlainArea
from introtui.widgets.push_button import PushButton

T = TypeVar("T")


class WritingDialog(Dialog[T | None]):
    """Returns what came of storing the text; what was typed stays until then."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s,f8", "save", "Save", id="writing.save", tooltip="Save what is written."),
    ]
    AREA: ClassVar[str]
    """The id of the text."""

    def __init__(self, title: str, hint: str, text: str) -> None:
        super().__init__(title)
        self.before = text
        """The text as it is stored."""
        self._hint = hint
        self._saving = False

    async def store(self, text: str) -> T:
        """Store a text; raises what the service raises."""
        raise RuntimeError("a writing dialog knows how to store")

    async def read_again(self) -> str:
        """Return the text as it is stored now."""
        raise RuntimeError("a writing dialog knows what it changes")

    def keep_words(self) -> str:
        """Return what the safe button says."""
        return "Keep the old one" if self.before else "Write none"

    def compose_body(self) -> ComposeResult:
        """Lay out the text."""
        yield Plain(self._hint, classes="dim")
        stored = Plain(id="stored")
        stored.display = False
        yield stored
        yield PlainArea(self.before, id=self.AREA, compact=True, tab_behavior="focus")

    def on_mount(self) -> None:
        """Go on writing at the end."""
        area = self.query_one(PlainArea)
        area.move_cursor(area.document.end)

    def compose_buttons(self) -> ComposeResult:
        """Offer to keep or to save."""
        yield PushButton(self.keep_words(), id="cancel")
        yield PushButton("Save", id="save", primary=True)

    def action_save(self) -> None:
        """Store the text, once."""
        if not self._saving:
            self._saving = True
            self.app.run_worker(self._save(self.query_one(PlainArea).text))

    def has_unsaved(self) -> bool:
        """Return whether the text was changed."""
        return self.query_one(PlainArea).text != self.before

    def action_cancel(self) -> None:
        """Close, but wait for a save."""
        if not self._saving:
            super().action_cancel()

    async def _save(self, text: str) -> None:
        try:
            stored = await self._stored(text)
        except IntrotuiError as error:
            self._saving = False
            self.show_error(str(error))
        else:
            self.dismiss(stored)

    async def _stored(self, text: str) -> T:
        try:
            return await self.store(text)
        except StaleVersion:
            self._show_stored(await self.read_again())
            raise

    def _show_stored(self, text: str) -> None:
        """Show what is stored now above what was typed: only a save that began from it replaces it."""
        self.before, self._warned = text, False
        stored = self.query_one("#stored", Plain)
        stored.show(f"Stored now: {text or 'nothing'}")
        stored.display = True
        self.query_one("#cancel", PushButton).say(self.keep_words())
