"""Setting the security code, which can be done once."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.widgets import Static

from introtui.domain.errors import InvalidFields, InvalidValue
from introtui.domain.security import SECURITY_CODE_LENGTH, check_security_code
from introtui.screens.dialogs.secret import SecretDialog
from introtui.session import Session
from introtui.widgets.field import TextField
from introtui.widgets.push_button import PushButton

WHAT = (
    "Support asks for this code to know that it is you. It can be set only once: afterwards nobody, neither"
    " you nor our staff, can see it or change it. Keep it where you will find it again."
)


class SecurityCodeDialog(SecretDialog):
    """Asks for the code twice, hidden."""

    def __init__(self, session: Session) -> None:
        super().__init__("Set the security code", session)

    def compose_body(self) -> ComposeResult:
        """Say what it is for and lay out the fields."""
        least, most = min(SECURITY_CODE_LENGTH), max(SECURITY_CODE_LENGTH)
        yield Static(WHAT, classes="dialog-text")
        yield TextField("code", "Security code", secret=True, hint=f"{least} to {most} characters")
        yield TextField("again", "The same again", secret=True)

    def compose_buttons(self) -> ComposeResult:
        """Offer to leave it or to set it for good."""
        yield PushButton("Not now", id="cancel")
        yield PushButton("Set it for good", id="save", primary=True)

    async def store(self) -> None:
        """Set the code when both fields hold the same one."""
        code = self.typed("code")
        try:
            check_security_code(code)
        except InvalidValue as error:
            raise InvalidFields({"code": str(error)}) from error
        if self.typed("again") != code:
            raise InvalidFields({"again": "The two codes differ; type the same one twice."})
        await self.session.perform(lambda services, actor: services.security.set_security_code(actor, code))
