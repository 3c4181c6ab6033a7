"""Two-factor authentication: a code to scan, a code to type back, and codes for when the phone is lost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Static

from introtui.domain.errors import InvalidFields
from introtui.domain.two_factor import Enrolment, spaced_key
from introtui.paper.qr import qr_lines
from introtui.screens.dialogs.base import Dialog
from introtui.screens.dialogs.choosing import ChoosingDialog
from introtui.screens.dialogs.secret import SecretDialog
from introtui.screens.dialogs.sign_in import CODE_HINT
from introtui.session import Session
from introtui.widgets.field import TextField
from introtui.widgets.plain import Plain
from introtui.widgets.push_button import PushButton
from introtui.widgets.strength_meter import StrengthMeter

SCAN = "Scan it with your authenticator app, or type the key in:"
THEN = "Then type the six digits the app shows. Until then nothing is changed."
ONCE = (
    "Each of these signs you in once if your phone is lost. They are shown now and never again:"
    " write them down, or print them, and keep them where your password is not."
)
IN_A_ROW = 2
ASKED_LATER = {"password": "Password", "new": "Longer password", "again": "The same again"}
"""Fields that turning it off may ask for, with their labels."""


async def enrol(app: App[None], session: Session) -> bool:
    """Let the user turn two-factor authentication on; returns whether they did. Runs in a worker."""
    enrolment = await session.perform(lambda services, actor: services.two_factor.begin(actor))
    dialog = EnrolDialog(session, enrolment)
    if not await app.push_screen_wait(dialog):
        return False
    await app.push_screen_wait(RecoveryDialog(dialog.codes))
    return True


class EnrolDialog(SecretDialog):
    """Shows the key and asks for a code of it; the recovery codes stand in `codes` afterwards.

    The code to scan needs the height of a small terminal, so what else there is stands beside it.
    """

    AROUND = 3

    def __init__(self, session: Session, enrolment: Enrolment) -> None:
        super().__init__("Turn on two-factor authentication", session)
        self._enrolment = enrolment
        self.codes: Sequence[str] = ()

    def compose_body(self) -> ComposeResult:
        """Lay out the code to scan, and beside it the key and where to type."""
        with Horizontal(id="enrolment"):
            yield Plain("\n".join(qr_lines(self._enrolment.uri)), id="qr")
            with Vertical(id="enrolment-steps"):
                yield Static(SCAN)
                yield Plain(spaced_key(self._enrolment.key), id="text-key")
                yield Static(THEN)
                yield TextField("code", "Code", label_width=4)
                yield PushButton("Turn on", id="save", primary=True)
                yield PushButton("Not now", id="cancel")

    def compose_buttons(self) -> ComposeResult:
        """Offer none under the code: they stand beside it."""
        yield from ()

    def on_mount(self) -> None:
        """Begin with the code."""
        self.query_one(TextField).focus_control()

    async def store(self) -> None:
        """Turn it on."""
        code = self.typed("code")
        self.codes = await self.session.perform(lambda services, actor: services.two_factor.confirm(actor, code))


class RecoveryDialog(Dialog[None]):
    """Shows the recovery codes, once."""

    def __init__(self, codes: Sequence[str]) -> None:
        super().__init__("Recovery codes")
        self._codes = codes

    def compose_body(self) -> ComposeResult:
        """Say what they are for and list them."""
        yield Static(ONCE, classes="dialog-text")
        rows = [self._codes[at : at + IN_A_ROW] for at in range(0, len(self._codes), IN_A_ROW)]
        yield Plain("\n".join("     ".join(row) for row in rows), id="recovery-codes")

    def compose_buttons(self) -> ComposeResult:
        """Offer to go on once they are written down."""
        yield PushButton("I have written them down", id="kept", primary=True)

    def action_cancel(self) -> None:
        """Close, when asked for twice."""
        if self._warned:
            self.dismiss(None)
            return
        self._warned = True
        self.show_error("Closed, they are gone. Once more to close.")

    def action_kept(self) -> None:
        """Close."""
        self.dismiss(None)


class ManageDialog(ChoosingDialog):
    """What can be done while two-factor is on, by a code: new recovery codes, or turning it off.

    Turning it off asks for the password as well, and for a longer one only where that is too short to stand alone.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f6", "renew", "New recovery codes", id="two_factor.renew", tooltip="Replace the recovery codes."),
    ]

    def __init__(
        self, session: Session, *, recovery_left: int, may_disable: bool, personal: Sequence[str]
    ) -> None:
        super().__init__("Two-factor authentication is on", session, personal=personal)
        self._left = recovery_left
        self._may_disable = may_disable
        self._renews = False
        self.codes: Sequence[str] = ()

    def compose_body(self) -> ComposeResult:
        """Say what is left, and ask for a code."""
        codes = "1 recovery code is" if self._left == 1 else f"{self._left} recovery codes are"
        yield Static(f"{codes} left. A code from your app is needed for each of these.", classes="dialog-text")
        yield TextField("code", "Code", secret=True, hint=CODE_HINT)
        later = [TextField(name, label, secret=True) for name, label in ASKED_LATER.items()]
        for widget in (*later[:2], StrengthMeter(), *later[2:]):
            widget.display = False
            yield widget

    def compose_buttons(self) -> ComposeResult:
        """Offer to leave it, to renew the codes, or to turn it off."""
        yield PushButton("Close", id="cancel")
        yield PushButton("New recovery codes", id="renew")
        if self._may_disable:
            yield PushButton("Turn off", id="disable")

    def finish(self) -> None:
        """Go on to the buttons: enter alone must not turn it off."""
        self.query_one("#renew" if len(self.fields) == 1 else "#disable").focus()

    def show_errors(self, error: InvalidFields) -> None:
        """Bring the fields into view that are asked for by now."""
        for name in ("password", "new"):
            if name in error.errors:
                self._reveal(name)
        super().show_errors(error)

    def _reveal(self, name: str) -> None:
        names = {"new", "again"} if name == "new" else {name}
        for field in self.query(TextField):
            field.display = field.display or field.key in names
        self.query_one(StrengthMeter).display = "new" in {field.key for field in self.fields}

    def action_renew(self) -> None:
        """Replace the recovery codes."""
        self._renews = True
        self.action_save()

    def action_disable(self) -> None:
        """Turn it off."""
        self._renews = False
        self.action_save()

    async def store(self) -> None:
        """Do what was asked for."""
        code = self.typed("code")
        if self._renews:
            self.codes = await self.session.perform(
                lambda services, actor: services.two_factor.renew_recovery(actor, code)
            )
        else:
            password, new, again = (self.typed(name) for name in ASKED_LATER)
            await self.session.perform(
                lambda services, actor: services.two_factor.disable(actor, code, password, new, again)
            )
