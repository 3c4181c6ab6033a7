"""The statement: what moved a balance, page by page, each with the balance after it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import Any, Final

from sqlalchemy import ColumnElement, CompoundSelect, Row, Select, func, or_, select, union_all
from sqlalchemy.orm import Session, aliased

from introtui.domain.billing import KindTotal, StatementRow
from introtui.domain.documents import SERIES, document_number
from introtui.domain.money import Money, minor_digits
from introtui.domain.paging import Page, PageRequest
from introtui.store.document_queries import printed_number
from introtui.store.keyset import newest_rows
from introtui.store.numbers import can_be
from introtui.store.searching import has_word, looks_like_an_amount, words_of, written_amount
from introtui.store.tables import Document, LedgerTransaction, Posting, Settlement

_LIKE_A_NUMBER: Final = frozenset("0123456789-").union(*SERIES.values())


def page_of_statement(
    session: Session, account_id: int, currency: str, text: str, request: PageRequest
) -> Page[StatementRow]:
    """Return one page of the movements of a balance, or of those that `text` finds; a cursor has the balance.

    So the balances of a page follow from its neighbour, found or not whatever lies between.
    """
    mine = _mine(account_id, currency)
    query = _rows(mine).where(*_found(account_id, currency, text))
    found = newest_rows(session, query, request, Posting.transaction_id.expression)
    ids = [row.transaction_id for row in found]
    balances, numbers = _balances(session, mine, request, ids), numbers_of(session, ids)
    return Page.of(
        (
            _statement_row(row, currency, balances[row.transaction_id], numbers.get(row.transaction_id, "")),
            (balances[row.transaction_id], row.transaction_id),
        )
        for row in found
    )


def count_statement(session: Session, account_id: int, currency: str, text: str) -> int:
    """Return how many movements there are, or `text` finds."""
    query = (
        select(func.count())
        .select_from(Posting)
        .where(*_mine(account_id, currency), *_found(account_id, currency, text))
    )
    if text:
        query = query.join(LedgerTransaction, LedgerTransaction.id == Posting.transaction_id)
    return session.scalar(query) or 0


def movement(session: Session, account_id: int, currency: str, transaction_id: int) -> StatementRow | None:
    """Return one movement of a balance."""
    mine = _mine(account_id, currency)
    query = _rows(mine).where(Posting.transaction_id == transaction_id)
    row = session.execute(query).one_or_none() if can_be(transaction_id) else None
    if row is None:
        return None
    after = _sum(session, *mine, Posting.transaction_id <= transaction_id)
    return _statement_row(row, currency, after, numbers_of(session, [transaction_id]).get(transaction_id, ""))


def totals_by_kind(session: Session, account_id: int, currency: str) -> tuple[KindTotal, ...]:
    """Return what the movements of each kind come to, in the order the kinds first came up."""
    rows = session.execute(
        select(LedgerTransaction.kind, func.count().label("movements"), func.sum(Posting.minor).label("minor"))
        .join(LedgerTransaction, LedgerTransaction.id == Posting.transaction_id)
        .where(*_mine(account_id, currency))
        .group_by(LedgerTransaction.kind)
        .order_by(func.min(Posting.transaction_id))
    )
    return tuple(
        KindTotal(kind=row.kind, movements=row.movements, total=Money(int(row.minor), currency)) for row in rows
    )


def numbers_of(session: Session, transaction_ids: Iterable[int]) -> dict[int, str]:
    """Return the number of the document that each transaction issued or settled."""
    wanted = list(transaction_ids)
    columns = (Document.kind, Document.year, Document.number)
    settled = (
        select(Settlement.transaction_id, *columns)
        .join(Document, Document.id == Settlement.document_id)
        .where(Settlement.transaction_id.in_(wanted))
    )
    issued = select(Document.transaction_id, *columns).where(Document.transaction_id.in_(wanted))
    return {
        row.transaction_id: document_number(row.kind, row.year, row.number)
        for query in (settled, issued)
        for row in session.execute(query)
    }


def _mine(account_id: int, currency: str) -> tuple[ColumnElement[bool], ...]:
    return (Posting.account_id == account_id, Posting.currency == currency)


def _rows(mine: Sequence[ColumnElement[bool]]) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Posting.transaction_id,
            Posting.minor,
            LedgerTransaction.at,
            LedgerTransaction.kind,
            LedgerTransaction.memo,
        )
        .join(LedgerTransaction, LedgerTransaction.id == Posting.transaction_id)
        .where(*mine)
    )


def _found(account_id: int, currency: str, text: str) -> Iterator[ColumnElement[bool]]:
    """Return what each word of a text asks of a movement: to be in its memo, document's number or amount."""
    for word in words_of(text):
        places = [has_word(LedgerTransaction.memo.expression, word)]
        if _LIKE_A_NUMBER.issuperset(word.upper()):
            places.append(Posting.transaction_id.in_(_with_number(account_id, word)))
        if looks_like_an_amount(word):
            amount = written_amount(Posting.minor.expression, minor_digits(currency))
            places.append(amount.contains(word, autoescape=True))
        yield or_(*places)


def _with_number(account_id: int, word: str) -> CompoundSelect[int]:
    """Return the transactions that issued or settled a document with a word in its number."""
    # Looked up once for all movements: asked of each, it would be read as often as there are movements.
    own = (Document.account_id == account_id, printed_number().icontains(word, autoescape=True))
    settled = select(Settlement.transaction_id).join(Document, Document.id == Settlement.document_id).where(*own)
    return union_all(select(Document.transaction_id).where(*own), settled)


def _balances(
    session: Session, mine: Sequence[ColumnElement[bool]], request: PageRequest, ids: Sequence[int]
) -> dict[int, int]:
    """Return the balance after each of a page's movements.

    It is summed up from the page's neighbour, whose balance is known, or from the beginning; in either case by the
    index alone, and each posting in between is read once.
    """
    neighbour = request.before or request.after
    if not ids:
        return {}
    if neighbour is None:
        return dict(_running(session, mine, ids, beginning=0))
    known, number = int(neighbour[0] or 0), neighbour[1]
    running = dict(_running(session, mine, [*ids, number], beginning=min(*ids, number)))
    return {each: known + running[each] - running[number] for each in ids}


def _running(
    session: Session, mine: Sequence[ColumnElement[bool]], ids: Sequence[int], *, beginning: int
) -> Iterator[tuple[int, int]]:
    """Return each of some movements with all that moved after `beginning`, up to and with it."""
    number, between = Posting.transaction_id, aliased(Posting)
    since = func.lag(number, 1, beginning).over(order_by=number)
    spans = (
        select(Posting.account_id, Posting.currency, number.label("until"), since.label("since"))
        .where(*mine, number.in_(ids))
        .subquery()
    )
    moved = (
        select(func.coalesce(func.sum(between.minor), 0))
        .where(
            between.account_id == spans.c.account_id,
            between.currency == spans.c.currency,
            between.transaction_id > spans.c.since,
            between.transaction_id <= spans.c.until,
        )
        .scalar_subquery()
    )
    rows = session.execute(select(spans.c.until, moved.label("minor")).order_by(spans.c.until)).all()
    return zip((row.until for row in rows), accumulate(int(row.minor) for row in rows), strict=True)


def _sum(session: Session, *conditions: ColumnElement[bool]) -> int:
    return int(session.scalar(select(func.coalesce(func.sum(Posting.minor), 0)).where(*conditions)) or 0)


def _statement_row(row: Row[Any], currency: str, balance: int, document: str) -> StatementRow:
    return StatementRow(
        transaction_id=row.transaction_id,
        at=row.at,
        kind=row.kind,
        memo=row.memo,
        document=document,
        amount=Money(row.minor, currency),
        balance_after=Money(balance, currency),
    )
