"""Everything a text may stand for, looked up: each by an index, so that the cost does not grow with the data.

What is alike goes to the database in one statement: on PostgreSQL each one takes longer than what it looks up.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Row, Select, literal, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session

from introtui.domain.find_terms import DocumentTerm, FindTerms
from introtui.domain.find_text import turned_digits
from introtui.domain.finding import FoundBy, Group, Match, Nearness, nearness_of, nearness_of_host
from introtui.domain.orders import ENDED
from introtui.store.finding.beginnings import InOrder, begins, numbers_beginning
from introtui.store.finding.by_words import by_words
from introtui.store.finding.hosts import ENDED_LATER, farness_of_host, with_part
from introtui.store.finding.sign_ins import who_came_from
from introtui.store.tables import Account, Document, DocumentSeries, Order, OrderAddress, Profile

SIGNED_IN_LATER = 2_000.0
"""How much farther an account is whose user came from an address than an order that has it, or had it."""
LONGEST_NUMBER = 10**9
"""Orders with longer numbers are found by all of their digits."""

Query = Select[*tuple[Any, ...]]


def matches_of(session: Session, terms: FindTerms, limit: int) -> Iterator[Match]:
    """Yield what is like a text, at most `limit` of each kind of lookup."""
    yield from _by_beginning(session, terms, limit)
    yield from by_words(session, terms.words, limit)
    if terms.number is not None:
        yield from _by_number(session, terms.number, limit)
    yield from _by_address(session, terms, limit)
    yield from _by_sign_in(session, terms, limit)
    if terms.document is not None:
        yield from _by_document(session, terms.document, limit)
    if terms.reference:
        yield from _by_reference(session, terms.reference, limit)


def _by_beginning(session: Session, terms: FindTerms, limit: int) -> Iterator[Match]:
    """Yield what begins like the text: logins, emails, numbers of phones and for VAT; host names that have it."""
    lookups = [(by, typed, query) for by, typed, query in _lookups(session, terms) if typed]
    typed = {by: each for by, each, _query in lookups}
    for row in _all(session, [query for _by, _typed, query in lookups], limit):
        by = FoundBy(row.by)
        if by is FoundBy.HOSTNAME:
            yield _host(row, terms.key)
            continue
        # The end of a number may be that of several, each as near.
        near = Nearness.WORDS if by is FoundBy.PHONE and terms.phone_ends else nearness_of(row.value, typed[by])
        value = "" if by is FoundBy.LOGIN else row.value
        yield Match(group=Group.ACCOUNTS, number=row.number, by=by, nearness=near, value=value)


def _host(row: Row[Any], typed: str) -> Match:
    return Match(
        group=Group.ORDERS,
        number=row.number,
        by=FoundBy.HOSTNAME,
        nearness=nearness_of_host(row.value, typed),
        value=row.value,
        far=farness_of_host(row.value, typed, row.status),
    )


def _lookups(session: Session, terms: FindTerms) -> Iterator[tuple[FoundBy, str, Query]]:
    yield FoundBy.LOGIN, terms.key, _beginning(FoundBy.LOGIN, Account.login, terms.key)
    yield FoundBy.EMAIL, terms.key, _beginning(FoundBy.EMAIL, Profile.email, terms.key)
    yield FoundBy.HOSTNAME, terms.key, _beginning(FoundBy.HOSTNAME, Order.hostname, terms.key)
    hosts = _named(FoundBy.HOSTNAME, Order.hostname)
    yield FoundBy.HOSTNAME, terms.host_part, with_part(session, hosts, terms.host_part)
    begun, turned = terms.phone_begins, turned_digits(terms.phone_ends)
    yield FoundBy.PHONE, begun, _beginning(FoundBy.PHONE, Profile.mobile_phone, begun)
    yield FoundBy.PHONE, turned, _beginning(FoundBy.PHONE, Profile.mobile_phone, turned, Profile.find_phone)
    for vat_id in terms.vat_ids:
        yield FoundBy.VAT_ID, vat_id, _beginning(FoundBy.VAT_ID, Profile.vat_id, vat_id)


def _beginning(
    by: FoundBy,
    shown: InstrumentedAttribute[str],
    typed: str,
    column: InstrumentedAttribute[str] | None = None,
) -> Query:
    """Return the query of what has a column that begins like a text, the shortest of it first."""
    key = shown if column is None else column
    return _named(by, shown).where(begins(key, typed)).order_by(InOrder(key))


def _named(by: FoundBy, shown: InstrumentedAttribute[str]) -> Query:
    """Return the query of everything that has a column, with what it would be found by."""
    table = shown.class_
    number = Profile.account_id if table is Profile else table.id
    status = Order.status if table is Order else literal(None, Order.status.type)
    return select(
        number.label("number"), literal(by.value).label("by"), shown.label("value"), status.label("status")
    )


def _all(session: Session, queries: Sequence[Query], limit: int) -> Sequence[Row[Any]]:
    """Return at most `limit` rows of each query, asked for at once."""
    if not queries:
        return ()
    limited = [select(query.limit(limit).subquery()) for query in queries]
    return session.execute(union_all(*limited)).all()


def _by_number(session: Session, number: int, limit: int) -> Iterator[Match]:
    ranges = [(number, number), *numbers_beginning(number, LONGEST_NUMBER)]
    queries = [
        select(Order.id.label("number")).where(Order.id.between(first, last)).order_by(Order.id)
        for first, last in ranges
    ]
    for far, row in enumerate(_all(session, queries, limit)):
        nearness = Nearness.SAME if row.number == number else Nearness.BEGINS
        yield Match(group=Group.ORDERS, number=row.number, by=FoundBy.ORDER, nearness=nearness, far=far)


def _by_address(session: Session, terms: FindTerms, limit: int) -> Iterator[Match]:
    one = {wanted.first for wanted in terms.addresses if wanted.is_one}
    columns = (OrderAddress.order_id, OrderAddress.address, OrderAddress.address_key, Order.status)
    queries = [
        select(*columns)
        .join(Order, Order.id == OrderAddress.order_id)
        .where(OrderAddress.address_key.between(wanted.first, wanted.last))
        .order_by(OrderAddress.address_key)
        for wanted in terms.addresses
    ]
    for far, row in enumerate(_all(session, queries, limit)):
        yield Match(
            group=Group.ORDERS,
            number=row.order_id,
            by=FoundBy.ADDRESS,
            nearness=Nearness.SAME if row.address_key in one else Nearness.BEGINS,
            value=row.address,
            far=far + ENDED_LATER * (row.status in ENDED),
        )


def _by_sign_in(session: Session, terms: FindTerms, limit: int) -> Iterator[Match]:
    for address in terms.came_from:
        for number in session.scalars(who_came_from(address, limit)):
            yield Match(
                group=Group.ACCOUNTS,
                number=number,
                by=FoundBy.SIGN_IN,
                nearness=Nearness.SAME,
                far=SIGNED_IN_LATER,
            )


def _by_document(session: Session, term: DocumentTerm, limit: int) -> Iterator[Match]:
    series = select(DocumentSeries.series, DocumentSeries.year).order_by(
        DocumentSeries.year.desc(), DocumentSeries.series.desc()
    )
    if term.series:
        series = series.where(DocumentSeries.series == term.series)
    if term.year is not None:
        series = series.where(DocumentSeries.year == term.year)
    # Series by series: joined to them, SQLite would go through every document.
    known = session.execute(series).all()
    queries = [_numbered(name, year, numbers) for numbers in term.numbers or (None,) for name, year in known]
    exact = {first for first, last in term.numbers if first == last}
    for far, row in enumerate(_all(session, queries, limit)):
        nearness = Nearness.SAME if row.number in exact else Nearness.BEGINS
        yield Match(group=Group.INVOICES, number=row.id, by=FoundBy.INVOICE, nearness=nearness, far=far)


def _numbered(series: str, year: int, numbers: tuple[int, int] | None) -> Query:
    """Return the query of the documents of a year with some numbers, or of the newest ones."""
    query = select(Document.id, Document.number).where(Document.series == series, Document.year == year)
    if numbers is None:
        return query.order_by(Document.number.desc())
    return query.where(Document.number.between(*numbers)).order_by(Document.number)


def _by_reference(session: Session, reference: str, limit: int) -> Iterator[Match]:
    for number in session.scalars(select(Document.id).where(Document.reference == reference).limit(limit)):
        yield Match(
            group=Group.INVOICES,
            number=number,
            by=FoundBy.REFERENCE,
            nearness=Nearness.SAME,
            value=reference,
        )
