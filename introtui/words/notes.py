"""`introtui notes`: what staff note about accounts, for each other."""

from __future__ import annotations

import argparse
from dataclasses import replace
from typing import TYPE_CHECKING

from introtui.domain.paging import PageRequest
from introtui.words.acting import acting, answer

if TYPE_CHECKING:
    from introtui.domain.notes import AccountNote

AT_ONCE = 100


def list_notes(options: argparse.Namespace) -> int:
    """Print every note on an account, the newest first."""
    request = PageRequest(sort="at", descending=True, limit=AT_ONCE)
    notes: list[AccountNote] = []
    with acting(options) as by:
        while (page := by.services.notes.page(by.actor, options.customer, request)).items:
            notes.extend(page.items)
            request = replace(request, after=page.cursors[-1])
    return answer(options, [_record(note) for note in notes], lambda: map(_line, notes))


def add_note(options: argparse.Namespace) -> int:
    """Write a note on an account."""
    with acting(options) as by:
        note = by.services.notes.add(by.actor, options.customer, options.text, options.pin)
    return answer(options, _record(note), lambda: [f"Noted on {options.customer}."])


def _line(note: AccountNote) -> str:
    return f"{note.at:%Y-%m-%d %H:%M}  {note.author:<14} {'pinned' if note.pinned else '':<7} {note.line}"


def _record(note: AccountNote) -> dict[str, object]:
    return {
        "id": note.note_id,
        "author": note.author,
        "at": note.at.isoformat(),
        "changed_at": None if note.changed_at is None else note.changed_at.isoformat(),
        "pinned": note.pinned,
        "text": note.text,
    }
