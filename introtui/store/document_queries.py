"""Lists of invoices and credit notes as keyset pages, and what of them waits to be paid."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    String,
    case,
    cast,
    exists,
    func,
    literal_column,
    or_,
    select,
)
from sqlalchemy.orm import Session

from introtui.domain.billing import DocumentFilter
from introtui.domain.documents import DocumentKind
from introtui.domain.paging import PageRequest
from introtui.store.keyset import keyset_rows, sorted_rows
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
    session: Session, account_id: int, which: DocumentFilter, text: str, request: PageRequest, today: date
) -> Sequence[Row[Any]]:
    """Return a page of documents, each beside its settlement or None, with its `sorted_by` for `cursor_of`."""
    query = (
        select(Document, Settlement)
        .outerjoin(Settlement, Settlement.document_id == Document.id)
        .where(*_conditions(account_id, which, text))
    )
    if request.sort == "number":
        return _by_number(session, query, request)
    return sorted_rows(session, query, request, _sort_column(request.sort, today), Document.id.expression)


def _by_number(session: Session, query: Select[*tuple[Any, ...]], request: PageRequest) -> Sequence[Row[Any]]:
    # As text, the millionth document of a year would come before the second.
    keys = (Document.series.expression, Document.year.expression, Document.number.expression)
    beside, neighbour = request.before or request.after, None
    if beside is not None:
        series, year, number = str(beside[0]).split("-")
        neighbour = (series, int(year), int(number))
    return keyset_rows(session, query.add_columns(printed_number().label("sorted_by")), request, keys, neighbour)


def _sort_column(name: str, today: date) -> ColumnElement[Any]:
    """Return the SQL expression a column sorts by; blank is the day of issue."""
    columns: dict[str, ColumnElement[Any]] = {
        "": Document.issued_on.expression,
        "issued": Document.issued_on.expression,
        "due": func.coalesce(Document.due_on, literal_column("'9999-12-31'")),
        "about": Document.purpose.expression,
        "standing": _status_as_shown(today),
        "total": Document.net_minor + Document.vat_minor,
    }
    return columns[name]


def _status_as_shown(today: date) -> ColumnElement[str]:
    """Return the word of a document's status, which no index can hold: it changes with the day."""
    return case(
        (Document.kind == DocumentKind.CREDIT_NOTE, "credited"),
        (Settlement.document_id.is_(None) & (Document.due_on < today), "overdue"),
        (Settlement.document_id.is_(None), "open"),
        (Settlement.how == "balance", "paid"),
        else_="void",
    )


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
    return or_(printed_number().icontains(word, autoescape=True), about)


def printed_number() -> ColumnElement[str]:
    """Return a document's number as `document_number` writes it."""
    # The leading 1 keeps the zeros, and is left out.
    padded = func.substr(cast(Document.number + _SIX_DIGITS, String), 2)
    digits = case((Document.number < _SIX_DIGITS, padded), else_=cast(Document.number, String))
    return Document.series.expression + "-" + cast(Document.year, String) + "-" + digits
