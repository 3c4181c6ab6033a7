"""Dialogs that show what will be booked before anything is: the first press shows it, the second books it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

from textual.app import ComposeResult

from introtui.domain.errors import IntrotuiError
from introtui.screens.dialogs.secret import SecretDialog
from introtui.session import Session
from introtui.widgets.field import Field
from introtui.widgets.plain import Plain
from introtui.widgets.push_button import PushButton

Q = TypeVar("Q")


class PreviewDialog(SecretDialog, Generic[Q]):
    """Returns whether something was booked; whatever is typed after it was shown is shown anew."""

    SHOW = "Show what is booked"
    KEEP = "Book nothing"

    def __init__(self, title: str, session: Session) -> None:
        super().__init__(title, session)
        self._quote: Q | None = None
        self._booked = False

    async def quote(self) -> Q:
        """Return what would be booked; raises what the services raise."""
        raise RuntimeError("a dialog that shows knows what")

    async def book(self, quote: Q) -> None:
        """Book what was shown."""
        raise RuntimeError("a dialog that books knows how")

    def lines_of(self, quote: Q) -> Sequence[str]:
        """Return what would be booked in lines."""
        raise RuntimeError("a dialog that shows knows how")

    def button_of(self, quote: Q) -> str:
        """Return what the button says that books it."""
        return "Book it"

    def compose_buttons(self) -> ComposeResult:
        """Offer to book nothing, or to see first."""
        yield PushButton(self.KEEP, id="cancel")
        yield PushButton(self.SHOW, id="save", primary=True)

    def compose_preview(self) -> ComposeResult:
        """Lay out where it is shown."""
        yield Plain("", id="preview", classes="dialog-text")

    async def store(self) -> None:
        """Show it, or book what was shown."""
        shown, self._booked = self._quote, False
        if shown is None:
            self._show(await self.quote())
            return
        try:
            await self.book(shown)
        except IntrotuiError:
            self._show(None)
            raise
        self._booked = True

    def stored(self) -> None:
        """Close once it is booked, and not when it was only shown."""
        if self._booked:
            super().stored()

    def _show(self, quote: Q | None) -> None:
        self._quote = quote
        self.query_one("#preview", Plain).show("" if quote is None else "\n".join(self.lines_of(quote)))
        button = self.query_one("#save", PushButton)
        button.say(self.SHOW if quote is None else self.button_of(quote))
        if quote is not None:
            button.focus()

    def on_field_edited(self, event: Field.Edited) -> None:
        """Take back what was shown for what was typed before."""
        super().on_field_edited(event)
        if self._quote is not None:
            self._show(None)
