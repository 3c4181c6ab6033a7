"""What is looked up to match a bank's entries, and the lists of the desk's section Money."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Row, Select, func, select, tuple_
from sqlalchemy.orm import Session

from introtui.domain.account import called
from introtui.domain.documents import DocumentKind, document_number
from introtui.domain.incoming import PaymentRow
from introtui.domain.money import Money
from introtui.domain.paging import Page, PageRequest
from introtui.domain.statement_files import EntryRow
from introtui.domain.statements import EntryState, Named, OpenInvoice
from introtui.store.keyset import newest_rows
from introtui.store.tables import (
    Account,
    BankEntry,
    BankStatement,
    Document,
    Order,
    Payment,
    Profile,
    Settlement,
)

_NAMED: Select[*tuple[Any, ...]] = select(Document, Account.login, Account.currency).join(
    Account, Account.id == Document.account_id
)
_ENTRIES: Select[*tuple[Any, ...]] = (
    select(BankEntry, BankStatement.name, Account.login)
    .join(BankStatement, BankStatement.id == BankEntry.statement_id)
    .outerjoin(Account, Account.id == BankEntry.account_id)
)


def documents_by_reference(session: Session, references: Collection[str]) -> dict[str, Named]:
    """Return what references stand for that are those of documents."""
    rows = session.execute(_NAMED.where(Document.reference.in_([*references])))
    return {row.Document.reference: _named(row) for row in rows}


def documents_by_number(session: Session, numbers: Iterable[str]) -> dict[str, Named]:
    """Return the documents of numbers as they are printed."""
    keys = [_key(number) for number in numbers]
    place = tuple_(Document.series, Document.year, Document.number)
    rows = session.execute(_NAMED.where(place.in_(keys))) if keys else ()
    found = map(_named, rows)
    return {each.document: each for each in found}


def _key(number: str) -> tuple[str, int, int]:
    series, year, count = number.split("-")
    return series, int(year), int(count)


def _named(row: Row[Any]) -> Named:
    document: Document = row.Document
    return Named(
        reference=document.reference,
        account_id=document.account_id,
        login=row.login,
        currency=row.currency,
        document=document_number(document.kind, document.year, document.number),
        total=Money(document.net_minor + document.vat_minor, document.currency),
    )


def accounts_by_id(session: Session, ids: Collection[int]) -> dict[int, tuple[str, str]]:
    """Return login and currency of the accounts there are."""
    rows = session.execute(select(Account.id, Account.login, Account.currency).where(Account.id.in_([*ids])))
    return {row.id: (row.login, row.currency) for row in rows}


def senders(session: Session, ibans: Collection[str]) -> dict[str, Named]:
    """Return whose account money from each of some bank accounts was booked to the last time."""
    newest = (
        select(func.max(BankEntry.id).label("id"))
        .where(BankEntry.iban.in_([*ibans]), BankEntry.state == EntryState.BOOKED)
        .group_by(BankEntry.iban)
        .subquery()
    )
    query = (
        select(BankEntry.iban, Account.id, Account.login, Account.currency)
        .join(newest, newest.c.id == BankEntry.id)
        .join(Account, Account.id == BankEntry.account_id)
    )
    return {
        row.iban: Named(reference="", account_id=row.id, login=row.login, currency=row.currency)
        for row in session.execute(query)
    }


def open_invoices(session: Session) -> Iterator[OpenInvoice]:
    """Yield every invoice that waits to be paid; orders say which these are, by an index of those alone."""
    waiting = select(Order.open_invoice_id).where(Order.open_invoice_id.is_not(None)).distinct()
    query = (
        select(Document, Account.login, Profile.first_name, Profile.last_name, Profile.company_name)
        .join(Account, Account.id == Document.account_id)
        .join(Profile, Profile.account_id == Account.id)
        .where(Document.id.in_(waiting), Document.kind == DocumentKind.INVOICE)
        .execution_options(yield_per=1_000)
    )
    for row in session.execute(query):
        document: Document = row.Document
        yield OpenInvoice(
            reference=document.reference,
            number=document_number(document.kind, document.year, document.number),
            account_id=document.account_id,
            login=row.login,
            total=Money(document.net_minor + document.vat_minor, document.currency),
            person=(row.first_name, row.last_name),
            company=row.company_name,
        )


def settled_among(session: Session, references: Collection[str]) -> set[str]:
    """Return those of some invoices, by their references, that do not wait to be paid any more."""
    query = select(Document.reference).join(Settlement, Settlement.document_id == Document.id)
    return set(session.scalars(query.where(Document.reference.in_([*references])))) if references else set()


def page_of_entries(session: Session, state: EntryState | None, request: PageRequest) -> Page[EntryRow]:
    """Return one page of the entries in a state, or of all, sorted as they came."""
    query = _ENTRIES if state is None else _ENTRIES.where(BankEntry.state == state)
    found = newest_rows(session, query, request, BankEntry.id.expression)
    rows = map(entry_row, found)
    return Page.of((row, (None, row.entry_id)) for row in rows)


def count_entries(session: Session, state: EntryState | None) -> int:
    """Return how many entries are in a state, or in all."""
    query = select(func.count()).select_from(BankEntry)
    return session.scalar(query if state is None else query.where(BankEntry.state == state)) or 0


def find_entry(session: Session, entry_id: int) -> Row[Any] | None:
    """Return an entry with the name of its file and the login it belongs to."""
    return session.execute(_ENTRIES.where(BankEntry.id == entry_id)).one_or_none()


def entry_row(row: Row[Any]) -> EntryRow:
    """Return an entry as the lists show it."""
    entry: BankEntry = row.BankEntry
    return EntryRow(
        entry_id=entry.id,
        statement=row.name,
        line=entry.line,
        booked_on=entry.booked_on,
        amount=Money(entry.minor, entry.currency),
        side=entry.side,
        name=entry.name,
        iban=entry.iban,
        reference=entry.reference,
        text=entry.text,
        number=entry.number,
        state=entry.state,
        why=entry.why,
        account_id=entry.account_id,
        login=row.login or "",
        decided_by=entry.decided_by,
        decided_at=entry.decided_at,
    )


def page_of_payments(session: Session, request: PageRequest) -> Page[PaymentRow]:
    """Return one page of the payments that came in, sorted as they were booked."""
    query = (
        select(Payment, Account.login, Profile.first_name, Profile.last_name, Profile.company_name)
        .join(Account, Account.id == Payment.account_id)
        .join(Profile, Profile.account_id == Account.id)
    )
    found: Sequence[Row[Any]] = newest_rows(session, query, request, Payment.id.expression)
    return Page.of((_payment_row(row), (None, row.Payment.id)) for row in found)


def _payment_row(row: Row[Any]) -> PaymentRow:
    payment: Payment = row.Payment
    return PaymentRow(
        payment_id=payment.id,
        account_id=payment.account_id,
        login=row.login,
        holder=called(row.company_name, row.first_name, row.last_name),
        amount=Money(payment.minor, payment.currency),
        received_on=payment.received_on,
        method=payment.method,
        reference=payment.reference,
        external_id=payment.external_id,
    )


def count_payments(session: Session) -> int:
    """Return how many payments came in."""
    return session.scalar(select(func.count()).select_from(Payment)) or 0
