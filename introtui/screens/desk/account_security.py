"""What staff do about the sign-in of one account: the steps they take, a password, and the check of a caller."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual.app import ComposeResult

from introtui.domain.errors import InvalidFields, InvalidValue
from introtui.domain.passwords import MIN_LENGTH, MIN_LENGTH_TWO_FACTOR, normalized
from introtui.domain.security import SecurityView
from introtui.screens.desk.account_step import KEEP, Step
from introtui.screens.dialogs.choosing import ChoosingDialog
from introtui.screens.dialogs.secret import SecretDialog
from introtui.session import Session
from introtui.widgets.field import TextField
from introtui.widgets.plain import Plain
from introtui.widgets.push_button import PushButton
from introtui.widgets.strength_meter import StrengthMeter

BY_MAIL = "The owner is told by mail."
DIFFER = "The two passwords differ; type the same one twice."
CODE = (
    "Ask the caller for the security code, and type what they say. It can be checked five times a day, whoever "
    "asks; each check stands in the account's history."
)


STEPS: Mapping[str, Step] = {
    "end_sessions": Step(
        title="End the sessions of {login}",
        means="The account can sign in again at once.",
        label="End sessions",
        done="The sessions of {login} are ended.",
        call=lambda services, actor, login: services.account_admin.end_sessions(actor, login),
    ),
    "reset_two_factor": Step(
        title="Reset two-factor authentication of {login}",
        means=f"From then on the password alone signs in, until the owner turns it on again. {BY_MAIL}",
        label="Turn it off",
        done="Two-factor authentication of {login} is off.",
        call=lambda services, actor, login: services.account_admin.reset_two_factor(actor, login),
    ),
    "unlock_addresses": Step(
        title="Take away the address list of {login}",
        means="From then on the account signs in from every address, until the owner makes another list.",
        label="Take it away",
        done="{login} signs in from every address.",
        call=lambda services, actor, login: services.account_admin.unlock_addresses(actor, login),
    ),
    "block": Step(
        title="Block {login}",
        means="Nobody signs in to the account until it is unblocked. Its orders and invoices go on.",
        label="Block it",
        done="{login} is blocked.",
        call=lambda services, actor, login: services.account_admin.block(actor, login),
    ),
    "unblock": Step(
        title="Unblock {login}",
        means="The account signs in again as it did before.",
        label="Unblock it",
        done="{login} can sign in again.",
        call=lambda services, actor, login: services.account_admin.unblock(actor, login),
    ),
}


def ending(security: SecurityView) -> str:
    """Return in a sentence how many sessions a step ends."""
    number = len(security.sessions)
    if not number:
        return "Nobody is signed in now."
    return "1 session is open, which ends." if number == 1 else f"{number} sessions are open, which end."


class GivePasswordDialog(ChoosingDialog):
    """Gives an account another password, typed twice."""

    def __init__(self, session: Session, login: str, security: SecurityView, personal: Sequence[str]) -> None:
        super().__init__(f"Give {login} a password", session, personal=personal)
        self._login = login
        self._security = security

    def compose_body(self) -> ComposeResult:
        """Say what it means, and lay out the fields and the meter."""
        least = MIN_LENGTH_TWO_FACTOR if self._security.two_factor else MIN_LENGTH
        told = f" {BY_MAIL}" if self._security.password_set else ""
        yield Plain(f"It counts at once. {ending(self._security)}{told}", classes="dialog-text")
        yield TextField("new", "New password", secret=True, hint=f"{least} characters or more")
        yield StrengthMeter()
        yield TextField("again", "The same again", secret=True)

    def compose_buttons(self) -> ComposeResult:
        """Offer to change nothing, or to give it."""
        yield PushButton(KEEP, id="cancel")
        yield PushButton("Give it", id="save", primary=True)

    async def store(self) -> None:
        """Give it."""
        login, new = self._login, self.typed("new")
        if normalized(new) != normalized(self.typed("again")):
            raise InvalidFields({"again": DIFFER})
        try:
            await self.session.perform(
                lambda services, actor: services.account_admin.give_password(actor, login, new)
            )
        except InvalidValue as error:
            raise InvalidFields({"new": str(error)}) from error
        self.done = f"{login} has another password."


class CheckCodeDialog(SecretDialog):
    """Tells whether a caller says the account's security code."""

    def __init__(self, session: Session, login: str) -> None:
        super().__init__(f"Check the security code of {login}", session)
        self._login = login

    def compose_body(self) -> ComposeResult:
        """Say what a check is, and lay out the field."""
        yield Plain(CODE, classes="dialog-text")
        yield TextField("said", "They say", secret=True, required=True)

    def compose_buttons(self) -> ComposeResult:
        """Offer to leave it, or to check."""
        yield PushButton("Close", id="cancel")
        yield PushButton("Check", id="save", primary=True)

    async def store(self) -> None:
        """Check it; closes once it is the right one."""
        login, said = self._login, self.typed("said")
        if not said.strip():
            raise InvalidFields({"said": "Type what the caller says."})
        right = await self.session.perform(
            lambda services, actor: services.code_checks.matches(actor, login, said)
        )
        if not right:
            raise InvalidFields({"said": f"This is not the security code of {login}."})
        self.done = f"That is the security code of {login}."
