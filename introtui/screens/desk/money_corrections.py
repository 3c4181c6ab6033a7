"""The dialogs of the section Money about corrections, and the one that asks why something is not booked."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult

from introtui.domain.corrections import CorrectionKind, CorrectionQuote, CorrectionRow
from introtui.domain.errors import InvalidFields
from introtui.screens.desk.previewing import PreviewDialog
from introtui.screens.dialogs.form_dialog import FormDialog
from introtui.session import Session
from introtui.widgets.field import OneOfField, TextField
from introtui.widgets.plain import Plain
from introtui.widgets.push_button import PushButton

KINDS = (
    (CorrectionKind.CORRECTION.value, "correction, up or down"),
    (CorrectionKind.REFUND.value, "refund through the bank"),
)


class CorrectionDialog(PreviewDialog[CorrectionQuote]):
    """Corrects a balance or refunds of it, once however often it is pressed; `login` is whose, if known."""

    def __init__(self, session: Session, login: str = "") -> None:
        super().__init__("Correct a balance", session)
        self._key = session.new_key()
        self._login = login

    def on_mount(self) -> None:
        """Begin after what is known."""
        if self._login:
            self.begin_after(self._login)

    def compose_fields(self) -> ComposeResult:
        """Lay out the fields."""
        yield TextField("login", "Login", required=True)
        yield OneOfField("kind", "What", KINDS, in_row=False)
        yield TextField("amount", "Amount", required=True, hint="down with a minus")
        yield TextField("why", "Why", required=True, hint="the customer reads it")

    async def quote(self) -> CorrectionQuote:
        """Return what it would do."""
        kind = CorrectionKind(self.query_one(OneOfField).value)
        login, amount, why = self.typed("login"), self.typed("amount"), self.typed("why")
        return await self.session.read(
            lambda services, actor: services.corrections.quote(actor, login, kind, amount, why)
        )

    async def make(self, quote: CorrectionQuote) -> None:
        """Book it, or ask for it."""
        key = self._key
        await self.session.perform(lambda services, actor: services.corrections.ask(actor, quote, key))
        become = "waits for a second pair of eyes" if quote.needs_second else "is booked"
        self.done = f"{quote.draft.amount} for {quote.draft.login} {become}."

    def lines_of(self, quote: CorrectionQuote) -> Sequence[str]:
        """Return what is booked, and when."""
        return quote.lines

    def button_of(self, quote: CorrectionQuote) -> str:
        """Name the amount, and whether it waits."""
        return f"Ask for {quote.draft.amount}" if quote.needs_second else f"Book {quote.draft.amount}"


class ApproveDialog(FormDialog):
    """Shows what somebody else asked for, and books it."""

    def __init__(self, session: Session, correction: CorrectionRow) -> None:
        super().__init__(f"Approve a {correction.kind}", session)
        self._correction = correction

    def compose_body(self) -> ComposeResult:
        """Show everything about it."""
        row = self._correction
        yield Plain(f"{row.amount} for {row.login} ({row.holder})", classes="dialog-text")
        yield Plain(f"balance {row.balance.amount} -> {row.balance + row.amount}", classes="dialog-text")
        yield Plain(f"Asked for by {row.asked_by}, {row.asked_at:%Y-%m-%d %H:%M} UTC: {row.why}")

    def compose_buttons(self) -> ComposeResult:
        """Offer to leave it waiting, or to book it."""
        yield PushButton("Let it wait", id="cancel")
        yield PushButton(f"Approve, book {self._correction.amount}", id="save", primary=True)

    async def store(self) -> None:
        """Book it."""
        number = self._correction.correction_id
        await self.session.perform(lambda services, actor: services.corrections.approve(actor, number))
        self.done = f"{self._correction.amount} for {self._correction.login} is booked."


class WhyDialog(FormDialog):
    """Asks why something is not booked, and keeps the reason with it."""

    def __init__(self, session: Session, title: str, what: str, label: str) -> None:
        super().__init__(title, session)
        self._what = what
        self._label = label

    def compose_body(self) -> ComposeResult:
        """Say what it is, and lay out the field."""
        yield Plain(self._what, classes="dialog-text")
        yield TextField("why", "Why", required=True, hint="it is kept")

    def compose_buttons(self) -> ComposeResult:
        """Offer to leave it, or to do it."""
        yield PushButton("Leave it", id="cancel")
        yield PushButton(self._label, id="save", primary=True)

    def reason(self) -> str:
        """Return what is typed; raises `InvalidFields` where it is nothing."""
        if not self.typed("why").strip():
            raise InvalidFields({"why": "Say why it is not booked."})
        return self.typed("why")


class IgnoreDialog(WhyDialog):
    """Takes an entry off the review list."""

    def __init__(self, session: Session, entry_id: int, what: str) -> None:
        super().__init__(session, "Ignore an entry", what, "Ignore it")
        self._entry_id = entry_id

    async def store(self) -> None:
        """Take it off."""
        entry_id, why = self._entry_id, self.reason()
        await self.session.perform(lambda services, actor: services.statements.ignore(actor, entry_id, why))
        self.done = "It is off the list."


class DeclineDialog(WhyDialog):
    """Has a correction not booked."""

    def __init__(self, session: Session, correction_id: int, what: str) -> None:
        super().__init__(session, "Decline a correction", what, "Do not book it")
        self._correction_id = correction_id

    async def store(self) -> None:
        """Decline it."""
        number, why = self._correction_id, self.reason()
        await self.session.perform(lambda services, actor: services.corrections.decline(actor, number, why))
        self.done = "It is declined."
