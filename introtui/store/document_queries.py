"""Lists of invoices and credit notes as keyset pages, and what of them waits to be paid."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, String, case, cast, exists, func, or_, select
from sqlalchemy.orm import Session

from introtui.domain.billing import DocumentFilter
from introtui.domain.documents import DocumentKind
from introtui.domain.paging import PageRequest
from introtui.store.keyset import newest_rows
from introtui.store.searching import words_of
from introtui.store.tables import Document, DocumentLine, Settlement

_SIX_DIGITS: Final = 10**6


@dataclass(frozen=True, slots=True, kw_only=True)
class Unpaid:
    """What of an account's invoices is open: how many, their total in minor units, and by when."""

    invoices: int
    minor: int
    overdue: int
    next_due: date | None


def rows_of_documents(
    session: Session, account_id: int, which: DocumentFilter, text: str, request: PageRequest
) -> Sequence[Row[Any]]:
    """Return a page of documents, each beside its settlement or None."""
    query = (
        select(Document, Settlement)
        .outerjoin(Settlement, Settlement.document_id == Document.id)
        .where(*_conditions(account_id, which, text))
    )
    return newest_rows(session, query, request, Document.id.expression)


def count_documents(session: Session, account_id: int, which: DocumentFilter, text: str) -> int:
    """Return how many documents a filter finds."""
    query = select(func.count()).select_from(Document).where(*_conditions(account_id, which, text))
    return session.scalar(query) or 0


def orders_of(session: Session, document_ids: Iterable[int]) -> dict[int, tuple[int, ...]]:
    """Return which orders each document is about, in the order of its lines, each once."""
    rows = session.execute(
        select(DocumentLine.document_id, DocumentLine.order_id)
        .where(DocumentLine.document_id.in_(list(document_ids)), DocumentLine.order_id.is_not(None))
        .order_by(DocumentLine.id)
    )
    found: dict[int, dict[int, None]] = {}
    for row in rows:
        found.setdefault(row.document_id, {})[row.order_id] = None
    return {document_id: tuple(orders) for document_id, orders in found.items()}


def unpaid(session: Session, account_id: int, today: date) -> Unpaid:
    """Return what waits to be paid."""
    row = session.execute(
        select(
            func.count(),
            func.coalesce(func.sum(Document.net_minor + Document.vat_minor), 0),
            func.coalesce(func.sum(case((Document.due_on < today, 1), else_=0)), 0),
            func.min(Document.due_on),
        ).where(Document.account_id == account_id, *_open())
    ).one()
    return Unpaid(invoices=row[0], minor=int(row[1]), overdue=int(row[2]), next_due=row[3])


def _open() -> tuple[ColumnElement[bool], ...]:
    # The list joins the settlements as well, so that they must be said to belong in here.
    settled = exists().where(Settlement.document_id == Document.id).correlate(Document)
    return (Document.kind == DocumentKind.INVOICE, ~settled)


def _conditions(account_id: int, which: DocumentFilter, text: str) -> list[ColumnElement[bool]]:
    kinds: dict[DocumentFilter, tuple[ColumnElement[bool], ...]] = {
        DocumentFilter.ALL: (),
        DocumentFilter.OPEN: _open(),
        DocumentFilter.INVOICES: (Document.kind == DocumentKind.INVOICE,),
        DocumentFilter.CREDIT_NOTES: (Document.kind == DocumentKind.CREDIT_NOTE,),
    }
    return [Document.account_id == account_id, *kinds[which], *(_contains(word) for word in words_of(text))]


def _contains(word: str) -> ColumnElement[bool]:
    """Look into the number as printed, and for an order by the beginning of its own."""
    about = exists().where(
        DocumentLine.document_id == Document.id,
        cast(DocumentLine.order_id, String).startswith(word, autoescape=True),
    )
    return or_(_printed_number().icontains(word, autoescape=True), about)


def _printed_number() -> ColumnElement[str]:
    """Return a document's number as `document_number` writes it."""
    # The leading 1 keeps the zeros, and is left out.
    padded = func.substr(cast(Document.number + _SIX_DIGITS, String), 2)
    digits = case((Document.number < _SIX_DIGITS, padded), else_=cast(Document.number, String))
    return Document.series.expression + "-" + cast(Document.year, String) + "-" + digits
