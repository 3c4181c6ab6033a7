"""Notes on accounts: written and read by staff alone.

What was done to a note stands in the audit under the account of whoever did it, with the customer's login as its
subject and without the text: the customer's own history shows what was done on their account, and says nothing.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from introtui.domain.access import Actor, Role
from introtui.domain.errors import ActionRefused, NotFound, StaleVersion
from introtui.domain.notes import AccountNote, check_note
from introtui.domain.paging import Page, PageRequest
from introtui.domain.permissions import Permission
from introtui.domain.topics import Topic
from introtui.services.context import Context
from introtui.services.staff import account_named, require
from introtui.store import tables
from introtui.store.keyset import newest_rows
from introtui.store.numbers import row_by_number
from introtui.store.tables import Account


class NoteService:
    """Keeps what staff note about customers; `customer` is a login."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def page(self, actor: Actor, customer: str, request: PageRequest) -> Page[AccountNote]:
        """Return one page of an account's notes, by their number; staff only."""
        require(actor, Permission.READ)
        with self._context.database.read() as session:
            query = select(tables.AccountNote).where(_of(session, customer))
            found = newest_rows(session, query, request, tables.AccountNote.id.expression)
            return Page.of((_note(row.AccountNote), (None, row.AccountNote.id)) for row in found)

    def count(self, actor: Actor, customer: str) -> int:
        """Return how many notes an account has; staff only."""
        require(actor, Permission.READ)
        with self._context.database.read() as session:
            return session.scalar(select(func.count()).where(_of(session, customer))) or 0

    def pinned(self, actor: Actor, customer: str) -> AccountNote | None:
        """Return the note that stands above everything of an account, if there is one; staff only."""
        require(actor, Permission.READ)
        with self._context.database.read() as session:
            found = select(tables.AccountNote).where(_of(session, customer), tables.AccountNote.pinned)
            row = session.scalars(found).first()
            return None if row is None else _note(row)

    def load(self, actor: Actor, note_id: int) -> AccountNote:
        """Return one note; staff only, raises `NotFound`."""
        require(actor, Permission.READ)
        with self._context.database.read() as session:
            return _note(_known(session, note_id)[0])

    def add(self, actor: Actor, customer: str, text: str, pin: bool = False) -> AccountNote:
        """Write a note; raises `InvalidFields` naming `text`, `NotFound` or `ActionRefused`."""
        require(actor, Permission.NOTE)
        checked = check_note(text)

        def work(session: Session) -> AccountNote:
            account = _customer(session, customer)
            if pin:
                _unpin(session, account.id)
            note = tables.AccountNote(
                account_id=account.id, author=actor.login, at=self._context.clock.now(), text=checked, pinned=pin
            )
            session.add(note)
            session.flush()
            self._record(session, actor, "note.add", account)
            return _note(note)

        return self._context.database.transact(work)

    def edit(self, actor: Actor, note_id: int, text: str, expected: str) -> AccountNote:
        """Change one's own note; `expected` is the text the change began from.

        Raises `InvalidFields` naming `text`, `StaleVersion`, `NotFound`, or `ActionRefused` for another's note.
        """
        require(actor, Permission.NOTE)
        checked = check_note(text)

        def work(session: Session) -> AccountNote:
            note, account = _known(session, note_id)
            if note.author != actor.login:
                raise ActionRefused(f"{note.author} wrote this note; write one of your own.")
            if note.text != expected:
                raise StaleVersion("The note was changed meanwhile; see what is stored now.")
            note.text, note.changed_at = checked, self._context.clock.now()
            self._record(session, actor, "note.edit", account)
            return _note(note)

        return self._context.database.transact(work)

    def pin(self, actor: Actor, note_id: int, wanted: bool) -> AccountNote:
        """Have a note stand above everything of its account instead of another, or no longer."""
        require(actor, Permission.NOTE)

        def work(session: Session) -> AccountNote:
            note, account = _known(session, note_id)
            _unpin(session, account.id)
            session.execute(
                update(tables.AccountNote).where(tables.AccountNote.id == note.id).values(pinned=wanted)
            )
            session.refresh(note)
            self._record(session, actor, "note.pin" if wanted else "note.unpin", account)
            return _note(note)

        return self._context.database.transact(work)

    def _record(self, session: Session, actor: Actor, action: str, account: Account) -> None:
        self._context.record(session, actor, action=action, topics=(Topic.DESK,), subject=account.login)


def _of(session: Session, customer: str) -> ColumnElement[bool]:
    return tables.AccountNote.account_id == _customer(session, customer).id


def _customer(session: Session, login: str) -> Account:
    account = account_named(session, login)
    if account.role is not Role.CUSTOMER:
        raise ActionRefused(f"{login} is staff; notes are about customers.")
    return account


def _known(session: Session, note_id: int) -> tuple[tables.AccountNote, Account]:
    note = row_by_number(session, tables.AccountNote, note_id)
    if note is None:
        raise NotFound("There is no such note.")
    return note, session.get_one(Account, note.account_id)


def _unpin(session: Session, account_id: int) -> None:
    pinned = (tables.AccountNote.account_id == account_id, tables.AccountNote.pinned)
    session.execute(update(tables.AccountNote).where(*pinned).values(pinned=False))


def _note(row: tables.AccountNote) -> AccountNote:
    return AccountNote(
        note_id=row.id,
        author=row.author,
        at=row.at,
        text=row.text,
        pinned=row.pinned,
        changed_at=row.changed_at,
    )
