"""The lists of billing, sorted and found in: the same rows as the plain list, whichever way a page is read."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

import pytest
from sqlalchemy import event, text

from introtui.domain.billing import DocumentFilter, DocumentRow, HistoryFilter, HistoryRow, StatementRow
from introtui.domain.paging import Page, PageRequest
from introtui.domain.payments import PayBy
from introtui.store.engine import Database
from tests.building import add_order
from tests.services.ordering import Desk, desk
from tests.services.paying import receive, renew

T = TypeVar("T")
Read = Callable[[PageRequest], Page[T]]


@pytest.fixture
def at(installed: Database) -> Desk:
    """Invoices of two orders, paid and open, a credit note, payments, among those of another customer."""
    there = desk(installed, login="petrova")
    at = desk(installed)
    second = add_order(installed, at.actor)
    renew(at.services, at.actor, second, "open")
    for turn in range(5):
        receive(at.services, at.actor, f"{30 - turn}.0{turn}", number=f"bank-{turn}")
        if turn % 2:
            renew(at.services, at.actor, at.order_id, f"renewal {turn}", by=PayBy.BALANCE)
            receive(there.services, there.actor, "7.77", number=f"other {turn}")
    at.change("VPS S", "down")
    at.orders.set_auto_renew(at.actor, at.order_id, True)
    return at


def ways(read: Read[T], sort: str, *, descending: bool) -> Iterator[list[T]]:
    """Read a whole list page by page: downwards, from its end upwards, and by jumps."""
    for backwards in (False, True):
        found: list[T] = []
        first = PageRequest(sort=sort, descending=descending, limit=3, from_end=backwards)
        request = first
        while (page := read(request)).items:
            found = [*page.items, *found] if backwards else [*found, *page.items]
            plain, cursors = replace(first, from_end=False), page.cursors
            request = replace(plain, before=cursors[0]) if backwards else replace(plain, after=cursors[-1])
        yield found
    jumps = (PageRequest(sort=sort, descending=descending, limit=4, offset=start) for start in range(0, 40, 4))
    yield [row for request in jumps for row in read(request).items]


def same_every_way(read: Read[T], sort: str, key: Callable[[T], Any], whole: Sequence[T]) -> None:
    for descending in (False, True):
        expected = sorted(whole, key=key, reverse=descending)
        for found in ways(read, sort, descending=descending):
            assert found == expected, (sort, descending)


# The statement


def fits(row: StatementRow, wanted: str) -> bool:
    shown = (row.memo.lower(), row.document.lower(), row.amount.amount)
    return all(any(word in each for each in shown) for word in wanted.lower().split())


WANTED = ("", "PAYMENT of", "renew", "inv-2026", "2026-00000", "cn", "-24.14", "0.0", "30.00 payment", "%", "zz")


def test_the_balance_of_what_is_found_is_that_of_the_whole_statement(at: Desk) -> None:
    billing = at.services.billing
    whole = billing.statement(at.actor, "", PageRequest(sort="at")).items
    for wanted in WANTED:
        found = [row for row in whole if fits(row, wanted)]
        assert bool(found) == (wanted not in {"%", "zz"})
        assert billing.count_statement(at.actor, wanted) == len(found), wanted
        read = partial(billing.statement, at.actor, wanted)
        same_every_way(read, "at", lambda row: row.transaction_id, found)


def test_any_movements_of_a_statement_have_its_balances(at: Desk) -> None:
    chance = random.Random(7)
    billing = at.services.billing
    whole = billing.statement(at.actor, "", PageRequest(sort="at")).items
    for _ in range(20):
        row = chance.choice(whole)
        wanted = chance.choice(
            [row.memo.split()[-1], row.amount.amount, row.document[-4:], row.amount.amount[-2:]]
        )
        request = PageRequest(sort="at", descending=chance.random() < 0.5, limit=chance.randint(1, 5))
        page = billing.statement(at.actor, wanted, request)
        if page.items and chance.random() < 0.7:
            page = billing.statement(at.actor, wanted, replace(request, after=page.cursors[-1]))
        assert set(page.items) <= set(whole), wanted


# Documents and history


DOCUMENTS: dict[str, Callable[[DocumentRow], Any]] = {
    "number": lambda row: row.number,
    "issued": lambda row: (row.issued_on, row.document_id),
    "due": lambda row: (str(row.due_on or "9999"), row.document_id),
    "about": lambda row: (row.purpose, row.document_id),
    "standing": lambda row: (row.status, row.document_id),
    "total": lambda row: (row.total.minor, row.document_id),
}
HISTORY: dict[str, Callable[[HistoryRow], Any]] = {
    "at": lambda row: (row.at, row.audit_id),
    "what": lambda row: (row.action, row.audit_id),
    "actor": lambda row: (row.actor, row.audit_id),
    "address": lambda row: (row.address, row.audit_id),
}


def test_documents_are_sorted_by_each_column(at: Desk) -> None:
    def read(request: PageRequest) -> Page[DocumentRow]:
        return at.services.billing.documents(at.actor, DocumentFilter.ALL, "", request)

    whole = read(PageRequest(sort="number")).items
    assert {row.status for row in whole} == {"open", "paid", "credited"}
    for sort, key in DOCUMENTS.items():
        same_every_way(read, sort, key, whole)


def test_the_history_is_sorted_by_each_column(at: Desk) -> None:
    def read(request: PageRequest) -> Page[HistoryRow]:
        return at.services.billing.history(at.actor, HistoryFilter.ALL, "", request)

    whole = read(PageRequest(sort="at")).items
    assert {row.address for row in whole} > {""}
    for sort, key in HISTORY.items():
        same_every_way(read, sort, key, whole)


NO_INDEX = {"standing", "address"}
"""What no index can hold: a status changes with the day, and whose addresses are shown depends on who reads."""


def test_each_order_is_read_by_an_index(at: Desk) -> None:
    billing, actor = at.services.billing, at.actor
    asked = dict[str, tuple[str, Any]]()

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool) -> None:
        if "sorted_by" in statement:
            asked[sort] = (statement, parameters)

    for sort in {*DOCUMENTS, *HISTORY} - NO_INDEX:
        request = PageRequest(sort=sort, descending=True, limit=2)
        read = billing.documents if sort in DOCUMENTS else billing.history
        which: Any = DocumentFilter.ALL if sort in DOCUMENTS else HistoryFilter.ALL
        cursor = read(actor, which, "", request).cursors[-1]
        event.listen(at.database.engine, "before_cursor_execute", note)
        read(actor, which, "", replace(request, after=cursor))
        event.remove(at.database.engine, "before_cursor_execute", note)
    with at.database.engine.connect() as connection:
        if not at.database.is_sqlite:
            # So few rows are sooner sorted than read by an index.
            for way in ("sort", "seqscan", "bitmapscan"):
                connection.execute(text(f"SET LOCAL enable_{way} = off"))
        explain = "EXPLAIN QUERY PLAN" if at.database.is_sqlite else "EXPLAIN"
        for sort, (statement, parameters) in asked.items():
            rows = connection.exec_driver_sql(f"{explain} {statement}", parameters)
            plan = " ".join(str(row) for row in rows)
            index = f"ix_{'document' if sort in DOCUMENTS else 'audit'}_by_"
            assert index in plan, plan
            assert "TEMP B-TREE" not in plan, plan
            assert "Sort" not in plan, plan
