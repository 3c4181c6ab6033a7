"""Changing the password: the current one, the new one twice, and how strong it is."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from textual.app import ComposeResult

from introtui.domain.passwords import MIN_LENGTH, strength
from introtui.screens.dialogs.secret import SecretDialog
from introtui.session import Session
from introtui.widgets.field import Field, TextField
from introtui.widgets.push_button import PushButton
from introtui.widgets.strength_meter import StrengthMeter

PAUSE = 0.15
"""Seconds without a key before the strength is estimated: it may take 0.1 s of a core."""


class PasswordDialog(SecretDialog):
    """Asks for the current password only when there is one; `personal` words make a weak password."""

    def __init__(self, session: Session, *, password_set: bool, personal: Sequence[str]) -> None:
        super().__init__("Change password" if password_set else "Set a password", session)
        self._password_set = password_set
        self._personal = personal

    def compose_body(self) -> ComposeResult:
        """Lay out the fields and the meter."""
        if self._password_set:
            yield TextField("current", "Current password", secret=True)
        yield TextField("new", "New password", secret=True, hint=f"{MIN_LENGTH} characters or more")
        yield StrengthMeter()
        yield TextField("again", "The same again", secret=True)

    def compose_buttons(self) -> ComposeResult:
        """Offer to keep or to change it."""
        yield PushButton("Keep it" if self._password_set else "Cancel", id="cancel")
        label = "Change password" if self._password_set else "Set password"
        yield PushButton(label, id="save", primary=True)

    async def store(self) -> None:
        """Change the password."""
        current = self.typed("current") if self._password_set else ""
        new, again = self.typed("new"), self.typed("again")
        await self.session.perform(
            lambda services, actor: services.security.change_password(actor, current, new, again)
        )

    def on_field_edited(self, event: Field.Edited) -> None:
        """Estimate the new password once the typing pauses."""
        if event.field.key == "new":
            self.run_worker(self._estimate(), group="strength", exclusive=True)

    async def _estimate(self) -> None:
        # Nothing is looked up later: the dialog may be closing by then.
        meter, new = self.query_one(StrengthMeter), self.typed("new")
        if not new:
            meter.show(None)
            return
        await asyncio.sleep(PAUSE)
        meter.show(await asyncio.to_thread(strength, new, self._personal))
