"""What the Security section opens: dialogs for password, code, second factor, keys, sessions and logins."""

from __future__ import annotations

from collections.abc import Callable, Coroutine

from textual.widgets import Button

from introtui.domain.security import SecurityView
from introtui.place import Place
from introtui.screens.base import Section


class SecurityDialogs(Section):
    """The part of the section that asks; one thing at a time."""

    NEEDS_VIEW = frozenset({"password", "logins", "save", "discard", "two_factor", "ssh_keys", "sessions", "keep"})
    """Actions that wait for the slice."""

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self._view: SecurityView | None = None
        self._engaged = False

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what can be done now, and nothing before it is known."""
        if not super().check_action(action, parameters):
            return False
        if action == "code":
            return self._view is not None and not self._view.security_code_set
        if action == "keep":
            return self._view is not None and self._view.trial_ends_at is not None
        if action == "verify_phone":
            profile = self.session.state.profile
            return profile is not None and bool(profile.fields.mobile_phone) and profile.phone_verified_at is None
        if action in self.NEEDS_VIEW:
            return self._view is not None
        return True

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Do what the button of the same name says."""
        event.stop()
        name = "logins" if event.button.id == "last" else str(event.button.id).replace("-", "_")
        self.call_next(self.run_action, name)

    def action_logins(self) -> None:
        """Show the login history."""
        from introtui.screens.dialogs.logins import LoginsDialog

        if self._view is not None:
            self.app.push_screen(LoginsDialog(self._view.logins))

    def action_sessions(self) -> None:
        """Show the open sessions."""
        from introtui.screens.dialogs.sessions import SessionsDialog

        self.app.push_screen(SessionsDialog(self.session))

    def action_ssh_keys(self) -> None:
        """Show the SSH keys."""
        from introtui.screens.dialogs.ssh_keys import SshKeysDialog

        self.app.push_screen(SshKeysDialog(self.session))

    def action_password(self) -> None:
        """Change the password."""
        self.once(self._change_password)

    async def _change_password(self) -> None:
        from introtui.screens.dialogs.password import PasswordDialog

        if self._view is None:
            return
        personal = await self.session.read(lambda services, actor: services.security.personal_words(actor))
        dialog = PasswordDialog(
            self.session,
            password_set=self._view.password_set,
            two_factor=self._view.two_factor,
            personal=personal,
        )
        if await self.app.push_screen_wait(dialog):
            self.tell("The password is changed; other sessions are ended.")

    def action_code(self) -> None:
        """Set the security code."""
        self.once(self._set_code)

    async def _set_code(self) -> None:
        from introtui.screens.dialogs.security_code import SecurityCodeDialog

        if await self.app.push_screen_wait(SecurityCodeDialog(self.session)):
            self.tell("The security code is set.")

    def action_verify_phone(self) -> None:
        """Verify the phone by an SMS or a call."""
        self.once(self._verify_phone)

    async def _verify_phone(self) -> None:
        from introtui.screens.dialogs.verify_phone import verify_phone

        profile = self.session.state.profile
        if profile is not None:
            await verify_phone(self.app, self.session, profile)

    def action_two_factor(self) -> None:
        """Turn two-factor authentication on, or manage it."""
        self.once(self._manage_two_factor if self._view is not None and self._view.two_factor else self._enrol)

    async def _enrol(self) -> None:
        from introtui.screens.dialogs.two_factor import enrol

        if await enrol(self.app, self.session):
            self.tell("Two-factor authentication is on.")

    async def _manage_two_factor(self) -> None:
        from introtui.screens.dialogs.two_factor import ManageDialog, RecoveryDialog

        may_disable = await self.session.read(lambda services, actor: services.two_factor.may_disable(actor))
        left = 0 if self._view is None else self._view.recovery_left
        personal = await self.session.read(lambda services, actor: services.security.personal_words(actor))
        dialog = ManageDialog(self.session, recovery_left=left, may_disable=may_disable, personal=personal)
        if not await self.app.push_screen_wait(dialog):
            return
        if dialog.codes:
            await self.app.push_screen_wait(RecoveryDialog(dialog.codes))
        else:
            self.tell("Two-factor authentication is off.")

    def once(self, work: Callable[[], Coroutine[object, object, None]]) -> None:
        """Start work unless other work of this section is under way: a key may be pressed twice."""
        if not self._engaged:
            self._engaged = True
            self.start(self._released(work))

    async def _released(self, work: Callable[[], Coroutine[object, object, None]]) -> None:
        try:
            await work()
        finally:
            self._engaged = False
