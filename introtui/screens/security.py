"""The Security section: what signs the customer in, from where, and who did (spec section 2)."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Container, Horizontal, Vertical
from textual.widgets import Button, Static

from introtui.commands import Scope, bindings
from introtui.domain.errors import StaleVersion
from introtui.domain.security import LoginView, SecurityView
from introtui.domain.text import safe
from introtui.domain.topics import Topic
from introtui.screens.base import Section
from introtui.screens.dialogs.logins import LoginsDialog, shown_address, shown_time
from introtui.session import Session
from introtui.state import AccountState
from introtui.widgets.address_editor import AddressEditor
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


class Fact(Horizontal):
    """A line that is read and not edited, with the button that changes it when there is one."""

    def __init__(self, name: str, label: str, *, note: str = "", button: str = "") -> None:
        super().__init__(id=f"fact-{name}", classes="fact")
        self._label = label
        self._note = note
        self._button = button
        self._button_id = name

    def compose(self) -> ComposeResult:
        """Lay out label, value, and note or button."""
        yield Static(self._label, classes="field-label")
        yield Plain("", classes="fact-value")
        if self._note:
            yield Static(self._note, classes="dim fact-note")
        if self._button:
            yield PushButton(self._button, id=self._button_id)

    def show(self, value: str) -> None:
        """Replace the value; it stays one line whatever it holds."""
        self.query_one(".fact-value", Plain).show(safe(value))

    def offer(self, *, visible: bool, label: str = "") -> None:
        """Show or hide the button, with another label when given."""
        button = self.query_one(PushButton)
        button.display = visible
        if label:
            button.say(label)


class SecurityScreen(Section):
    """Login, password, security code, last access, and the addresses that may sign in."""

    SCOPE = Scope.SECURITY
    TOPICS = (Topic.SECURITY,)
    BINDINGS = bindings(Scope.SECURITY)

    def __init__(self, session: Session, brand: str) -> None:
        super().__init__(session, brand)
        self._view: SecurityView | None = None
        self._base: StoredList | None = None
        """What the draft began from; it differs from the newest list when somebody else saved meanwhile."""
        self._discarded = ""
        self._engaged = False
        self._storing = False

    def compose_body(self) -> ComposeResult:
        """Lay out the facts, the address list, and the line that saves it."""
        with Container(id="security"):
            with Vertical(id="facts"):
                yield Fact("login", "Billing login", note="cannot be changed")
                yield Fact("password", "Password", button="Change")
                yield Fact("code", "Security code", button="Set once")
                yield Fact("last", "Last IP", button="History")
                yield Fact("before", "Before that")
                with Vertical(id="latest"):
                    yield Static("Latest sessions", classes="heading")
                    yield Plain("", id="latest-logins")
            yield AddressEditor()
        with Horizontal(classes="form-bar"):
            yield Plain("", id="unsaved")
            yield PushButton("Discard", id="discard")
            yield PushButton("Save", id="save", primary=True)

    def on_mount(self) -> None:
        """Keep the list shut until there is one to edit; follow the security slice."""
        self.editor.disabled = True
        self.follow(AccountState.security, self._show_security)

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
        last, before = (*map(_access, view.logins[:2]), "nobody yet", "nobody yet")[:2]
        facts["fact-last"].show(last)
        facts["fact-before"].show(before)
        self.query_one("#latest-logins", Plain).show("\n".join(map(_access, view.logins)))

    def _receive(self, stored: StoredList) -> None:
        if self._base is None:
            self._base = stored
            self.editor.fill_first(stored.text)
            self.editor.disabled = False
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

    def _progress_words(self) -> str:
        if self._view is None:
            return "Loading\u2026"
        if self._storing:
            return "Saving\u2026"
        if not self.has_unsaved():
            return ""
        if self._base != StoredList.of(self._view):
            return f"{CHANGED} not saved; somebody else changed the list"
        return f"{CHANGED} the list is not saved"

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
            self._once(self._save)

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
                lambda services, actor: services.security.save_ip_restriction(
                    actor, version, sent, accept_lock_out=accepted
                )
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
        self.tell("Saved.")

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

    # Dialogs

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the security code only while it can be set, and nothing before it is known."""
        if action == "code":
            return self._view is not None and not self._view.security_code_set
        if action in {"password", "logins", "save", "discard"}:
            return self._view is not None
        return super().check_action(action, parameters)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Do what the button of the same name says."""
        event.stop()
        name = "logins" if event.button.id == "last" else event.button.id
        self.call_next(self.run_action, f"{name}")

    def action_addresses(self) -> None:
        """Put the focus into the address list."""
        self.query_one("#address-list").focus()

    def action_try_address(self) -> None:
        """Put the focus where another address can be tried."""
        self.query_one("#try-address").focus()

    def action_logins(self) -> None:
        """Show the login history."""
        if self._view is not None:
            self.app.push_screen(LoginsDialog(self._view.logins))

    def action_password(self) -> None:
        """Change the password."""
        self._once(self._change_password)

    async def _change_password(self) -> None:
        from introtui.screens.dialogs.password import PasswordDialog

        personal = await self.session.read(lambda services, actor: services.security.personal_words(actor))
        password_set = self._view is not None and self._view.password_set
        dialog = PasswordDialog(self.session, password_set=password_set, personal=personal)
        if await self.app.push_screen_wait(dialog):
            self.tell("The password is changed.")

    def action_code(self) -> None:
        """Set the security code."""
        self._once(self._set_code)

    async def _set_code(self) -> None:
        from introtui.screens.dialogs.security_code import SecurityCodeDialog

        if await self.app.push_screen_wait(SecurityCodeDialog(self.session)):
            self.tell("The security code is set.")

    def _once(self, work: Callable[[], Coroutine[object, object, None]]) -> None:
        """Start work unless other work of this section is under way: a key may be pressed twice."""
        if not self._engaged:
            self._engaged = True
            self.start(self._released(work))

    async def _released(self, work: Callable[[], Coroutine[object, object, None]]) -> None:
        try:
            await work()
        finally:
            self._engaged = False


def _entries(text: str) -> list[str]:
    """Return the lines of a list that say something."""
    return [line.strip() for line in text.split("\n") if line.strip()]


def _access(login: LoginView) -> str:
    return safe(f"{shown_address(login):<{ADDRESS_WIDTH}}  {shown_time(login)} UTC  {login.way}")


def _password_words(view: SecurityView) -> str:
    if not view.password_set:
        return "not set"
    changed = view.password_changed_at
    return "set" if changed is None else f"changed {changed:%Y-%m-%d %H:%M} UTC"


SECTION = SecurityScreen
