"""Proving once more who is there, before something that could cost them the account (spec section 5)."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.widgets import Static

from introtui.screens.dialogs.secret import SecretDialog
from introtui.screens.dialogs.sign_in import CODE_HINT
from introtui.session import Session
from introtui.widgets.field import TextField
from introtui.widgets.push_button import PushButton

WHY = "What comes next could cost you the account, so this is asked again. It counts for five minutes."


class ProveDialog(SecretDialog):
    """Asks for the password, or for a code where two-factor is on."""

    def __init__(self, session: Session, *, by_code: bool) -> None:
        super().__init__("Is it you?", session)
        self._by_code = by_code

    def compose_body(self) -> ComposeResult:
        """Say why and lay out the field."""
        yield Static(WHY, classes="dialog-text")
        label, hint = ("Code", CODE_HINT) if self._by_code else ("Password", "")
        yield TextField("secret", label, secret=True, hint=hint)

    def compose_buttons(self) -> ComposeResult:
        """Offer to give up or to go on."""
        yield PushButton("Not now", id="cancel")
        yield PushButton("Go on", id="save", primary=True)

    async def store(self) -> None:
        """Check the proof."""
        secret = self.typed("secret")
        await self.session.read(lambda services, actor: services.sessions.prove(actor, secret))
