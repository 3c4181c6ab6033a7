"""Asking for the reason before somebody acts in a customer's place."""

from __future__ import annotations

from textual.app import ComposeResult

from introtui.screens.dialogs.form_dialog import FormDialog
from introtui.session import Session
from introtui.widgets.field import TextField
from introtui.widgets.plain import Plain
from introtui.widgets.push_button import PushButton

WHAT = (
    "You see the account the way its owner does, and what you do there is done in their place. "
    "Your name and this reason stand in the account's history, which its owner reads."
)


class ActDialog(FormDialog):
    """Opens the account once there is a reason; `account` is the session in it then."""

    def __init__(self, session: Session, account_id: int, login: str) -> None:
        super().__init__(f"Act as {login}", session)
        self.account: Session | None = None
        self._account_id = account_id

    def compose_body(self) -> ComposeResult:
        """Say what it means and lay out the field."""
        yield Plain(WHAT, classes="dialog-text")
        yield TextField("reason", "Reason", required=True, hint="such as ticket 4711")

    def compose_buttons(self) -> ComposeResult:
        """Offer to stay or to go in."""
        yield PushButton("Stay at the desk", id="cancel")
        yield PushButton("Act", id="save", primary=True)

    async def store(self) -> None:
        """Open the account."""
        reason, account_id = self.typed("reason"), self._account_id
        account = self.session.beside(lambda services, actor: services.acting.act(actor, account_id, reason))
        await account.open()
        self.account = account
