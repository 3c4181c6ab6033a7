"""Reading documents back as the values they were issued from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from introtui.domain.documents import (
    SERIES,
    Document,
    DocumentKind,
    Party,
    Standing,
    document_number,
)
from introtui.domain.money import Money
from introtui.domain.periods import Period
from introtui.domain.pricing import QuoteLine
from introtui.domain.taxation import Tax
from introtui.store import tables
from introtui.store.tables import Account, DocumentLine, Settlement

PAID, VOIDED = "balance", "credit_note"
"""How a settlement closed an invoice."""
_LINES = select(DocumentLine).where(DocumentLine.document_id == bindparam("document_id")).order_by(DocumentLine.id)


@dataclass(frozen=True, slots=True)
class BookedLine:
    """A line of a document as it was priced, and the number of its row, which charges refer to."""

    line_id: int
    line: QuoteLine


@dataclass(frozen=True, slots=True)
class Issued:
    """A document and its lines in their order."""

    document: tables.Document
    lines: tuple[BookedLine, ...]


def number_of(document: tables.Document) -> str:
    """Return a document's number as printed."""
    return document_number(document.kind, document.year, document.number)


def newest_day(session: Session) -> date | None:
    """Return the day of the newest document in any series, None before the first one."""
    days = (session.scalar(_newest(series)) for series in SERIES.values())
    return max((found for found in days if found is not None), default=None)


def _newest(series: str) -> Select[date]:
    last = (tables.Document.year.desc(), tables.Document.number.desc())
    return select(tables.Document.issued_on).where(tables.Document.series == series).order_by(*last).limit(1)


def is_open(session: Session, document: tables.Document) -> bool:
    """Tell whether an invoice is neither paid nor void."""
    return document.kind is DocumentKind.INVOICE and session.get(Settlement, document.id) is None


def standing_of(document: tables.Document, settlement: Settlement | None) -> Standing:
    """Return what became of a document."""
    if document.kind is DocumentKind.CREDIT_NOTE:
        return Standing.DONE
    if settlement is None:
        return Standing.OPEN
    return Standing.PAID if settlement.how == PAID else Standing.VOID


def line_rows(session: Session, document_id: int) -> list[DocumentLine]:
    """Return the lines of a document in their order."""
    return list(session.scalars(_LINES, {"document_id": document_id}))


def issued(session: Session, document: tables.Document) -> Issued:
    """Return a stored document with its lines as they were priced."""
    rows = line_rows(session, document.id)
    return Issued(document, tuple(BookedLine(row.id, _priced_line(row, document.currency)) for row in rows))


def priced_lines(session: Session, document: tables.Document) -> tuple[QuoteLine, ...]:
    """Return the lines of a document as they were priced."""
    return tuple(booked.line for booked in issued(session, document).lines)


def _priced_line(row: DocumentLine, currency: str) -> QuoteLine:
    start, end = row.period_start, row.period_end
    return QuoteLine(
        kind=row.kind,
        label=row.label,
        days=row.days,
        of_days=row.of_days,
        base=Money(row.basis_minor, currency),
        net=Money(row.net_minor, currency),
        vat=Money(row.vat_minor, currency),
        tax=Tax(
            treatment=row.treatment,
            rate_bp=row.vat_rate_bp,
            why=row.vat_why,
            note=row.vat_note,
            rate_from=row.vat_rate_from,
        ),
        why=row.why,
        source=row.source,
        order_id=row.order_id,
        period=None if start is None or end is None else Period(start, end),
        charge_id=row.charge_id,
        plan_id=row.plan_id,
        term_months=row.term_months,
    )


def document_of(session: Session, row: tables.Document) -> Document:
    """Return a document as issued, and how it stands now."""
    settlement = session.get(Settlement, row.id)
    corrected = None if row.corrects_id is None else session.get_one(tables.Document, row.corrects_id)
    return Document(
        document_id=row.id,
        kind=row.kind,
        number=number_of(row),
        issued_on=row.issued_on,
        due_on=row.due_on,
        seller=Party.from_json(row.seller),
        customer=Party.from_json(row.customer),
        lines=priced_lines(session, row),
        currency=row.currency,
        reference=row.reference,
        corrects="" if corrected is None else number_of(corrected),
        standing=standing_of(row, settlement),
        settled_on=None if settlement is None else settlement.settled_on,
        login=session.get_one(Account, row.account_id).login,
    )
