"""The dialogs about a company: staff note that they verified it, or ask VIES about its VAT ID."""

from __future__ import annotations

from textual.app import ComposeResult

from introtui.domain.account import ProfileView
from introtui.domain.errors import InvalidFields, InvalidValue
from introtui.screens.desk.account_step import KEEP, Step
from introtui.screens.dialogs.form_dialog import FormDialog
from introtui.session import Session
from introtui.widgets.field import OneOfField, TextField
from introtui.widgets.plain import Plain
from introtui.widgets.push_button import PushButton

COMPANY, WITH_VAT_ID = "company", "vat id"
CHOICES = ((COMPANY, "the company"), (WITH_VAT_ID, "and its VAT ID, vouched for"))


def vies_step(profile: ProfileView) -> Step:
    """Return how VIES is asked about a company."""
    return Step(
        title="Ask VIES about {login}",
        means=f"VIES is asked about {profile.fields.vat_id}, and what it says is kept: a number that it confirms "
        "makes sales to another member state reverse charge. Where it does not answer, nothing changes.",
        label="Ask",
        call=lambda services, actor, login: services.vat_ids.verify_vat_id(actor, login).sentence,
    )


class VerifyCompanyDialog(FormDialog):
    """Notes that a company is verified, and its VAT ID where staff vouch for it."""

    def __init__(self, session: Session, profile: ProfileView) -> None:
        super().__init__(f"Verify {profile.fields.company_name}", session)
        self._login = profile.login
        self._vat_id = profile.fields.vat_id

    def compose_body(self) -> ComposeResult:
        """Say what it means, and lay out the fields."""
        stated = f"{self._vat_id}; vouched for, it makes sales reverse charge" if self._vat_id else "none"
        yield Plain(f"The company may pay from then on. Its VAT ID: {stated}.", classes="dialog-text")
        if self._vat_id:
            yield OneOfField("what", "Verified", CHOICES, in_row=False)
        yield TextField("note", "How", required=True, hint="it is kept")

    def compose_buttons(self) -> ComposeResult:
        """Offer to change nothing, or to note it."""
        yield PushButton(KEEP, id="cancel")
        yield PushButton("Verify", id="save", primary=True)

    async def store(self) -> None:
        """Note it."""
        login, note = self._login, self.typed("note")
        with_vat_id = bool(self._vat_id) and self.typed("what") == WITH_VAT_ID
        if not note.strip():
            raise InvalidFields({"note": "Say how it was verified, such as an extract of the register."})
        try:
            await self.session.perform(
                lambda services, actor: services.vat_ids.confirm_company(actor, login, with_vat_id, note)
            )
        except InvalidValue as error:
            raise InvalidFields({"note": str(error)}) from error
        self.done = f"{login} is verified{', with its VAT ID' if with_vat_id else ''}."
