"""Another email address for the account."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.widgets import Input

from introtui.domain.account import ProfileView
from introtui.domain.emails import parse_email
from introtui.domain.errors import IntrotuiError, InvalidValue, StaleVersion
from introtui.domain.topics import Topic
from introtui.screens.dialogs.base import Dialog
from introtui.session import Session
from introtui.widgets.field import Field, TextField
from introtui.widgets.plain import Plain
from introtui.widgets.push_button import PushButton


class ChangeEmailDialog(Dialog[bool | None]):
    """Returns True once the new address is stored; what was typed stays until then."""

    def __init__(self, session: Session, profile: ProfileView) -> None:
        super().__init__("Change email")
        self._session = session
        self._profile = profile

    def compose_body(self) -> ComposeResult:
        """Show the address there is, and ask for the new one."""
        yield Plain(self._now_words(), id="email-now")
        yield TextField("email", "New email", required=True)
        yield Plain("The new address counts as not confirmed until you confirm it.", classes="dim dialog-note")

    def compose_buttons(self) -> ComposeResult:
        """Offer to keep or to change."""
        yield PushButton("Keep the old one", id="cancel")
        yield PushButton("Change email", id="change", primary=True)

    def _now_words(self) -> str:
        return f"Email now        {self._profile.email}"

    @property
    def _field(self) -> TextField:
        return self.query_one(TextField)

    def _check(self) -> bool:
        """Show what is wrong with the address beside it; True when nothing is."""
        try:
            self._check_value()
        except InvalidValue as error:
            self._field.show_error(str(error))
            return False
        self._field.show_error(None)
        return True

    def _check_value(self) -> None:
        if parse_email(self._field.value) == self._profile.email:
            raise InvalidValue("This is your email address already; enter another one.")

    def has_unsaved(self) -> bool:
        """Return whether an address was typed that is not on its way."""
        return bool(self._field.value.strip()) and not self.query_one("#change").disabled

    def on_field_left(self, _event: Field.Left) -> None:
        """Check what was typed."""
        if self._field.value:
            self._check()

    def on_field_edited(self, _event: Field.Edited) -> None:
        """Take the error away once it is mended."""
        if self._field.has_class("-invalid"):
            self._check()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Change with enter."""
        event.stop()
        self.action_change()

    def action_change(self) -> None:
        """Store the address."""
        if self._check():
            self._lock(True)
            self.app.run_worker(self._change(self._field.value))
        else:
            self._field.focus_control()

    def _lock(self, locked: bool) -> None:
        # A second press must not send a second time.
        self.query("#change").set(disabled=locked)

    async def _change(self, text: str) -> None:
        try:
            await self._send(text)
        except IntrotuiError as error:
            self._lock(False)
            self.say(str(error))
        else:
            # A second dismissal would close what is under the dialog.
            if self.is_open:
                self.dismiss(True)

    async def _send(self, text: str) -> None:
        try:
            await self._store(text)
        except StaleVersion:
            await self._read_again()
            await self._store(text)

    async def _store(self, text: str) -> None:
        version = self._profile.version
        await self._session.perform(lambda services, actor: services.profile.change_email(actor, version, text))

    async def _read_again(self) -> None:
        """Take the newest profile; only another change of the email itself is a conflict."""
        shown = self._profile.email
        await self._session.reload(frozenset({Topic.PROFILE}))
        self._profile = self._session.state.profile or self._profile
        if self._profile.email != shown:
            if self.is_open:
                self.query_one("#email-now", Plain).show(self._now_words())
            raise StaleVersion("Somebody else changed the email meanwhile. Press Change email to replace it.")
