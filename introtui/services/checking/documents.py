"""Documents: their numbers, their lines, and what the ledger says of them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from sqlalchemy import Row, ScalarSelect, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from introtui.domain.money import Money
from introtui.services.books import CUSTOMER, RECEIVABLE, REVENUE, VAT
from introtui.services.checking.finding import Finding, stream
from introtui.services.document_reading import number_of
from introtui.store.tables import Document, DocumentLine, DocumentSeries, Posting


def numbers_have_no_gaps(session: Session) -> Iterator[Finding]:
    """Check that each series counts from 1 in each year, and that the next number is the next one."""
    query = select(Document.series, Document.year, Document.number).order_by(
        Document.series, Document.year, Document.number
    )
    last_of: dict[tuple[str, int], int] = {}
    for (series, year), rows in groupby(stream(session, query), key=lambda row: (row.series, row.year)):
        expected = 1
        for row in rows:
            if row.number != expected:
                yield _gap(series, year, expected, row.number - 1)
            expected = row.number + 1
        last_of[series, year] = expected - 1
    for counter in session.scalars(select(DocumentSeries)):
        last = last_of.pop((counter.series, counter.year), 0)
        if counter.last_number != last:
            yield _counter(counter.series, counter.year, str(counter.last_number), last)
    for (series, year), last in last_of.items():
        yield _counter(series, year, "nothing", last)


def _gap(series: str, year: int, first: int, last: int) -> Finding:
    return Finding(
        where=f"{series}-{year}-{first:06d}",
        what="This number is missing." if first == last else f"The numbers up to {last:06d} are missing.",
        advice="Find the document in a backup; a tax office asks for every number.",
    )


def _counter(series: str, year: int, counted: str, last: int) -> Finding:
    return Finding(
        where=f"series {series} of {year}",
        what=f"The counter is at {counted}, the last document is number {last}.",
        advice="Set last_number of document_series to the last document before another one is issued.",
    )


def sums_agree(session: Session) -> Iterator[Finding]:
    """Check net and VAT of each document by its lines and by its ledger transaction."""
    query = select(
        Document,
        of_lines(DocumentLine.net_minor).label("net"),
        of_lines(DocumentLine.vat_minor).label("vat"),
        *(
            booked(Document.transaction_id, book).label(f"booked_{book}")
            for book in (REVENUE, VAT, CUSTOMER, RECEIVABLE)
        ),
    ).order_by(Document.id)
    for row in stream(session, query):
        yield from _sums(row, row.Document)


def _sums(row: Row[Any], document: Document) -> Iterator[Finding]:
    where, net, vat = number_of(document), document.net_minor, document.vat_minor

    def shown(minor: int) -> Money:
        return Money(int(minor), document.currency)

    says = f"It says net {shown(net)}, VAT {shown(vat)};"
    if (row.net, row.vat) != (net, vat):
        yield Finding(where=where, what=f"{says} its lines come to {shown(row.net)} and {shown(row.vat)}.")
    in_books = row.booked_revenue, row.booked_vat
    if in_books != (net, vat):
        yield Finding(where=where, what=f"{says} booked are {shown(in_books[0])} and {shown(in_books[1])}.")
    total = net + vat
    if (row.booked_customer, row.booked_receivable) not in {(-total, 0), (0, -total)}:
        what = f"Its total of {shown(total)} is booked neither from the balance nor as owed."
        yield Finding(where=where, what=what)


def of_lines(column: InstrumentedAttribute[int]) -> ScalarSelect[int]:
    """Return the sum over the lines of the document of a query."""
    summed = select(func.coalesce(func.sum(column), 0)).where(DocumentLine.document_id == Document.id)
    return summed.correlate(Document).scalar_subquery()


def booked(transaction_id: Any, book: str) -> ScalarSelect[int]:
    """Return what a transaction of the query's row has in a book."""
    summed = select(func.coalesce(func.sum(Posting.minor), 0)).where(
        Posting.transaction_id == transaction_id, Posting.book == book
    )
    return summed.correlate_except(Posting).scalar_subquery()
