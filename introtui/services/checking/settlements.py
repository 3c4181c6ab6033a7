"""How invoices were closed: once, by money or by a credit note, and what is still owed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session, aliased

from introtui.domain.documents import DocumentKind
from introtui.domain.money import Money
from introtui.services.books import CUSTOMER, RECEIVABLE
from introtui.services.checking.documents import booked
from introtui.services.checking.finding import Finding, stream
from introtui.services.document_reading import PAID, VOIDED, number_of
from introtui.store.tables import Document, Posting, Settlement


def settlements_agree(session: Session) -> Iterator[Finding]:
    """Check that what is paid was booked from the balance, and what is void has its credit note."""
    note = aliased(Document)
    notes = select(func.count()).select_from(note).where(note.corrects_id == Document.id)
    reversed_total = (
        select(func.sum(note.net_minor + note.vat_minor))
        .where(note.corrects_id == Document.id, note.transaction_id == Settlement.transaction_id)
        .correlate(Document, Settlement)
    )
    query = (
        select(
            Document,
            Settlement,
            notes.correlate(Document).scalar_subquery().label("notes"),
            reversed_total.scalar_subquery().label("reversed"),
            booked(Document.transaction_id, RECEIVABLE).label("owed"),
            booked(Settlement.transaction_id, RECEIVABLE).label("settled"),
            booked(Settlement.transaction_id, CUSTOMER).label("paid"),
        )
        .outerjoin(Settlement, Settlement.document_id == Document.id)
        .order_by(Document.id)
    )
    for row in stream(session, query):
        what = _fault(row, row.Document, row.Settlement)
        if what:
            yield Finding(where=number_of(row.Document), what=what)


def _fault(row: Row[Any], document: Document, settlement: Settlement | None) -> str:
    """Return what is wrong with how a document stands, blank when nothing is."""
    total = document.net_minor + document.vat_minor
    if document.kind is DocumentKind.CREDIT_NOTE:
        return "A credit note is marked as paid or void." if settlement is not None else ""
    if settlement is None:
        if row.notes:
            return "A credit note takes it back, and it counts as open."
        return "" if row.owed == -total else "It was paid when it was issued, and it counts as open."
    if settlement.how == VOIDED:
        whole = (row.notes, row.reversed) == (1, -total)
        return "" if whole else "It is void without one credit note over all of it."
    if settlement.how != PAID:
        return f"It is settled in a way nobody knows: {settlement.how}."
    if row.notes:
        return "It is paid, and a credit note takes it back as if it were open."
    # Issued and paid at once, nothing was ever owed; else the payment takes off what was.
    owed = 0 if settlement.transaction_id == document.transaction_id else total
    if (row.paid, row.settled) != (-total, owed):
        return f"It counts as paid; {Money(-int(row.paid), document.currency)} was booked from the balance."
    return ""


def receivable_matches(session: Session) -> Iterator[Finding]:
    """Check that the receivable book is what the open invoices come to."""
    receivable = _by_currency(
        session, select(Posting.currency, func.sum(Posting.minor)), Posting.book == RECEIVABLE
    )
    opened = (
        select(Document.currency, func.sum(Document.net_minor + Document.vat_minor))
        .select_from(Document)
        .outerjoin(Settlement, Settlement.document_id == Document.id)
    )
    owed = _by_currency(session, opened, Settlement.document_id.is_(None), Document.kind == DocumentKind.INVOICE)
    for currency in sorted(receivable.keys() | owed.keys()):
        booked_as, total = -receivable.get(currency, 0), owed.get(currency, 0)
        if booked_as != total:
            in_book, opened_for = Money(booked_as, currency), Money(total, currency)
            yield Finding(
                where=f"receivable book in {currency}",
                what=f"{in_book} is booked as owed; open invoices come to {opened_for}.",
                advice="Other findings tell which invoice; if there are none, a booking has no invoice.",
            )


def _by_currency(session: Session, query: Any, *conditions: Any) -> dict[str, int]:
    currency = query.selected_columns[0]
    rows = session.execute(query.where(*conditions).group_by(currency))
    return {code: int(minor or 0) for code, minor in rows}
