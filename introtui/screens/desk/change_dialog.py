"""Changing what the company sells or charges: fields, then what that comes to, and only then the change."""

from __future__ import annotations

from textual.app import ComposeResult

from introtui.screens.dialogs.secret import SecretDialog
from introtui.session import Session
from introtui.widgets.explained import Explained
from introtui.widgets.field import Field
from introtui.widgets.plain import Draw
from introtui.widgets.push_button import PushButton

UNSAVED = "What you wrote is not saved. Once more to drop it."


class ChangeDialog(SecretDialog):
    """Says what a change comes to, and makes it once that was read; returns whether it was made.

    Whatever is edited afterwards is looked at again first.
    """

    ACT = "Change it"
    """What the button says that makes the change."""
    LOOK = "See what it changes"
    """What the same button says before."""

    def __init__(self, title: str, session: Session) -> None:
        super().__init__(title, session)
        self._foreseen = False
        self._edited = False

    async def foresee(self) -> Draw:
        """Return what the change comes to; raises what is wrong with the fields."""
        raise RuntimeError("a change knows what it comes to")

    def compose_fields(self) -> ComposeResult:
        """Lay out the fields."""
        yield from ()

    def compose_body(self) -> ComposeResult:
        """Lay out the fields, and under them what the change comes to."""
        yield from self.compose_fields()
        effect = Explained(lambda _width: iter(()))
        effect.add_class("dialog-note")
        effect.display = False
        yield effect

    def compose_buttons(self) -> ComposeResult:
        """Offer to change nothing, and to go on."""
        yield PushButton("Change nothing", id="cancel")
        yield PushButton(self.LOOK, id="save", primary=True)

    @property
    def foreseen(self) -> bool:
        """Whether what is typed now was looked at."""
        return self._foreseen

    def action_save(self) -> None:
        """Look first, then make the change."""
        if self._foreseen:
            super().action_save()
        else:
            self.begin(self._look)

    async def _look(self) -> None:
        found: list[Draw] = []

        async def look() -> None:
            found.append(await self.foresee())

        if await self.attempt(look):
            self._show_effect(found[0])

    def _show_effect(self, draw: Draw) -> None:
        effect = self.query_one(Explained)
        effect.display = True
        effect.explain(draw)
        self._foreseen = True
        self.query_one("#save", PushButton).say(self.ACT)

    def finish(self) -> None:
        """Look at what was typed; once that was done, enter in a field leads to the button and no further."""
        if self._foreseen:
            self.query_one("#save", PushButton).focus()
        else:
            self.action_save()

    def on_field_edited(self, event: Field.Edited) -> None:
        """Forget what was looked at: it was about something else."""
        super().on_field_edited(event)
        self._edited = True
        self._foreseen = False
        self.query_one(Explained).display = False
        self.query_one("#save", PushButton).say(self.LOOK)

    def has_unsaved(self) -> bool:
        """Return whether something was typed."""
        return self._edited

    def action_cancel(self) -> None:
        """Close without a change; what was typed is dropped only when asked for twice."""
        if self._edited and not self._storing and not self._warned:
            self._warned = True
            self.show_error(UNSAVED)
        else:
            super().action_cancel()
