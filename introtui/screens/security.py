"""The Security section: what signs the customer in, from where, and who did (spec section 2)."""

from __future__ import annotations

from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Container, Horizontal, Vertical
from textual.widgets import Static, TextArea

from introtui.commands import Scope, bindings, changing
from introtui.domain.account import ProfileView
from introtui.domain.errors import StaleVersion
from introtui.domain.security import LoginView, SecurityView
from introtui.domain.text import safe
from introtui.domain.topics import Topic
from introtui.place import Place
from introtui.screens.dialogs.logins import shown_address, shown_time
from introtui.screens.security_dialogs import SecurityDialogs
from introtui.state import AccountState
from introtui.widgets.address_editor import AddressEditor
from introtui.widgets.fact import Fact
from introtui.widgets.field import CHANGED
from introtui.widgets.plain import Plain
from introtui.widgets.push_button import PushButton

CODE_SET = "set; neither shown nor editable, by anyone"
ADDRESS_WIDTH = 15
"""Columns of an IPv4 address, so that what follows it is aligned."""


@dataclass(frozen=True, slots=True)
class StoredList:
    """An address list as stored, fit to be shown, and the version it was read with."""

    version: int
    text: str

    @classmethod
    def of(cls, view: SecurityView) -> StoredList:
        """Take the list out of the slice."""
        return cls(view.version, safe(view.ip_restriction, multiline=True))


class SecurityScreen(SecurityDialogs):
    """Login, password, security code, last access, and the addresses that may sign in."""

    SCOPE = Scope.SECURITY
    TOPICS = (Topic.SECURITY,)
    BINDINGS = bindings(Scope.SECURITY)
    CHANGES = changing(Scope.SECURITY)

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self._base: StoredList | None = None
        """What the draft began from; it differs from the newest list when somebody else saved meanwhile."""
        self._discarded = ""
        self._storing = False

    def compose_body(self) -> ComposeResult:
        """Lay out the facts, the address list, and the line that saves it."""
        with Container(id="security"):
            with Vertical(id="facts"):
                yield Fact("login", "Billing login", note="cannot be changed")
                yield Fact("password", "Password", button="Change")
                yield Fact("two-factor", "Two-factor", button="Turn on")
                yield Fact("code", "Security code", button="Set once")
                yield Fact("verify-phone", "Phone", button="Verify")
                yield Fact("ssh-keys", "SSH keys", button="Keys")
                yield Fact("sessions", "Open sessions", button="Sessions")
                yield Fact("last", "Last IP", button="History")
                with Vertical(id="latest"):
                    yield Static("Latest sessions", classes="heading")
                    yield Plain("", id="latest-logins")
            yield AddressEditor()
        with Horizontal(classes="form-bar"):
            yield Plain("", id="unsaved")
            yield PushButton("Keep this list", id="keep")
            yield PushButton("Discard", id="discard")
            yield PushButton("Save", id="save", primary=True)

    def on_mount(self) -> None:
        """Keep the list shut until there is one to edit; follow the security slice."""
        self.editor.disabled = True
        self.follow(AccountState.security, self._show_security)
        self.follow(AccountState.profile, self._show_phone)

    # What is committed

    def _show_security(self, view: SecurityView) -> None:
        if self._view is not None and view.version < self._view.version:
            return
        self._view = view
        self._show_facts(view)
        self.editor.show_own(view.current_address)
        self._receive(StoredList.of(view))
        self.refresh_bindings()

    def _show_facts(self, view: SecurityView) -> None:
        facts = {fact.id: fact for fact in self.query(Fact)}
        facts["fact-login"].show(view.login)
        facts["fact-password"].show(_password_words(view))
        facts["fact-password"].offer(visible=True, label="Change" if view.password_set else "Set")
        facts["fact-code"].show(CODE_SET if view.security_code_set else "not set")
        facts["fact-code"].offer(visible=not view.security_code_set)
        facts["fact-two-factor"].show(_two_factor_words(view))
        facts["fact-two-factor"].offer(visible=True, label="Manage" if view.two_factor else "Turn on")
        facts["fact-ssh-keys"].show(", ".join(key.name for key in view.ssh_keys) or "none")
        facts["fact-sessions"].show(f"{len(view.sessions)} open" if view.sessions else "none")
        facts["fact-last"].show(_access(view.logins[0]) if view.logins else "nobody yet")
        self.query_one("#latest-logins", Plain).show("\n".join(map(_access, view.logins)))

    def _show_phone(self, profile: ProfileView) -> None:
        fact = self.query_one("#fact-verify-phone", Fact)
        number = profile.fields.mobile_phone
        state = "not verified"
        if profile.phone_verified_at is not None:
            state = f"verified {profile.phone_verified_at:%Y-%m-%d}"
        fact.show(f"{number}  {state}" if number else "none in the profile")
        fact.offer(visible=bool(number) and profile.phone_verified_at is None)

    def _receive(self, stored: StoredList) -> None:
        if self._base is None:
            self._base = stored
            self.editor.fill_first(stored.text)
            self.editor.disabled = False
            self.editor.query_one(TextArea).read_only = self.refused("save") is not None
        elif stored.text == self._base.text or self.editor.text == stored.text:
            self._base = stored
        elif not self.has_unsaved():
            self._base = stored
            self.editor.fill(stored.text)
        self._show_marks()

    # The draft

    @property
    def editor(self) -> AddressEditor:
        """The address list."""
        return self.query_one(AddressEditor)

    def has_unsaved(self) -> bool:
        """Return whether the list was changed and not saved."""
        return self._base is not None and _entries(self.editor.text) != _entries(self._base.text)

    def on_address_editor_edited(self, event: AddressEditor.Edited) -> None:
        """Mark the list as unsaved."""
        event.stop()
        if self.has_unsaved():
            self.withdraw()
        self._show_marks()

    def _show_marks(self) -> None:
        self.query_one("#unsaved", Plain).show(self._progress_words())
        self.query_one("#keep", PushButton).display = self._on_trial and not self.has_unsaved()

    def _progress_words(self) -> str:
        if self._view is None:
            return "Loading\u2026"
        if self._storing:
            return "Saving\u2026"
        if not self.has_unsaved():
            return self._trial_words()
        if self._base != StoredList.of(self._view):
            return f"{CHANGED} not saved; somebody else changed the list"
        return f"{CHANGED} the list is not saved"

    @property
    def _on_trial(self) -> bool:
        return self._view is not None and self._view.trial_ends_at is not None

    def _trial_words(self) -> str:
        if self._view is None or self._view.trial_ends_at is None:
            return ""
        return f"! on trial until {self._view.trial_ends_at:%H:%M} UTC"

    def action_keep(self) -> None:
        """Keep the list that is on trial."""
        self.once(self._keep)

    async def _keep(self) -> None:
        view = await self.session.perform(lambda services, actor: services.address_lists.keep(actor))
        self._show_security(view)
        self.tell("The list is kept.")

    def action_addresses(self) -> None:
        """Put the focus into the address list."""
        self.query_one("#address-list").focus()

    def action_try_address(self) -> None:
        """Put the focus where another address can be tried."""
        self.query_one("#try-address").focus()

    def action_discard(self) -> None:
        """Put back the saved list; once more brings the draft back."""
        if self._view is None or self._engaged:
            return
        if not self.has_unsaved():
            self.editor.fill(self._discarded or self.editor.text)
            self._discarded = ""
            return
        self._discarded = self.editor.text
        self._take_saved(self._view)
        self.offer("Discarded. Discard again to bring your list back.")

    def _take_saved(self, view: SecurityView) -> None:
        self._base = StoredList.of(view)
        self.editor.fill(self._base.text)
        self._show_marks()

    def action_save(self) -> None:
        """Save the list."""
        if not self.has_unsaved():
            self.tell("Nothing to save: the list was not changed.")
        elif self.editor.judged.errors:
            self.editor.go_to_error()
        else:
            self.once(self._save)

    async def _save(self) -> None:
        accepted = self.editor.locks_out
        if accepted and not await self._consents():
            return
        while not await self._stored(accepted=accepted):
            if not await self._meet_other_edit():
                return

    async def _consents(self) -> bool:
        from introtui.screens.dialogs.lock_out import LockOutDialog

        return await self.app.push_screen_wait(LockOutDialog(self.editor.own_address))

    async def _stored(self, *, accepted: bool) -> bool:
        """Save what is typed; False when somebody else saved first."""
        sent, base = self.editor.text, self._base
        version = 0 if base is None else base.version
        self._storing = True
        self._show_marks()
        try:
            view = await self.session.perform(
                lambda services, actor: services.address_lists.save(actor, version, sent, accept_lock_out=accepted)
            )
        except StaleVersion:
            return False
        finally:
            self._storing = False
            self._show_marks()
        self._take_own(sent, view)
        return True

    def _take_own(self, sent: str, view: SecurityView) -> None:
        self._show_security(view)
        self._discarded, self._base = "", StoredList.of(view)
        if self.editor.text == sent:
            # What was typed while the save was under way stays, as a new draft.
            self.editor.fill(self._base.text)
        self._show_marks()
        self.withdraw()
        self.tell("Saved, on trial for ten minutes: keep it." if self._on_trial else "Saved.")

    async def _meet_other_edit(self) -> bool:
        """Let the user choose when both changed the list; True when theirs is to be replaced."""
        from introtui.screens.dialogs.address_conflict import AddressConflictDialog, Side

        before = self._base
        await self.session.reload(frozenset(self.TOPICS))
        if self._view is None or before is None:
            return False
        theirs = StoredList.of(self._view)
        if theirs.text not in (before.text, self.editor.text):
            dialog = AddressConflictDialog(self.editor.text, theirs.text)
            side = await self.app.push_screen_wait(dialog)
            if side is None:
                return False
            if side is Side.THEIRS:
                self._take_saved(self._view)
                return False
        self._base = theirs
        return True


def _entries(text: str) -> list[str]:
    """Return the lines of a list that say something."""
    return [line.strip() for line in text.split("\n") if line.strip()]


def _access(login: LoginView) -> str:
    return safe(f"{shown_address(login):<{ADDRESS_WIDTH}}  {shown_time(login)} UTC  {login.way}")


def _two_factor_words(view: SecurityView) -> str:
    if not view.two_factor:
        return "off"
    left = "1 recovery code" if view.recovery_left == 1 else f"{view.recovery_left} recovery codes"
    return f"on, {left} left"


def _password_words(view: SecurityView) -> str:
    if not view.password_set:
        return "not set"
    changed = view.password_changed_at
    return "set" if changed is None else f"changed {changed:%Y-%m-%d %H:%M} UTC"


SECTION = SecurityScreen
