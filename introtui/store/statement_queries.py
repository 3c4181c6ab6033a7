"""The statement: what moved a balance, page by page, each with the balance after it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select
from sqlalchemy.orm import Session

from introtui.domain.billing import KindTotal, StatementRow
from introtui.domain.documents import document_number
from introtui.domain.money import Money
from introtui.domain.paging import Page, PageRequest
from introtui.store.keyset import newest_rows
from introtui.store.numbers import can_be
from introtui.store.tables import Document, LedgerTransaction, Posting, Settlement


def page_of_statement(
    session: Session, account_id: int, currency: str, request: PageRequest
) -> Page[StatementRow]:
    """Return one page of the movements of a balance; cursors carry the balance after their row.

    So the balance of a page follows from its neighbour, and nothing further away is summed up.
    """
    mine = _mine(account_id, currency)
    number = Posting.transaction_id.expression
    found = newest_rows(session, _rows(mine), request, number)
    oldest_first = found[::-1] if request.descending else found
    before = _before(session, mine, request, oldest_first)
    after = accumulate((row.minor for row in oldest_first), initial=before)
    balances = dict(zip((row.transaction_id for row in oldest_first), list(after)[1:], strict=True))
    numbers = numbers_of(session, balances)
    return Page.of(
        (
            _statement_row(row, currency, balances[row.transaction_id], numbers.get(row.transaction_id, "")),
            (balances[row.transaction_id], row.transaction_id),
        )
        for row in found
    )


def count_statement(session: Session, account_id: int, currency: str) -> int:
    """Return how many movements there are."""
    return session.scalar(select(func.count()).select_from(Posting).where(*_mine(account_id, currency))) or 0


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


def _before(
    session: Session, mine: Sequence[ColumnElement[bool]], request: PageRequest, oldest_first: Sequence[Row[Any]]
) -> int:
    """Return the balance before the oldest row of a page, from the nearest place where it is known."""
    on_page = sum(int(row.minor) for row in oldest_first)
    neighbour = request.before or request.after
    if not oldest_first:
        return 0
    if neighbour is not None:
        balance, number = int(neighbour[0] or 0), neighbour[1]
        if number < oldest_first[0].transaction_id:
            return balance
        return balance - _sum(session, *mine, Posting.transaction_id == number) - on_page
    if request.offset:
        return _sum(session, *mine, Posting.transaction_id < oldest_first[0].transaction_id)
    ends_with_the_newest = request.descending != request.from_end
    return _sum(session, *mine) - on_page if ends_with_the_newest else 0


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
