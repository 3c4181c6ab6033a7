"""Importing bank statements, and working through what could not be booked without looking."""

from __future__ import annotations

from typing import BinaryIO

from sqlalchemy.orm import Session

from introtui.domain.access import Actor
from introtui.domain.errors import ActionRefused, NotFound
from introtui.domain.incoming import PaymentQuote, PaymentRow
from introtui.domain.money import Money
from introtui.domain.paging import Page, PageRequest
from introtui.domain.permissions import Permission
from introtui.domain.statement_files import EntryRow, ImportRequest, StatementReport
from introtui.domain.statements import EntryState
from introtui.domain.text import clean_line
from introtui.domain.topics import Topic
from introtui.services.context import Context
from introtui.services.receiving import quote_payment
from introtui.services.staff import account_typed, require
from introtui.services.statements.importing import StatementImport
from introtui.services.statements.matching import OpenInvoices, matches, stored
from introtui.services.statements.taking import taken
from introtui.services.statements.writing import book_entry, payment_of
from introtui.store.bank_queries import (
    count_entries,
    count_payments,
    entry_row,
    find_entry,
    page_of_entries,
    page_of_payments,
)
from introtui.store.numbers import row_by_number
from introtui.store.tables import Account, BankEntry


class StatementService:
    """What came from the bank; staff only."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def import_file(self, actor: Actor, source: BinaryIO, request: ImportRequest) -> StatementReport:
        """Read a file whole, then book what matches surely, each entry once; on a dry run only tell.

        Raises `StatementRefused` with the line of what is wrong, and `ActionRefused` for a file that was imported
        before: then nothing of it was booked.
        """
        require(actor, Permission.STATEMENTS)
        with taken(source) as copy:
            return StatementImport(self._context, actor, copy, request).run()

    def configured(self, actor: Actor) -> tuple[str, ...]:
        """Return how the company's bank writes CSV, as `read_columns` reads it; none where nothing was said."""
        require(actor, Permission.STATEMENTS)
        return self._context.company.statement_columns

    # What came in

    def page(self, actor: Actor, state: EntryState | None, request: PageRequest) -> Page[EntryRow]:
        """Return one page of the entries in a state, or of all, as they came."""
        require(actor, Permission.READ)
        with self._context.database.read() as session:
            return page_of_entries(session, state, request)

    def count(self, actor: Actor, state: EntryState | None) -> int:
        """Return how many entries are in a state, or in all."""
        require(actor, Permission.READ)
        with self._context.database.read() as session:
            return count_entries(session, state)

    def payments(self, actor: Actor, request: PageRequest) -> Page[PaymentRow]:
        """Return one page of the payments that came in, imported and recorded ones, as they were booked."""
        require(actor, Permission.READ)
        with self._context.database.read() as session:
            return page_of_payments(session, request)

    def count_payments(self, actor: Actor) -> int:
        """Return how many payments came in."""
        require(actor, Permission.READ)
        with self._context.database.read() as session:
            return count_payments(session)

    # The review list

    def load(self, actor: Actor, entry_id: int) -> EntryRow:
        """Return one entry; raises `NotFound`."""
        require(actor, Permission.READ)
        with self._context.database.read() as session:
            return _shown(session, entry_id)

    def quote(self, actor: Actor, entry_id: int, login: str | None = None) -> PaymentQuote:
        """Return what booking a waiting entry would do, to the proposed account unless another is named."""
        require(actor, Permission.PAYMENTS)
        with self._context.database.read() as session:
            entry = _in_state(session, entry_id)
            _choose(session, entry, login)
            account = session.get_one(Account, entry.account_id)
            return quote_payment(self._context, session, account, payment_of(session, entry, account))

    def accept(self, actor: Actor, entry_id: int, login: str | None = None) -> EntryRow:
        """Book a waiting entry to the proposed account, or to another one that is named; once."""
        require(actor, Permission.PAYMENTS)

        def work(session: Session) -> EntryRow:
            entry = _in_state(session, entry_id)
            _choose(session, entry, login)
            book_entry(self._context, session, actor, entry)
            account = session.get_one(Account, entry.account_id)
            self._decided(session, actor, entry, "statement.accept", f"Booked to {account.login}.", account.id)
            return _shown(session, entry_id)

        return self._context.database.transact_in_turn(work)

    def ignore(self, actor: Actor, entry_id: int, why: str) -> EntryRow:
        """Take a waiting entry off the review list without booking it, for a reason."""
        require(actor, Permission.PAYMENTS)
        reason = clean_line(why, max_length=200)
        if not reason:
            raise ActionRefused("Say why it is not booked.")

        def work(session: Session) -> EntryRow:
            entry = _in_state(session, entry_id)
            entry.state, entry.account_id, entry.why = EntryState.IGNORED, None, reason
            self._decided(session, actor, entry, "statement.ignore", f"Not booked: {reason}", None)
            return _shown(session, entry_id)

        return self._context.database.transact_in_turn(work)

    def review_again(self, actor: Actor, entry_id: int) -> EntryRow:
        """Put an ignored entry back on the review list, with whose it may be by now; nothing is booked."""
        require(actor, Permission.PAYMENTS)
        with self._context.database.read() as session:
            entry = _in_state(session, entry_id, EntryState.IGNORED)
            # Outside of the turn: others wait for that, and there may be many.
            invoices = OpenInvoices.of(session, {Money(entry.minor, entry.currency)})

        def work(session: Session) -> EntryRow:
            entry = _in_state(session, entry_id, EntryState.IGNORED)
            (match,) = matches(session, [stored(entry)], invoices)
            self._record(session, actor, entry, "statement.review_again", "Back on the review list.", None)
            entry.state, entry.account_id = EntryState.WAITING, match.account_id
            entry.paying, entry.why = " ".join(match.references), f"{match.why} Ignored before: {entry.why}"
            entry.decided_at, entry.decided_by = None, ""
            session.flush()
            return _shown(session, entry_id)

        return self._context.database.transact_in_turn(work)

    def _decided(
        self, session: Session, actor: Actor, entry: BankEntry, action: str, detail: str, account_id: int | None
    ) -> None:
        entry.decided_at, entry.decided_by = self._context.clock.now(), actor.person.login
        self._record(session, actor, entry, action, detail, account_id)
        session.flush()

    def _record(
        self, session: Session, actor: Actor, entry: BankEntry, action: str, detail: str, account_id: int | None
    ) -> None:
        amount = Money(entry.minor, entry.currency)
        subject = entry.number or f"entry {entry.id}"
        self._context.record(
            session,
            actor,
            action=action,
            topics=(Topic.DESK,),
            subject=subject,
            detail=f"{amount} of {entry.booked_on} from {entry.name or entry.iban or 'nobody named'}: {detail}",
            account_id=account_id,
        )


def _shown(session: Session, entry_id: int) -> EntryRow:
    # Numbers beyond what a column holds are nobody's.
    found = find_entry(session, entry_id) if row_by_number(session, BankEntry, entry_id) is not None else None
    if found is None:
        raise NotFound(f"There is no entry {entry_id}.")
    return entry_row(found)


def _in_state(session: Session, entry_id: int, state: EntryState = EntryState.WAITING) -> BankEntry:
    entry = row_by_number(session, BankEntry, entry_id)
    if entry is None:
        raise NotFound(f"There is no entry {entry_id}.")
    if entry.state is not state:
        by = f" by {entry.decided_by}" if entry.decided_by else ""
        raise ActionRefused(f"Entry {entry_id} is {entry.state} already{by}.")
    return entry


def _choose(session: Session, entry: BankEntry, login: str | None) -> None:
    """Have an entry belong to an account that is named, or to the one that is proposed."""
    if login is not None:
        account = account_typed(session, login)
        if account.id != entry.account_id:
            entry.account_id, entry.paying = account.id, ""
    if entry.account_id is None:
        raise ActionRefused("Nobody's account is proposed; say whose it is.")
