"""Verifying the phone: by an SMS, or by a call whose number ends in the code (spec section 2, Security)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from textual.app import App, ComposeResult

from introtui.domain.account import ProfileView
from introtui.domain.contact_codes import Purpose, SentTo
from introtui.domain.errors import ActionRefused, IntrotuiError, InvalidFields
from introtui.screens.dialogs.code_line import CodeLine
from introtui.screens.dialogs.secret import SecretDialog
from introtui.session import Session
from introtui.widgets.field import TextField
from introtui.widgets.push_button import PushButton

HOW = "A code comes by SMS, or in a call: its last four digits are the code, and a landline hears them read."
ADVICE = "Look at the number, or have yourself called instead."
NO_CODE = "Have a code sent first: by SMS, or by a call."
VOICE = "Your phone rings. Answer: a voice reads four digits."
NUMBER = (
    "Your phone rings. Do not answer: type the last four digits of the number that calls."
    " No call? Use the second gateway."
)
FIRST, SECOND = "Call me", "Second gateway"
SUPPORT = "Contact support"


async def verify_phone(app: App[None], session: Session, profile: ProfileView) -> None:
    """Let the user prove that the phone of the profile is theirs. Runs in a worker."""
    if not profile.fields.mobile_phone:
        raise ActionRefused("There is no mobile phone in the profile. Enter it, save, and verify it then.")
    if await app.push_screen_wait(VerifyPhoneDialog(session, profile.fields.mobile_phone)):
        app.notify("The phone is verified.")


class VerifyPhoneDialog(SecretDialog):
    """Sends codes and takes one; closed, it leaves a call that is on its way alone."""

    def __init__(self, session: Session, number: str) -> None:
        super().__init__(f"Verify {number}", session)
        self._number = number
        self._calls = 0
        self._sent: SentTo | None = None
        self._sending = False

    def compose_body(self) -> ComposeResult:
        """Say how it goes and lay out the field."""
        yield CodeLine(self.session, HOW, advice=ADVICE, id="how")
        yield TextField("code", "Code")

    def compose_buttons(self) -> ComposeResult:
        """Offer both ways, and to confirm."""
        yield PushButton("Close", id="cancel")
        yield PushButton("SMS", id="sms")
        yield PushButton(FIRST, id="call")
        yield PushButton("Confirm", id="save", primary=True)

    def action_sms(self) -> None:
        """Have an SMS sent."""
        self._begin(f"Sending an SMS to {self._number}\u2026", self._send_sms)

    async def _send_sms(self) -> None:
        self._sent = await self.session.perform(lambda services, actor: services.contacts.send_sms_code(actor))
        self._tell(f"An SMS is on its way to {self._number}. It has six digits.", self._sent)

    def action_call(self) -> None:
        """Be called: by the first gateway, then by the second, then by a person."""
        if self._calls > 1:
            self._begin("Writing to support\u2026", self._contact_support)
        else:
            self._begin(f"Calling {self._number}\u2026", self._call)

    async def _call(self) -> None:
        which, self._calls = self._calls, self._calls + 1
        try:
            self._sent = await self.session.perform(lambda services, actor: services.contacts.call(actor, which))
        finally:
            if self.is_open:
                self.query_one("#call", PushButton).say(SECOND if self._calls == 1 else SUPPORT)
        self._tell(VOICE if self._sent.voice else NUMBER)

    async def _contact_support(self) -> None:
        await self.session.perform(lambda services, actor: services.contacts.contact_support(actor))
        self._tell("Support knows, and answers by email.")

    def _begin(self, words: str, work: Callable[[], Awaitable[None]]) -> None:
        if not self._sending:
            self._sending = True
            self.show_error("")
            self._tell(words)
            # A worker of the app: closing the dialog must not cancel a call that is being placed.
            self.app.run_worker(self._guarded(work))

    async def _guarded(self, work: Callable[[], Awaitable[None]]) -> None:
        try:
            await work()
        except IntrotuiError as error:
            self._tell(HOW)
            self.say(str(error))
        finally:
            self._sending = False
        if self.is_open:
            self.query_one(TextField).focus_control()

    def _tell(self, words: str, sent: SentTo | None = None) -> None:
        if self.is_open:
            self.query_one(CodeLine).tell(words, sent)

    async def store(self) -> None:
        """Take the code of the last SMS or call."""
        code, sent = self.typed("code"), self._sent
        if sent is None:
            raise InvalidFields({"code": NO_CODE})
        purpose: Purpose = sent.purpose
        await self.session.perform(lambda services, actor: services.contacts.confirm_phone(actor, purpose, code))
