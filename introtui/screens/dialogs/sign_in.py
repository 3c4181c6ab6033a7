"""Signing in: login and password, then a code where two-factor is on; one sentence for every refusal."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.widgets import Static

from introtui.domain.errors import InvalidFields, TooManyTries
from introtui.entrance import Entrance
from introtui.screens.dialogs.secret import SecretDialog
from introtui.session import Session
from introtui.widgets.field import TextField
from introtui.widgets.push_button import PushButton

CODE_HINT = "six digits, or a recovery code"


class AtTheDoor(SecretDialog):
    """A dialog before there is a session; it ends the program when this terminal had its tries."""

    ESCAPE = "Leave"
    """Where `esc` leads."""

    def __init__(self, title: str, session: Session, entrance: Entrance) -> None:
        super().__init__(title, session)
        self.entrance = entrance

    def compose_buttons(self) -> ComposeResult:
        """Offer to leave or to go in."""
        yield PushButton(self.ESCAPE, id="cancel")
        yield PushButton("Sign in", id="save", primary=True)

    def hint_words(self, action: str) -> str | None:
        """Say in the footer what esc does here."""
        return self.ESCAPE if action == "cancel" else None

    async def store(self) -> None:
        """Try what is typed."""
        try:
            await self.try_it()
        except TooManyTries as error:
            self.app.exit(return_code=1, message=str(error))
            raise

    async def try_it(self) -> None:
        """Try what is typed; raises what the door raises."""
        raise RuntimeError("a dialog at the door knows what to try")


class SignInDialog(AtTheDoor):
    """Asks for login and password; whether a code has to follow stands in `needs_code` afterwards."""

    def __init__(self, session: Session, entrance: Entrance) -> None:
        super().__init__("Sign in", session, entrance)
        self.needs_code = False

    def compose_body(self) -> ComposeResult:
        """Lay out the two fields."""
        yield TextField("login", "Billing login")
        yield TextField("password", "Password", secret=True)

    def on_mount(self) -> None:
        """Begin where something is missing."""
        login, password = self.query(TextField)
        login.fill(self.entrance.login)
        (password if self.entrance.login else login).focus_control()

    async def try_it(self) -> None:
        """Try login and password."""
        login, password = self.typed("login").strip(), self.typed("password")
        missing = {name: words for name, words in _MISSING.items() if not self.typed(name).strip()}
        if missing:
            raise InvalidFields(missing)
        self.entrance.login = login
        self.needs_code = not await self.session.in_thread(lambda: self.entrance.password(login, password))


_MISSING = {"login": "Type your billing login.", "password": "Type your password."}


class CodeDialog(AtTheDoor):
    """Asks for the second factor."""

    ESCAPE = "Back"

    def __init__(self, session: Session, entrance: Entrance) -> None:
        super().__init__(f"Sign in as {entrance.login}", session, entrance)

    def compose_body(self) -> ComposeResult:
        """Lay out the field."""
        yield Static("Your password is right. Two-factor authentication is on.", classes="dialog-text")
        yield TextField("code", "Code", secret=True, hint=CODE_HINT)

    async def try_it(self) -> None:
        """Try the code."""
        code = self.typed("code")
        if not code.strip():
            raise InvalidFields({"code": "Type the six digits your app shows now, or a recovery code."})
        await self.session.in_thread(lambda: self.entrance.code(code))
