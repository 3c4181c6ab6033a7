"""Changing the password: the current one, the new one twice, and how strong it is."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult

from introtui.domain.passwords import MIN_LENGTH, MIN_LENGTH_TWO_FACTOR
from introtui.screens.dialogs.choosing import ChoosingDialog
from introtui.session import Session
from introtui.widgets.field import TextField
from introtui.widgets.plain import Plain
from introtui.widgets.push_button import PushButton
from introtui.widgets.strength_meter import StrengthMeter


class PasswordDialog(ChoosingDialog):
    """Asks for the current password only when there is one; `why` says why it has to be changed, where it has."""

    def __init__(
        self, session: Session, *, password_set: bool, two_factor: bool, personal: Sequence[str], why: str = ""
    ) -> None:
        super().__init__("Change password" if password_set else "Set a password", session, personal=personal)
        self._password_set = password_set
        self._why = why
        self._least = MIN_LENGTH_TWO_FACTOR if two_factor else MIN_LENGTH

    def compose_body(self) -> ComposeResult:
        """Lay out the fields and the meter."""
        if self._why:
            yield Plain(self._why, classes="dialog-text")
        if self._password_set:
            yield TextField("current", "Current password", secret=True)
        yield TextField("new", "New password", secret=True, hint=f"{self._least} characters or more")
        yield StrengthMeter()
        yield TextField("again", "The same again", secret=True)

    def compose_buttons(self) -> ComposeResult:
        """Offer to keep or to change it."""
        keep = "Keep it" if self._password_set else "Cancel"
        yield PushButton("Leave" if self._why else keep, id="cancel")
        label = "Change password" if self._password_set else "Set password"
        yield PushButton(label, id="save", primary=True)

    async def store(self) -> None:
        """Change the password."""
        current = self.typed("current") if self._password_set else ""
        new, again = self.typed("new"), self.typed("again")
        await self.session.perform(
            lambda services, actor: services.security.change_password(actor, current, new, again)
        )
