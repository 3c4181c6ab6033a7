"""Writing a note on an account, or changing one's own."""

from __future__ import annotations

from introtui.domain.notes import LONGEST_NOTE, AccountNote
from introtui.screens.dialogs.writing import WritingDialog
from introtui.session import Session

HINT = f"Only staff see it, the customer never does. At most {LONGEST_NOTE} characters."


class NoteDialog(WritingDialog[AccountNote]):
    """Returns the note once it is stored."""

    AREA = "note"

    def __init__(self, session: Session, customer: str, note: AccountNote | None = None) -> None:
        title = f"New note on {customer}" if note is None else f"Your note on {customer}"
        super().__init__(title, HINT, "" if note is None else note.text)
        self._session = session
        self._customer = customer
        self._note = note

    async def store(self, text: str) -> AccountNote:
        """Store the note."""
        note, customer, expected = self._note, self._customer, self.before
        if note is None:
            return await self._session.perform(lambda services, actor: services.notes.add(actor, customer, text))
        return await self._session.perform(
            lambda services, actor: services.notes.edit(actor, note.note_id, text, expected)
        )

    async def read_again(self) -> str:
        """Return the note that is stored now."""
        note = self._note
        if note is None:
            return ""
        return (await self._session.read(lambda services, actor: services.notes.load(actor, note.note_id))).text
