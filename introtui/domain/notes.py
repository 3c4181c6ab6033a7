"""What staff note about an account for each other; its customer never sees it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from introtui.domain.errors import InvalidFields, InvalidValue
from introtui.domain.text import clean_text

LONGEST_NOTE = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountNote:
    """One note; the pinned one stands above everything of its account. `changed_at` is when it last was."""

    note_id: int
    author: str
    at: datetime
    text: str
    pinned: bool
    changed_at: datetime | None

    @property
    def line(self) -> str:
        """The note in one line."""
        return " ".join(self.text.split())


def check_note(text: str) -> str:
    """Return a note fit to store; raises `InvalidFields` naming `text`."""
    try:
        checked = clean_text(text, max_length=LONGEST_NOTE)
    except InvalidValue as error:
        raise InvalidFields({"text": str(error)}) from error
    if not checked:
        raise InvalidFields({"text": "Write what others are to know of this account."})
    return checked
