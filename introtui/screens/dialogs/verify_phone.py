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
VOICE = "Your phone rings. Answer: a voice reads four digits, which work until {until}."
NUMBER = (
    "Your phone rings. Do not answer: type the last four digits of the number that calls, until {until}."
    " No call? Use the second gateway."
)
SMS = "An SMS is on its way to {number}. It has six digits, which work until {until}."
VOICE_BEFORE = "{number} was called. Type the four digits that were read, until {until}."
NUMBER_BEFORE = "{number} was called. Type the last four digits of the number that called, until {until}."
FIRST, SECOND = "Call me", "Second gateway"
SUPPORT = "Contact support"


async def verify_phone(app: App[None], session: Session, profile: ProfileView) -> None:
    """Let the user prove that the phone of the profile is theirs. Runs in a worker."""
    if not profile.fields.mobile_phone:
        raise ActionRefused("There is no mobile phone in the profile. Enter it, save, and verify it then.")
    sent = await session.read(lambda services, actor: services.contacts.waiting(actor, Purpose.SMS, Purpose.CALL))
    if await app.push_screen_wait(VerifyPhoneDialog(session, profile.fields.mobile_phone, sent)):
        app.notify("The phone is verified.")


class VerifyPhoneDialog(SecretDialog):
    """Sends codes and takes one, also one that was `sent` before; closed, it leaves a call on its way alone."""

    def __init__(self, session: Session, number: str, sent: SentTo | None) -> None:
        super().__init__(f"Verify {number}", session)
        self._number = number
        self._sent = sent
        self._calls = 1 if sent is not None and sent.purpose is Purpose.CALL else 0
        self._sending = False

    def compose_body(self) -> ComposeResult:
        """Say how it goes and lay out the field."""
        yield CodeLine(self.session, self._begun_words(), self._sms, advice=ADVICE, id="how")
        yield TextField("code", "Code")

    def compose_buttons(self) -> ComposeResult:
        """Offer both ways, and to confirm."""
        yield PushButton("Close", id="cancel")
        yield PushButton("SMS", id="sms")
        yield PushButton(SECOND if self._calls else FIRST, id="call")
        yield PushButton("Confirm", id="save", primary=True)

    @property
    def _sms(self) -> SentTo | None:
        """The SMS that is waited for: whether it arrives is known later, and of a call at once."""
        return self._sent if self._sent is not None and self._sent.purpose is Purpose.SMS else None

    def _begun_words(self) -> str:
        if self._sent is None:
            return HOW
        if self._sms is not None:
            return self._words(SMS, self._sent)
        return self._words(VOICE_BEFORE if self._sent.voice else NUMBER_BEFORE, self._sent)

    def _words(self, sentence: str, sent: SentTo) -> str:
        return sentence.format(number=self._number, until=f"{sent.expires_at:%H:%M} UTC")

    def action_sms(self) -> None:
        """Have an SMS sent."""
        self._begin(f"Sending an SMS to {self._number}\u2026", self._send_sms)

    async def _send_sms(self) -> None:
        sent = await self.session.perform(lambda services, actor: services.contacts.send_sms_code(actor))
        self._await(SMS, sent)

    def action_call(self) -> None:
        """Be called: by the first gateway, then by the second, then by a person."""
        if self._calls > 1:
            self._begin("Writing to support\u2026", self._contact_support)
        else:
            self._begin(f"Calling {self._number}\u2026", self._call)

    async def _call(self) -> None:
        which, self._calls = self._calls, self._calls + 1
        try:
            sent = await self.session.perform(lambda services, actor: services.contacts.call(actor, which))
        finally:
            if self.is_open:
                self.query_one("#call", PushButton).say(SECOND if self._calls == 1 else SUPPORT)
        self._await(VOICE if sent.voice else NUMBER, sent)

    def _await(self, sentence: str, sent: SentTo) -> None:
        """Wait for another code: what was said of the one before is over."""
        self._sent = sent
        if self.is_open:
            self.clear_errors()
        self._tell(self._words(sentence, sent), self._sms)

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
