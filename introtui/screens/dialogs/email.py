"""The email address: changed, or confirmed, by typing a code that was sent to it.

Whoever left the dialog to look for the code finds it waiting when they come back.
"""

from __future__ import annotations

from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType

from introtui.domain.account import ProfileView
from introtui.domain.contact_codes import Purpose, SentTo
from introtui.domain.errors import IntrotuiError, InvalidFields
from introtui.screens.dialogs.code_line import CodeLine
from introtui.screens.dialogs.form_dialog import FormDialog
from introtui.screens.dialogs.secret import SecretDialog
from introtui.session import Session
from introtui.widgets.field import TextField
from introtui.widgets.plain import Plain
from introtui.widgets.push_button import PushButton

NOTHING_YET = "A code goes there. Until it is typed here, nothing is changed."
ADVICE = "Look at the address, or send again."


async def change_email(app: App[None], session: Session, profile: ProfileView) -> bool:
    """Let the user prove an address, the one there is or another; returns whether they did. Runs in a worker."""
    sent = await session.read(lambda services, actor: services.contacts.waiting(actor, Purpose.EMAIL))
    while True:
        if sent is None:
            asking = EmailDialog(session, profile)
            if not await app.push_screen_wait(asking) or asking.sent is None:
                return False
            sent = asking.sent
        entering = EmailCodeDialog(session, sent)
        if await app.push_screen_wait(entering):
            return True
        if not entering.wants_other:
            return False
        sent = None


class EmailDialog(FormDialog):
    """Asks which address is to be proved; what was sent to it stands in `sent` afterwards."""

    def __init__(self, session: Session, profile: ProfileView) -> None:
        super().__init__("Change email" if profile.email_confirmed_at else "Confirm or change email", session)
        self._profile = profile
        self.sent: SentTo | None = None

    def compose_body(self) -> ComposeResult:
        """Show the address there is, and ask for the one to prove."""
        yield Plain(f"Email now        {self._profile.email}", id="email-now")
        yield TextField("email", "Email", required=True)
        yield Plain(NOTHING_YET, classes="dim dialog-note")

    def on_mount(self) -> None:
        """Begin with an address that is not confirmed yet."""
        if self._profile.email_confirmed_at is None:
            self.query_one(TextField).fill(self._profile.email)

    def compose_buttons(self) -> ComposeResult:
        """Offer to leave it or to send the code."""
        yield PushButton("Not now", id="cancel")
        yield PushButton("Send the code", id="save", primary=True)

    async def store(self) -> None:
        """Send the code."""
        email = self.typed("email")
        if self._profile.email_confirmed_at and email.strip() == self._profile.email:
            raise InvalidFields({"email": "This is your email address already; enter another one."})
        self.sent = await self.session.perform(
            lambda services, actor: services.contacts.send_email_code(actor, email)
        )


class EmailCodeDialog(SecretDialog):
    """Asks for the code."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f6", "send_again", "Send again", id="email.again", tooltip="Send another code to the address."),
    ]

    def __init__(self, session: Session, sent: SentTo) -> None:
        super().__init__("Confirm the email address", session)
        self._sent = sent
        self.wants_other = False
        """Whether another address is to be proved instead."""

    def compose_body(self) -> ComposeResult:
        """Say where the code went and lay out the field."""
        yield CodeLine(self.session, f"A {self._words()}", self._sent, advice=ADVICE, id="sent-to")
        yield TextField("code", "Code", hint="six digits")

    def _words(self) -> str:
        until = f"{self._sent.expires_at:%H:%M} UTC"
        return f"code is on its way to {self._sent.target}. It works until {until}."

    def compose_buttons(self) -> ComposeResult:
        """Offer to leave it, to take another address, to have another code, or to confirm."""
        yield PushButton("Not now", id="cancel")
        yield PushButton("Other address", id="other")
        yield PushButton("Send again", id="send-again")
        yield PushButton("Confirm", id="save", primary=True)

    def action_other(self) -> None:
        """Go back to where the address is asked for."""
        self.wants_other = True
        self.action_cancel()

    def action_send_again(self) -> None:
        """Send another code; the one before counts no more."""
        self.app.run_worker(self._send_again())

    async def _send_again(self) -> None:
        target = self._sent.target
        try:
            self._sent = await self.session.perform(
                lambda services, actor: services.contacts.send_email_code(actor, target)
            )
        except IntrotuiError as error:
            self.say(str(error))
            return
        if self.is_open:
            self.query_one(CodeLine).tell(f"Another {self._words()}", self._sent)
            self.clear_errors()

    async def store(self) -> None:
        """Take the code."""
        code = self.typed("code")
        await self.session.perform(lambda services, actor: services.contacts.confirm_email(actor, code))
