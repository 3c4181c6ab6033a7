"""Dialogs that show what a change comes to before it is made: the first press shows it, the second makes it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

from textual.app import ComposeResult

from introtui.domain.errors import IntrotuiError
from introtui.screens.dialogs.form_dialog import FormDialog
from introtui.session import Session
from introtui.widgets.field import Field
from introtui.widgets.plain import Plain
from introtui.widgets.push_button import PushButton

Q = TypeVar("Q")


class PreviewDialog(FormDialog, Generic[Q]):
    """Returns whether the change was made; whatever is typed after it was shown is shown anew first."""

    SHOW = "See what it changes"
    """What the button says before."""
    KEEP = "Change nothing"
    """What the button says that changes nothing."""
    MAKE = "Change it"
    """What the button says that makes the change."""

    def __init__(self, title: str, session: Session) -> None:
        super().__init__(title, session)
        self._quote: Q | None = None
        self._made = False

    async def quote(self) -> Q:
        """Return what the change comes to; raises what is wrong with the fields, and what the services raise."""
        raise RuntimeError("a dialog that shows knows what")

    async def make(self, quote: Q) -> None:
        """Make the change that was shown."""
        raise RuntimeError("a dialog that makes a change knows how")

    def lines_of(self, quote: Q) -> Sequence[str]:
        """Return what the change comes to in lines."""
        raise RuntimeError("a dialog that shows knows how")

    def button_of(self, quote: Q) -> str:
        """Return what the button says that makes this change."""
        return self.MAKE

    def compose_fields(self) -> ComposeResult:
        """Lay out the fields."""
        yield from ()

    def compose_body(self) -> ComposeResult:
        """Lay out the fields, and under them what the change comes to."""
        yield from self.compose_fields()
        preview = Plain("", id="preview", classes="dialog-note")
        preview.display = False
        yield preview

    def compose_buttons(self) -> ComposeResult:
        """Offer to change nothing, or to see first."""
        yield PushButton(self.KEEP, id="cancel")
        yield PushButton(self.SHOW, id="save", primary=True)

    def begin_after(self, known: str) -> None:
        """Fill the first field with what is known already, and begin in the one after it."""
        first, second = self.fields[:2]
        first.fill(known)
        second.focus_control()

    @property
    def shown(self) -> bool:
        """Whether what is typed now was shown."""
        return self._quote is not None

    async def store(self) -> None:
        """Show it, or make the change that was shown."""
        quote, self._made = self._quote, False
        if quote is None:
            self._show(await self.quote())
            return
        try:
            await self.make(quote)
        except IntrotuiError:
            self._show(None)
            raise
        self._made = True

    def stored(self) -> None:
        """Close once the change is made, and not when it was only shown."""
        if self._made:
            super().stored()

    def _show(self, quote: Q | None) -> None:
        self._quote = quote
        preview = self.query_one("#preview", Plain)
        preview.display = quote is not None
        preview.show("" if quote is None else "\n".join(self.lines_of(quote)))
        self.query_one("#save", PushButton).say(self.SHOW if quote is None else self.button_of(quote))

    def finish(self) -> None:
        """Show it; once that was done, enter in a field leads to the button and no further."""
        if self.shown:
            self.query_one("#save", PushButton).focus()
        else:
            self.action_save()

    def on_field_edited(self, _event: Field.Edited) -> None:
        """Take back what was shown for what was typed before."""
        if self.shown:
            self._show(None)
