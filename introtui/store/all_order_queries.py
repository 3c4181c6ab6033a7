"""All orders as keyset pages; what a page costs does not grow with how many there are.

A list is put together of streams: the orders of one status, or of one plan, currency and status, each of which an
index holds in the order of the list. A page reads a page of each, and keeps what comes first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from introtui.domain.all_orders import AllOrdersFilter, OwnedOrderRow
from introtui.domain.order_views import ExpiryFilter
from introtui.domain.orders import OrderStatus
from introtui.domain.paging import Page, PageRequest
from introtui.store.keyset import as_read, cursor_value, keyset_rows
from introtui.store.numbers import can_be
from introtui.store.order_queries import ROWS, UNTIL, order_row, with_addresses
from introtui.store.tables import Account, Order, Plan, Product

SORTS: Mapping[str, ColumnElement[Any]] = MappingProxyType(
    {"id": Order.id.expression, "paid_until": UNTIL, "amount": Order.price_minor.expression}
)
CHUNK = 1_000
"""Numbers one statement names at most: databases have limits."""
DAYS: Mapping[ExpiryFilter, int] = MappingProxyType({ExpiryFilter.WEEK: 7, ExpiryFilter.MONTH: 30})
_OWNED: Select[Any] = ROWS.join(Account, Account.id == Order.account_id).add_columns(Account.login.label("login"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """Orders that stand beside each other in an index; of any plan and currency when none is named."""

    status: OrderStatus
    plan_id: int | None = None
    currency: str | None = None

    def conditions(self, wanted: AllOrdersFilter, today: date) -> Iterator[ColumnElement[bool]]:
        """Yield what it asks of an order, columns of the index first."""
        if self.plan_id is not None:
            yield Order.plan_id == self.plan_id
            yield Order.currency == self.currency
        yield Order.status == self.status
        if wanted.expiry is ExpiryFilter.OVERDUE:
            yield today > UNTIL
        elif wanted.expiry in DAYS:
            yield UNTIL.between(today, today + timedelta(days=DAYS[wanted.expiry]))


def streams(session: Session, wanted: AllOrdersFilter) -> list[Stream]:
    """Return what a list is put together of: as many as there are statuses, plans and currencies to it."""
    if wanted.product is None and wanted.currency is None:
        return [Stream(status=status) for status in wanted.statuses]
    return [
        Stream(status=status, plan_id=plan_id, currency=currency)
        for plan_id in _plans(session, wanted.product)
        for currency in ([wanted.currency] if wanted.currency else currencies_of(session, plan_id))
        for status in wanted.statuses
    ]


def page_of_all_orders(
    session: Session, wanted: AllOrdersFilter, request: PageRequest, today: date
) -> Page[OwnedOrderRow]:
    """Return one page of the orders a filter shows."""
    column = SORTS[request.sort]
    keys = (column,) if request.sort == "id" else (column, Order.id.expression)
    every = replace(request, limit=request.limit + (request.offset or 0), offset=None)
    beside = request.before or request.after
    neighbour = None if beside is None else (as_read(column, beside[0]), beside[1])[-len(keys) :]
    found: list[tuple[Any, int]] = []
    for query in page_queries(session, wanted, request.sort, today):
        found.extend((row.sorted_by, row.id) for row in keyset_rows(session, query, every, keys, neighbour))
    cursors = [(cursor_value(value), number) for value, number in _cut(found, request)]
    rows = {row.order.order_id: row for row in owned_orders(session, [number for _, number in cursors], today)}
    return Page.of((rows[cursor[1]], cursor) for cursor in cursors)


def page_queries(session: Session, wanted: AllOrdersFilter, sort: str, today: date) -> Iterator[Select[Any, int]]:
    """Yield the query of each stream, with what it is sorted by and the order's number."""
    for stream in streams(session, wanted):
        conditions = stream.conditions(wanted, today)
        yield select(SORTS[sort].label("sorted_by"), Order.id.label("id")).where(*conditions)


def _cut(found: list[tuple[Any, int]], request: PageRequest) -> list[tuple[Any, int]]:
    """Return the rows of a page, in display order."""
    found.sort(reverse=request.descending)
    skipped = request.offset or 0
    if request.before is not None or request.from_end:
        end = max(len(found) - skipped, 0)
        return found[max(end - request.limit, 0) : end]
    return found[skipped : skipped + request.limit]


def count_queries(session: Session, wanted: AllOrdersFilter, today: date) -> Iterator[Select[int]]:
    """Yield the query that counts each stream, by its index alone."""
    for stream in streams(session, wanted):
        yield select(func.count()).select_from(Order).where(*stream.conditions(wanted, today))


def count_all_orders(session: Session, wanted: AllOrdersFilter, today: date) -> int:
    """Return how many orders a filter shows."""
    return sum(session.scalar(query) or 0 for query in count_queries(session, wanted, today))


def matching_orders(session: Session, wanted: AllOrdersFilter, today: date, most: int) -> list[int]:
    """Return the numbers of the orders a filter shows, lowest first; one more than `most` of them at most."""
    found: list[int] = []
    for stream in streams(session, wanted):
        query = select(Order.id).where(*stream.conditions(wanted, today)).limit(most + 1 - len(found))
        found.extend(session.scalars(query))
    return sorted(found)


def owned_orders(
    session: Session, ids: Sequence[int], today: date, *, all_addresses: bool = False
) -> list[OwnedOrderRow]:
    """Return the rows of some orders, in the order of their numbers; those that are not there are left out."""
    known = [number for number in ids if can_be(number)]
    found = session.execute(_OWNED.where(Order.id.in_(known))).all()
    orders = [order_row(row, today) for row in found]
    if all_addresses:
        orders = with_addresses(session, orders)
    rows = {
        order.order_id: OwnedOrderRow(order=order, account_id=row.Order.account_id, login=row.login)
        for row, order in zip(found, orders, strict=True)
    }
    return [rows[number] for number in ids if number in rows]


def owners_of_orders(session: Session, ids: Sequence[int]) -> list[int]:
    """Return the accounts of some orders, each once."""
    found = set[int]()
    for start in range(0, len(ids), CHUNK):
        known = [number for number in ids[start : start + CHUNK] if can_be(number)]
        found.update(session.scalars(select(Order.account_id).where(Order.id.in_(known))))
    return sorted(found)


def products(session: Session) -> list[str]:
    """Return the names of all products."""
    return list(session.scalars(select(Product.name).order_by(Product.name)))


def every_currency(session: Session) -> list[str]:
    """Return the currencies there are orders in."""
    return sorted({code for plan_id in _plans(session, None) for code in currencies_of(session, plan_id)})


def currencies_of(session: Session, plan_id: int) -> Iterator[str]:
    """Yield the currencies of a plan's orders, each found from the one before by an index."""
    last: str | None = ""
    while True:
        last = session.scalar(
            select(func.min(Order.currency)).where(Order.plan_id == plan_id, Order.currency > last)
        )
        if last is None:
            return
        yield last


def _plans(session: Session, product: str | None) -> list[int]:
    query = select(Plan.id).join(Product, Product.id == Plan.product_id).order_by(Plan.id)
    return list(session.scalars(query if product is None else query.where(Product.name == product)))
